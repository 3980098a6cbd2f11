"""Calendar messages, text/calendar parts of RFC 5545 and 5546, read by icalendar.

Its home is here and in `rota_calendars.py`.

The zones that a message brings along are left out before it is read: the library would work out
rules of a stranger, and times are shown as they were written.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from mailflow.core.charsets import decoded
from mailflow.core.header_text import clean_text, clean_value
from mailflow.core.invitations import Invitation, Moment
from mailflow.core.mail import Attachment

if TYPE_CHECKING:
    from icalendar.cal.component import Component

log = logging.getLogger(__name__)

TYPES = frozenset({"text/calendar", "application/ics"})
MAXIMUM_SIZE = 262_144
MAXIMUM_TRIED = 3
MAXIMUM_LINES = 10_000
MAXIMUM_DEPTH = 20
MAXIMUM_ATTENDEES = 500
MAXIMUM_VALUE = 500
MAXIMUM_DESCRIPTION = 20_000
_KINDS = ("VEVENT", "VTODO")
# Where one line was folded into several (RFC 5545 section 3.1)
_FOLD = re.compile("\n[ \t]")
CALENDAR_ERRORS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


def read_invitation(attachments: Iterable[Attachment]) -> Invitation | None:
    """Return the first event that can be read among the calendar parts of a mail."""
    calendars = [one for one in attachments if one.content_type in TYPES]
    found = (_read(one.content) for one in calendars[:MAXIMUM_TRIED])
    return next((one for one in found if one is not None), None)


def _read(content: bytes) -> Invitation | None:
    if len(content) > MAXIMUM_SIZE or not content.strip():
        return None
    from icalendar import Calendar  # noqa: PLC0415 - it takes a tenth of a second, for few mails

    try:
        calendar = Calendar.from_ical("\r\n".join(without_zones(decoded(content, "utf-8"))))
        method = clean_value(str(calendar.get("METHOD", "")))[:30].lower()
        event = next((one for kind in _KINDS for one in calendar.walk(kind)), None)
        return _invitation(method, event) if event is not None else None
    except CALENDAR_ERRORS as error:
        log.info("calendar_unreadable reason=%s", type(error).__name__)
        return None


def without_zones(text: str) -> Iterator[str]:
    """Return the lines outside any VTIMEZONE; ValueError where they are too many or too deep."""
    lines = [one for one in _FOLD.sub("", clean_text(text)).split("\n") if one.strip()]
    if len(lines) > MAXIMUM_LINES:
        raise ValueError("too many lines")
    inside, depth = False, 0
    for line in lines:
        word = line[:20].strip().upper()
        depth += word.startswith("BEGIN:") - word.startswith("END:")
        if depth > MAXIMUM_DEPTH:
            raise ValueError("nested too deeply")
        inside = inside or word == "BEGIN:VTIMEZONE"
        if not inside:
            yield line
        inside = inside and word != "END:VTIMEZONE"


def _invitation(method: str, event: "Component") -> Invitation:
    attendees = every_value(event.get("ATTENDEE"))[:MAXIMUM_ATTENDEES]
    replied = method == "reply" and bool(attendees)
    return Invitation(
        method=method or "publish",
        summary=_value(event, "SUMMARY"),
        location=_value(event, "LOCATION"),
        organizer=_person(event.get("ORGANIZER")),
        attendees=tuple(filter(None, map(_person, attendees))),
        start=_moment(event.get("DTSTART")),
        end=_moment(event.get("DTEND") or event.get("DUE")),
        recurring="RRULE" in event,
        answer=_parameter(attendees[0], "PARTSTAT").lower() if replied else "",
        description=clean_text(str(event.get("DESCRIPTION", "")))[:MAXIMUM_DESCRIPTION],
    )


def every_value(value: Any) -> list[Any]:
    """A property that stands once is itself; one that stands more often is a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _value(event: "Component", name: str) -> str:
    values = every_value(event.get(name))
    return clean_value(str(values[0]))[:MAXIMUM_VALUE] if values else ""


def _parameter(value: Any, name: str) -> str:
    found = getattr(value, "params", {}).get(name, "")
    return clean_value(str(found))[:MAXIMUM_VALUE]


def _person(value: Any) -> str:
    """Return `Name <address>` of a calendar user (RFC 5545 section 3.3.3)."""
    values = every_value(value)
    if not values:
        return ""
    address = clean_value(str(values[0]))[:MAXIMUM_VALUE]
    scheme, colon, rest = address.partition(":")
    address = rest.strip() if colon and scheme.strip().lower() == "mailto" else address
    name = _parameter(values[0], "CN")
    return f"{name} <{address}>" if name and name.lower() != address.lower() else address


def _moment(value: Any) -> Moment | None:
    """Return a date or time as written, with the name of its zone."""
    values = every_value(value)
    at = getattr(values[0], "dt", None) if values else None
    if isinstance(at, datetime):
        zone = _parameter(values[0], "TZID")[:100]
        local = at.replace(tzinfo=None)
        return Moment(local, zone or ("UTC" if at.tzinfo else ""))
    return Moment(at) if isinstance(at, date) else None
