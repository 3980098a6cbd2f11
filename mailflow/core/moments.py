"""Moments as people read them: in a time zone, and never without it."""

from datetime import datetime, timedelta


def zone_label(moment: datetime) -> str:
    """Return the offset of a moment, such as `UTC`, `UTC+1` or `UTC−3:30`.

    Names such as CST or IST mean several zones, an offset means one. A hyphen for its minus would
    let lines break there.
    """
    offset = moment.utcoffset() or timedelta()
    hours, minutes = divmod(abs(round(offset.total_seconds() / 60)), 60)
    if not (hours or minutes):
        return "UTC"
    sign = "\u2212" if offset < timedelta() else "+"
    return f"UTC{sign}{hours}:{minutes:02}" if minutes else f"UTC{sign}{hours}"


def sortable(moment: datetime) -> str:
    """Return a moment as commands take it, with its zone: `2026-12-01 09:00 UTC+1`."""
    return f"{moment:%Y-%m-%d %H:%M} {zone_label(moment)}"
