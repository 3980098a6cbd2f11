"""What follows by itself where an incident ends: when it closes, when its cause is asked for."""

from datetime import datetime
from typing import Any

from mailflow.adapters.store.contract import Work
from mailflow.core.closure import Aftercare, aftercare
from mailflow.core.records import Incident
from mailflow.desk import Desk


def follows(
    work: Work, desk: Desk, before: Incident, after: Incident, now: datetime
) -> dict[str, Any]:
    """Return the moments that an incident, as it was just changed, has from now on."""
    number = after.group_id
    group = work.directory.group(number) if after.is_finished and number else None
    calendar = desk.settings.calendar_of(group.name if group else None)
    return dict(aftercare(before, after, Aftercare(desk.settings.closure, calendar), now))
