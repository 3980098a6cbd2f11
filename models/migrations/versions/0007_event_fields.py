"""Room for an address in the field of an event, which may name a participant."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("incident_events") as changed:
        changed.alter_column("field", type_=sa.String(400), existing_type=sa.String(60))
