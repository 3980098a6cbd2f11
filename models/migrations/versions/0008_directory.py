"""What the directory knows of people: time zone, how they are told, who became one; removed groups."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("contacts") as changed:
        changed.add_column(sa.Column("time_zone", sa.String(64)))
        changed.add_column(
            sa.Column("silent_success", sa.Boolean, nullable=False, server_default=sa.false())
        )
        changed.add_column(sa.Column("merged_into", sa.Integer))
        changed.create_foreign_key("fk_contacts_merged_into", "contacts", ["merged_into"], ["id"])
        changed.create_index("ix_contacts_merged_into", ["merged_into"])
    with op.batch_alter_table("support_groups") as changed:
        changed.add_column(
            sa.Column("removed", sa.Boolean, nullable=False, server_default=sa.false())
        )
