"""When a resolved incident closes, when its cause is asked for, when its review is due.

What was resolved before stays as it is: only what is resolved from now on closes by itself.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("closes_at", "cause_due_at", "review_due_at", "aftercare_at"):
        op.add_column("incidents", sa.Column(name, sa.DateTime(timezone=True)))
    op.create_index("ix_incidents_aftercare_at", "incidents", ["aftercare_at"])
