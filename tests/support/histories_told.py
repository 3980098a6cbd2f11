"""Histories of incidents, written as a list of acts, for the tests of figures."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from mailflow.core.metrics.timelines import Recorded
from mailflow.core.records import IncidentEvent
from mailflow.core.undoing import written
from models.enums import IncidentState, LabelSource

MONDAY = datetime(2026, 10, 5, 8, tzinfo=UTC)
AGENT = "ann@example.com"


@dataclass(slots=True)
class Told:
    """An incident to which things happen; hours count from its opening."""

    now: Recorded = field(
        default_factory=lambda: Recorded(
            1001,
            MONDAY,
            IncidentState.NEW,
            group_id=1,
            category="email",
            category_source=LabelSource.SUGGESTED,
            response_due=MONDAY + timedelta(hours=4),
            resolution_due=MONDAY + timedelta(hours=24),
        )
    )
    events: list[IncidentEvent] = field(default_factory=list)
    acts: int = 0

    def at(self, hours: float) -> datetime:
        """Return a moment so many hours after the opening."""
        return self.now.opened_at + timedelta(hours=hours)

    def change(self, hours: float, actor: str = AGENT, **values: Any) -> int:
        """Change fields by a mail, whose number is returned."""
        self.acts += 1
        for name, value in values.items():
            before = written(getattr(self.now, name))
            self._add("changed", hours, actor, name, before, written(value))
        self.now = replace(self.now, **values)
        return self.acts

    def note(
        self, hours: float, name: str, about: str, reason: str = "", actor: str = AGENT
    ) -> None:
        """Add a note to the last act."""
        self._add(name, hours, actor, about, None, reason)

    def undo(self, hours: float, act: int) -> int:
        """Take an act back, as `#undo` does."""
        done = [one for one in self.events if one.mail_id == act and one.name == "changed"]
        self.acts += 1
        before = dict(_firsts(done))
        for one in done:
            field_name = one.field or ""
            current = next(e.after for e in reversed(self.events) if e.field == field_name)
            self._add("changed", hours, AGENT, field_name, current or "", before[field_name])
        self._add("taken_back", hours, AGENT, str(act), None, "")
        return self.acts

    def _add(
        self, name: str, hours: float, actor: str, about: str, before: str | None, after: str
    ) -> None:
        moment = self.at(hours)
        self.events.append(IncidentEvent(name, actor, moment, about, before, after, self.acts))


def _firsts(events: list[IncidentEvent]) -> Iterator[tuple[str, str]]:
    for one in reversed(events):
        yield one.field or "", one.before or ""
