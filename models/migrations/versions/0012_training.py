"""Learning from closed incidents: parts, imported history, versions with verdict and proof."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
VERSION = "fk_classifier_activations_version_id_classifier_versions"
IMPORT = "fk_imported_examples_import_id_training_imports"


def upgrade() -> None:
    with op.batch_alter_table("contacts") as changed:
        changed.add_column(sa.Column("vip", sa.Boolean, nullable=False, server_default=sa.false()))
    with op.batch_alter_table("classifier_versions") as changed:
        changed.add_column(sa.Column("champion", sa.Integer))
        changed.add_column(sa.Column("verdict", sa.JSON, nullable=False, server_default="{}"))
        changed.add_column(sa.Column("proof", sa.JSON, nullable=False, server_default="{}"))
    _activations()
    _data()
    _imported_examples()
    op.create_table(
        "training_runs",
        sa.Column("night", sa.String(10), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("outcome", sa.String(200)),
        sa.PrimaryKeyConstraint("night", name="pk_training_runs"),
    )


def _activations() -> None:
    """The version that is active now was activated once."""
    op.create_table(
        "classifier_activations",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("version_id", sa.Integer, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String(320), nullable=False, server_default=""),
        sa.Column("reason", sa.String(20), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name="pk_classifier_activations"),
        sa.ForeignKeyConstraint(["version_id"], ["classifier_versions.id"], name=VERSION),
    )
    op.create_index(
        "ix_classifier_activations_version_id", "classifier_activations", ["version_id"]
    )
    op.execute(
        "INSERT INTO classifier_activations (version_id, at)"
        " SELECT version_id, activated_at FROM active_classifier"
    )


def _data() -> None:
    op.create_table(
        "training_parts",
        sa.Column("identifier", sa.String(60), nullable=False),
        sa.Column("anchor", sa.String(60), nullable=False),
        sa.Column("part", sa.String(20), nullable=False),
        sa.Column("assigned_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("identifier", name="pk_training_parts"),
    )
    op.create_table(
        "training_imports",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("approved_at", MOMENT),
        sa.Column("approved_by", sa.String(320)),
        sa.PrimaryKeyConstraint("id", name="pk_training_imports"),
        sa.UniqueConstraint("sha256", name="uq_training_imports_sha256"),
    )


def _imported_examples() -> None:
    op.create_table(
        "imported_examples",
        sa.Column("import_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("category", sa.String(100)),
        sa.Column("urgency", sa.String(10)),
        sa.Column("impact", sa.String(10)),
        sa.Column("language", sa.String(10), nullable=False, server_default="en"),
        sa.Column("requester", sa.String(320), nullable=False, server_default=""),
        sa.Column("conversation", sa.String(200), nullable=False, server_default=""),
        sa.Column("at", MOMENT),
        sa.PrimaryKeyConstraint("import_id", "number", name="pk_imported_examples"),
        sa.ForeignKeyConstraint(["import_id"], ["training_imports.id"], name=IMPORT),
    )
