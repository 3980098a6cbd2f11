"""Warnings before a target is missed, moments agreed on, when a clock stood still, and what made a priority.

What the clock of an incident stood still for is read off its history. Incidents that are open keep
the moments they have, and are warned of at three quarters of the time until then.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NEW = (
    "response_warn_at",
    "resolution_warn_at",
    "warn_at",
    "response_warned_at",
    "resolution_warned_at",
    "agreed_due",
)
LEVELS = "CASE {} WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END"
BY_MATRIX = f"{LEVELS.format('impact')} + {LEVELS.format('urgency')} - 1"
GIVEN_BY_HAND = (
    "UPDATE incidents SET priority_source = 'hand'"
    f" WHERE CAST(substr(priority, 2, 1) AS INTEGER) <> {BY_MATRIX}"
)
FINISHED = ("resolved", "closed", "canceled")
MOST = 200

_incidents = sa.table(
    "incidents",
    sa.column("id", sa.Integer),
    sa.column("state", sa.String),
    sa.column("opened_at", MOMENT),
    sa.column("responded_at", MOMENT),
    sa.column("response_due", MOMENT),
    sa.column("resolution_due", MOMENT),
    sa.column("response_escalated_at", MOMENT),
    sa.column("resolution_escalated_at", MOMENT),
    sa.column("clock_stops", sa.Text),
    *(sa.column(name, MOMENT) for name in NEW),
)
_events = sa.table(
    "incident_events",
    sa.column("id", sa.Integer),
    sa.column("incident_id", sa.Integer),
    sa.column("field", sa.String),
    sa.column("before", sa.JSON),
    sa.column("after", sa.JSON),
    sa.column("at", MOMENT),
)


def upgrade() -> None:
    with op.batch_alter_table("incidents") as changed:
        for name in NEW:
            changed.add_column(sa.Column(name, MOMENT))
        changed.add_column(sa.Column("clock_stops", sa.Text, nullable=False, server_default=""))
        changed.add_column(
            sa.Column("priority_source", sa.String(20), nullable=False, server_default="matrix")
        )
    op.create_index("ix_incidents_warn_at", "incidents", ["warn_at"])
    op.execute(GIVEN_BY_HAND)
    _keep_stops()
    _keep_agreed()
    _warn()


def _keep_stops() -> None:
    """A hold ended where an event took the beginning away; a reopening took the end away."""
    connection = op.get_bind()
    fields = ("held_since", "hold_reason", "resolved_at", "closed_at")
    query = sa.select(_events).where(_events.c.field.in_(fields)).order_by(_events.c.id)
    lines, ended = {}, {}
    for row in connection.execute(query):
        place = (row.incident_id, _utc(row.at))
        if row.before and not row.after:
            ended.setdefault(place, {})[row.field] = row.before
    for (number, at), fields_then in sorted(ended.items()):
        held = fields_then.get("held_since")
        finished = fields_then.get("resolved_at") or fields_then.get("closed_at")
        start, reason = held or finished, fields_then.get("hold_reason", "") if held else "finished"
        if start and datetime.fromisoformat(start) < at:
            lines.setdefault(number, []).append(f"{start} {at.isoformat()} {reason}")
    for number, found in lines.items():
        _set(number, clock_stops="\n".join(found[-MOST:]))


def _keep_agreed() -> None:
    """A due moment that changed alone was agreed on: with a hold or a priority, others change."""
    connection = op.get_bind()
    fields = ("resolution_due", "held_since", "priority")
    query = sa.select(_events).where(_events.c.field.in_(fields)).order_by(_events.c.id)
    together = {}
    for row in connection.execute(query):
        together.setdefault((row.incident_id, _utc(row.at)), {})[row.field] = row.after
    agreed = {}
    for (number, _), found in together.items():  # in the order of the events
        if "priority" in found:
            agreed[number] = None
        elif set(found) == {"resolution_due"} and found["resolution_due"]:
            agreed[number] = datetime.fromisoformat(found["resolution_due"])
    for number, moment in agreed.items():
        if moment is not None:
            _set(number, agreed_due=moment)


def _warn() -> None:
    query = sa.select(_incidents).where(_incidents.c.state.not_in(FINISHED))
    for row in list(op.get_bind().execute(query)):
        opened = _utc(row.opened_at)
        values = {}
        for name in ("response", "resolution"):
            due = getattr(row, f"{name}_due")
            if due is not None:
                values[f"{name}_warn_at"] = opened + 0.75 * (_utc(due) - opened)
        met = {"response"} if row.responded_at else set()
        met |= {one for one in ("response", "resolution") if getattr(row, f"{one}_escalated_at")}
        left = [at for key, at in values.items() if key.partition("_")[0] not in met]
        if left and row.state != "on_hold":
            values["warn_at"] = min(left)
        if values:
            _set(row.id, **values)


def _set(number, **values) -> None:
    op.get_bind().execute(
        _incidents.update().where(_incidents.c.id == number).values(**values)
    )


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
