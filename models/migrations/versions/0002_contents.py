"""Contents of mails apart from their rows, which SQLite would write anew with every change."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APART = (("raw_mails", "raw_contents", "mail_id"), ("outbox", "outbox_contents", "outbox_id"))


def upgrade() -> None:
    for table, apart, key in APART:
        op.create_table(
            apart,
            sa.Column(key, sa.Integer, nullable=False),
            sa.Column("content", sa.LargeBinary, nullable=False),
            sa.PrimaryKeyConstraint(key, name=f"pk_{apart}"),
            sa.ForeignKeyConstraint([key], [f"{table}.id"], name=f"fk_{apart}_{key}"),
        )
        op.execute(f"INSERT INTO {apart} ({key}, content) SELECT id, content FROM {table}")
        with op.batch_alter_table(table) as changed:
            changed.drop_column("content")
