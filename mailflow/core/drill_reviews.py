"""How a practice incident was handled, beside what its scenario expected."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailflow.core.commands.grammar import AGENT_RULES, SHORTHANDS
from mailflow.core.drills import Course, Drill, Expected, Scenario
from mailflow.core.records import Incident, IncidentEvent
from models.enums import IncidentState

ENDED = frozenset({IncidentState.RESOLVED.value, IncidentState.CLOSED.value})


@dataclass(frozen=True, slots=True)
class Step:
    """Something that is to be done soon: how long it took, None where it was not done."""

    name: str
    took: timedelta | None = None
    within: timedelta | None = None

    @property
    def is_missed(self) -> bool:
        """Whether it was expected and not done in time."""
        return self.within is not None and (self.took is None or self.took > self.within)


@dataclass(frozen=True, slots=True)
class Choice:
    """A label that was chosen, beside the one that was expected."""

    name: str
    chosen: str = ""
    expected: str = ""

    @property
    def is_missed(self) -> bool:
        """Whether another one was expected."""
        return bool(self.expected) and self.chosen.casefold() != self.expected.casefold()


@dataclass(frozen=True, slots=True)
class DrillReview:
    """How a trainee handled a practice incident."""

    title: str = ""
    trainee: str = ""
    reference: str = ""
    steps: tuple[Step, ...] = ()
    choices: tuple[Choice, ...] = ()
    commands: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    wanted: int = 0

    @property
    def done_well(self) -> int:
        """How many of the expectations were met."""
        return self.expected - self.fallen_short

    @property
    def expected(self) -> int:
        """How many expectations the scenario has."""
        looked_at = [one.within for one in self.steps if one.within is not None]
        labels = [one.expected for one in self.choices if one.expected]
        return len(looked_at) + len(labels) + self.wanted

    @property
    def fallen_short(self) -> int:
        """How many were not met."""
        late = sum(one.is_missed for one in self.steps)
        return late + sum(one.is_missed for one in self.choices) + len(self.missed)


NAMES = {
    **{one: rule.name for rule in AGENT_RULES for one in (rule.name, *rule.aliases)},
    **{one.word: one.name for one in SHORTHANDS},
}
NO_REVIEW = DrillReview()


def course_of(drill: Drill, incident: Incident | None, events: Sequence[IncidentEvent]) -> Course:
    """Return when what happened, read from the events of the incident."""
    if incident is None:
        return Course(drill.started_at)
    return Course(
        started_at=drill.started_at,
        taken_at=_first(events, "assignee_id", frozenset({str(drill.trainee_id)})),
        answered_at=incident.responded_at,
        resolved_at=incident.resolved_at,
    )


def _first(events: Sequence[IncidentEvent], field: str, after: frozenset[str]) -> datetime | None:
    return next((one.at for one in events if one.field == field and one.after in after), None)


def review_of(
    scenario: Scenario,
    course: Course,
    incident: Incident | None,
    commands: Sequence[str],
    trainee: str,
) -> DrillReview:
    """Return how it was handled; of an incident that never opened nothing was done."""
    expected, used = scenario.expected, tuple(dict.fromkeys(map(_name, commands)))
    wanted = {_name(one): one for one in reversed(expected.commands)}
    return DrillReview(
        title=scenario.title,
        trainee=trainee,
        reference=incident.reference if incident else "",
        steps=tuple(_steps(expected, course)),
        choices=(
            Choice("category", (incident and incident.category) or "", expected.category),
            Choice("urgency", incident.urgency.value if incident else "", expected.urgency),
        ),
        commands=tuple(f"#{one}" for one in used),
        missed=tuple(f"#{one}" for name, one in wanted.items() if not _is_used(name, used))[::-1],
        hints=scenario.hints,
        wanted=len(wanted),
    )


def _steps(expected: Expected, course: Course) -> Iterator[Step]:
    reached = (
        ("take", course.taken_at, expected.take_within),
        ("answer", course.answered_at, expected.answer_within),
        ("resolve", course.resolved_at, expected.resolve_within),
    )
    for name, at, within in reached:
        yield Step(name, at - course.started_at if at is not None else None, within)


def _name(command: str) -> str:
    """Return the canonical name of a command: `#take` is `assign`."""
    written = command.lstrip("#").split(" ")[0].casefold()
    return NAMES.get(written, written)


def _is_used(wanted: str, used: tuple[str, ...]) -> bool:
    """Whether it ran; a state may be set by `#status`, and what closes has resolved."""
    alike = {
        "resolve": {"resolve", "close", "status"},
        "category": {"category", "wrong", "confirm"},
    }
    return bool(alike.get(wanted, {wanted}) & set(used))
