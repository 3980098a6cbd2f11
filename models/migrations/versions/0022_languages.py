"""The language in which a person writes, as far as his mails showed it."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contacts", sa.Column("written_language", sa.String(10)))
    op.add_column(
        "contacts",
        sa.Column("written_times", sa.Integer(), nullable=False, server_default="0"),
    )
