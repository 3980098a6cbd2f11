"""What an incident is: one that somebody reported, or a problem or an action that the desk keeps.

Those that are there are told by what alone they have: a problem lost its targets when it was
opened, an action is linked to what it follows from. The clock asks for neither any more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = sa.Column("kind", sa.String(20), nullable=False, server_default="incident")
    op.add_column("incidents", kind)
    names = ("id", "kind", "state", "due_at", "warn_at", "call_at")
    incidents = sa.table("incidents", *map(sa.column, names))
    event = sa.table("incident_events", *map(sa.column, ("incident_id", "field", "after"))).c
    link = sa.table("incident_links", *map(sa.column, ("incident_id", "kind"))).c
    untimed = sa.and_(event.field == "response_due", sa.cast(event.after, sa.Text) == '""')
    problems = sa.select(event.incident_id).where(untimed)
    actions = sa.select(link.incident_id).where(link.kind == "action")
    for name, numbers in (("problem", problems), ("action", actions)):
        op.execute(incidents.update().where(incidents.c.id.in_(numbers)).values(kind=name))
    records = incidents.update().where(incidents.c.kind != "incident")
    op.execute(records.values(warn_at=None, call_at=None))
    op.execute(records.where(incidents.c.state != "on_hold").values(due_at=None))
