"""What agents' commands set: holds and wake-ups, tags, major incidents, time worked, links."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LINKS = "incident_links"


def upgrade() -> None:
    with op.batch_alter_table("incidents") as changed:
        changed.add_column(sa.Column("held_since", sa.DateTime(timezone=True)))
        changed.add_column(sa.Column("wake_at", sa.DateTime(timezone=True)))
        changed.add_column(sa.Column("tags", sa.String(1000), nullable=False, server_default=""))
        changed.add_column(
            sa.Column("is_major", sa.Boolean, nullable=False, server_default=sa.false())
        )
        changed.add_column(
            sa.Column("minutes_worked", sa.Integer, nullable=False, server_default="0")
        )
    op.create_table(
        LINKS,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("incident_id", sa.Integer, nullable=False),
        sa.Column("other_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incident_links"),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name="fk_incident_links_incident_id_incidents"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["incidents.id"], name="fk_incident_links_other_id_incidents"
        ),
        sa.UniqueConstraint(
            "incident_id", "other_id", "kind", name="uq_incident_links_incident_id_other_id_kind"
        ),
    )
    op.create_index("ix_incident_links_other_id", LINKS, ["other_id"])
