"""Fingerprints of mails, and the incident that a new one may belong to."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fingerprints",
        sa.Column("fingerprint", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("slot", sa.SmallInteger, nullable=False, autoincrement=False),
        sa.Column("incident_id", sa.Integer, nullable=False),
        sa.Column("mail_id", sa.Integer, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", "slot", name="pk_fingerprints"),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name="fk_fingerprints_incident_id"
        ),
        sa.ForeignKeyConstraint(["mail_id"], ["raw_mails.id"], name="fk_fingerprints_mail_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_fingerprints_mail_id", "fingerprints", ["mail_id"])
    with op.batch_alter_table("incidents") as changed:
        changed.add_column(sa.Column("may_belong_to", sa.Integer))
        changed.create_foreign_key(
            "fk_incidents_may_belong_to", "incidents", ["may_belong_to"], ["id"]
        )
