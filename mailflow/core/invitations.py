"""What a calendar invitation says (RFC 5545, RFC 5546): who, what, where and when.

Times stay as they were written, each with the name of its zone: nothing is converted, since the
zones that an invitation brings along are rules of a stranger.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

MAXIMUM_SHOWN_ATTENDEES = 20
_METHODS = frozenset({"request", "cancel", "counter"})
_ANSWERS = frozenset({"accepted", "declined", "tentative"})


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, or a time of that day; `zone` is `UTC`, a name as written, or nothing (local)."""

    at: date | datetime
    zone: str = ""

    @property
    def is_day(self) -> bool:
        """Whether it is a day without a time (RFC 5545 section 3.3.4)."""
        return not isinstance(self.at, datetime)

    def __str__(self) -> str:
        if not isinstance(self.at, datetime):
            return self.at.isoformat()
        return f"{self.at:%Y-%m-%d %H:%M} {self.zone}".rstrip()


@dataclass(frozen=True, slots=True)
class Invitation:
    """One event of a calendar message.

    `method` is what the message wants (RFC 5546 section 1.4: request, cancel, reply, counter, ...)
    in lower case; `answer` is the participation status in a reply; people are `Name <address>`.
    """

    method: str
    summary: str = ""
    location: str = ""
    organizer: str = ""
    attendees: tuple[str, ...] = ()
    start: Moment | None = None
    end: Moment | None = None
    recurring: bool = False
    answer: str = ""
    description: str = field(default="", repr=False)

    @property
    def kind(self) -> str:
        """What the message is about, in one word: a method, the answer of a reply, or `other`."""
        if self.method == "reply":
            return self.answer if self.answer in _ANSWERS else "other"
        return self.method if self.method in _METHODS else "other"

    @property
    def when(self) -> str:
        """Beginning and end as text; of whole days the last one (RFC 5545 section 3.6.1)."""
        if self.start is None:
            return ""
        end = _last_day(self.end) if self.end else None
        if end is None or end == self.start:
            return str(self.start)
        if not self.start.is_day and not end.is_day and _same_day(self.start, end):
            return f"{self.start.at:%Y-%m-%d %H:%M}-{end.at:%H:%M} {end.zone}".rstrip()
        return f"{self.start} - {end}"

    @property
    def people(self) -> str:
        """The attendees in one line; of many the first and how many more."""
        shown = ", ".join(self.attendees[:MAXIMUM_SHOWN_ATTENDEES])
        more = len(self.attendees) - MAXIMUM_SHOWN_ATTENDEES
        return f"{shown} (+{more})" if more > 0 else shown


def _last_day(end: Moment) -> Moment:
    """An event of whole days ends before the day that DTEND names."""
    return Moment(end.at - timedelta(days=1), end.zone) if end.is_day and end.at > date.min else end


def _same_day(start: Moment, end: Moment) -> bool:
    return start.zone == end.zone and f"{start.at:%Y-%m-%d}" == f"{end.at:%Y-%m-%d}"


def invitation_as_data(invitation: Invitation | None) -> dict[str, object] | None:
    """Return the invitation as plain values, as a database keeps it."""
    if invitation is None:
        return None
    values = asdict(invitation)
    for name in ("start", "end"):
        moment = getattr(invitation, name)
        values[name] = None if moment is None else [moment.at.isoformat(), moment.zone]
    return {**values, "attendees": list(invitation.attendees)}


def invitation_of(data: Mapping[str, Any] | None) -> Invitation | None:
    """Return the invitation that was kept as plain values."""
    if data is None:
        return None
    moments = {name: _moment_of(data.get(name)) for name in ("start", "end")}
    return Invitation(**{**data, **moments, "attendees": tuple(data.get("attendees", ()))})


def _moment_of(value: Any) -> Moment | None:
    if value is None:
        return None
    written, zone = value
    at = datetime.fromisoformat(written) if "T" in written else date.fromisoformat(written)
    return Moment(at, zone)
