"""Where the texts of resolved incidents lie; the worker fills it."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INCIDENT = "fk_incident_vectors_incident_id_incidents"


def upgrade() -> None:
    op.create_table(
        "incident_vectors",
        sa.Column("incident_id", sa.Integer, nullable=False),
        sa.Column("embedder", sa.String(64), nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("incident_id", name="pk_incident_vectors"),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=INCIDENT),
    )
    op.create_index("ix_incident_vectors_embedder", "incident_vectors", ["embedder"])
