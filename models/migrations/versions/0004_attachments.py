"""Attachments by their content, and what texts of a conversation were: protected, invitations."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachments",
        sa.Column("mail_id", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("content_type", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("inline", sa.Boolean, nullable=False),
        sa.Column("content_id", sa.String(998), nullable=False),
        sa.PrimaryKeyConstraint("mail_id", "position", name="pk_attachments"),
        sa.ForeignKeyConstraint(["mail_id"], ["raw_mails.id"], name="fk_attachments_mail_id"),
    )
    op.create_index("ix_attachments_sha256", "attachments", ["sha256"])
    op.add_column(
        "entries",
        sa.Column("protection", sa.String(20), nullable=False, server_default="none"),
    )
    op.add_column("entries", sa.Column("invitation", sa.JSON))
