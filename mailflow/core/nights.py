"""When the classifier learns: once a night, at the hour that the settings say."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from mailflow.settings import Settings

WINDOW = timedelta(hours=6)
"""A worker that starts later than that lets the night pass: by day the desk works."""


def due_night(settings: Settings, now: datetime) -> str | None:
    """Return the night that is on, by its date at the desk; None by day, or where it never learns.

    It begins at the hour of the settings and may cross midnight.
    """
    if not settings.classifier.retrain_at:
        return None
    local = now.astimezone(ZoneInfo(settings.desk.time_zone))
    hour = time.fromisoformat(settings.classifier.retrain_at)
    begun = local.replace(hour=hour.hour, minute=hour.minute, second=0, microsecond=0)
    if begun > local:
        begun -= timedelta(days=1)
    return begun.date().isoformat() if local - begun < WINDOW else None
