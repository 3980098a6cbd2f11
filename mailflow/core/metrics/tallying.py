"""Figures of a period, gathered incident by incident, so that none is kept in memory."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from mailflow.core.closure import has_grave_end, wants_cause
from mailflow.core.corrections import was_corrected
from mailflow.core.decisions.by_hand import THE_CLI
from mailflow.core.headers import sweep
from mailflow.core.metrics.counting import BarTally, OpenTally, PerPriority, Targets
from mailflow.core.metrics.measures import Share, spread_of
from mailflow.core.metrics.performance import (
    Causes,
    Escalated,
    Held,
    Named,
    Performance,
    Satisfaction,
    Unexplained,
    Volume,
)
from mailflow.core.metrics.periods import Period
from mailflow.core.metrics.service_time import CalendarOf, always, service_time, stood
from mailflow.core.metrics.timelines import Reached, Timeline
from mailflow.core.records import reference
from mailflow.core.training_data import GONE
from models.enums import IncidentKind, IncidentState, LabelSource

SPAM = "spam"
MOST_NAMED = 20
CAUSE_CHARACTERS = 80
FEWEST_ALIKE = 2
WEEKDAYS, HOURS = 7, 24


def left_out_as(told: Timeline) -> str:
    """Return why an incident is left out of the figures; empty where it counts."""
    last = told.last
    if last.is_practice:
        return "practice"
    if last.is_record:
        return last.kind.value
    if last.merged_into is not None:
        return "merged"
    if last.state is IncidentState.CANCELED:
        return SPAM if last.closure_code == SPAM else "canceled"
    return ""


@dataclass(slots=True)
class Tally:
    """Counts one period; `agents` are addresses.

    Of one support group, or of what one agent has at its end, where they are named.
    """

    period: Period
    calendar_of: CalendarOf = always
    agents: frozenset[str] = frozenset()
    group_id: int | None = None
    assignee_id: int | None = None
    counts: Counter[str] = field(default_factory=Counter)
    response_times: PerPriority = field(default_factory=PerPriority)
    resolution_times: PerPriority = field(default_factory=PerPriority)
    responses: Targets = field(default_factory=Targets)
    resolutions: Targets = field(default_factory=Targets)
    escalation_times: list[timedelta] = field(default_factory=list)
    scores: Counter[int] = field(default_factory=Counter)
    held: dict[str, list[timedelta]] = field(default_factory=lambda: defaultdict(list))
    hours: Counter[tuple[int, int]] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    unexplained: list[int] = field(default_factory=list)
    backlog: OpenTally = field(init=False)
    bars: BarTally = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing."""
        self.backlog = OpenTally(self.period)
        self.bars = BarTally(self.period, self.period.bounds)

    def add(self, told: Timeline) -> None:
        """Count one incident, told until the end of the period."""
        if told.opening.opened_at >= self.period.end:
            return
        if not self._is_wanted(told):
            return
        is_new = self.period.holds(told.opening.opened_at)
        if reason := left_out_as(told):
            self.counts[reason] += is_new
            if reason == IncidentKind.PROBLEM:
                self._published(told)  # a known error is for others, whoever wrote of it
            return
        if is_new:
            self._opened(told)
        if told.last.is_open:
            self.backlog.add(told)
        self.bars.add(told)
        self._answered(told)
        self._ended(told)
        self._escalated(told)
        self._beside(told)

    def _is_wanted(self, told: Timeline) -> bool:
        last = told.last
        pairs = ((self.group_id, last.group_id), (self.assignee_id, last.assignee_id))
        return all(wanted is None or wanted == found for wanted, found in pairs)

    def _opened(self, told: Timeline) -> None:
        local = told.opening.opened_at.astimezone(self.period.zone)
        self.counts["incidents"] += 1
        self.hours[local.weekday(), local.hour] += 1
        self.categories[told.last.category or ""] += 1

    def _answered(self, told: Timeline) -> None:
        response = told.response
        if response is not None and self.period.holds(response.at):
            self.responses.add(response)
            self.response_times.values[response.then.priority].append(self._took(told, response))

    def _took(self, told: Timeline, reached: Reached) -> timedelta:
        return service_time(told, reached.at, self.calendar_of(reached.then))

    def _ended(self, told: Timeline) -> None:
        holds = self.period.holds
        self.counts["ever_resolved"] += any(holds(one.at) for one in told.resolutions)
        self.counts["reopened"] += any(holds(one) for one in told.reopenings)
        if not told.is_resolved or not holds(told.resolutions[-1].at):
            return
        last = told.resolutions[-1]
        self.counts["resolved"] += 1
        self.bars.count_resolved(last.at)
        self.resolutions.add(last)
        self.resolution_times.values[last.then.priority].append(self._took(told, last))
        self._judged(told, last)
        self._explained(told)

    def _explained(self, told: Timeline) -> None:
        """Count why it came, where somebody said so."""
        self.codes[told.last.closure_code or ""] += 1
        self.problems.update(told.problems)
        self.counts["grave"] += has_grave_end(told.last)
        if wants_cause(told.last):
            self.unexplained.append(told.last.id)
        words = sweep(told.last.root_cause or "", own_token="")  # before it is cut: no half of one
        cause = " ".join(words.casefold().split())
        if cause not in GONE:
            self.causes[cause[:CAUSE_CHARACTERS]] += 1

    def _judged(self, told: Timeline, last: Reached) -> None:
        """Count what a resolved incident says of the work on it."""
        is_person = told.last.deduplication_key is None
        if is_person and told.response is not None:
            once = len(told.resolutions) == 1 and last.answers and not told.was_handed_on
            self.counts["contacts"] += 1
            self.counts["first_contacts"] += once
        if told.opening.group_id is not None:
            self.counts["assigned"] += 1
            self.counts["wrongly_assigned"] += bool(told.regroupings)
        by_agent = last.actor == THE_CLI or last.actor.casefold() in self.agents
        is_person = is_person and not told.last.is_automatic
        if told.opening.category_source is LabelSource.SUGGESTED and by_agent and is_person:
            applied, now = told.opening.category, told.last
            self.counts["categorised"] += 1
            corrected = was_corrected(applied, now.category, now.category_source)
            self.counts["wrongly_categorised"] += corrected

    def _escalated(self, told: Timeline) -> None:
        for place, one in enumerate(told.escalations):
            if self.period.holds(one.at):
                self.counts[one.kind] += 1
                if place == 0:
                    calendar = self.calendar_of(one.then)
                    self.escalation_times.append(service_time(told, one.at, calendar))

    def _published(self, told: Timeline) -> None:
        self.counts["published"] += sum(self.period.holds(one) for one in told.published)

    def _beside(self, told: Timeline) -> None:
        self.counts["majors"] += any(self.period.holds(one) for one in told.majors)
        self._published(told)
        if given := [score for at, score in told.ratings if self.period.holds(at)]:
            self.scores[given[-1]] += 1
        calendar, period = self.calendar_of(told.last), self.period
        for reason in {one.reason for one in told.holds}:
            own = [one for one in told.holds if one.reason == reason]
            if any(
                one.start < period.end and (one.end or period.end) > period.start for one in own
            ):
                self.held[reason].append(stood(own, period.start, period.end, calendar))

    def result(self) -> Performance:
        """Return the figures."""
        counts = self.counts
        return Performance(
            period=self.period,
            volume=Volume(*(counts[one] for one in Volume.__dataclass_fields__)),
            backlog=self.backlog.backlog(),
            mtta=self.response_times.times(),
            mttr=self.resolution_times.times(),
            first_contact_resolution=Share(counts["first_contacts"], counts["contacts"]),
            response_sla=self.responses.kept(),
            resolution_sla=self.resolutions.kept(),
            reopen_rate=Share(counts["reopened"], counts["ever_resolved"]),
            wrongly_assigned=Share(counts["wrongly_assigned"], counts["assigned"]),
            wrongly_categorised=Share(counts["wrongly_categorised"], counts["categorised"]),
            time_to_escalate=self._escalations(),
            major_incidents=counts["majors"],
            csat=Satisfaction(tuple(self.scores[one] for one in range(1, 6))),
            time_on_hold=self._holds(),
            busiest_hours=self._hours(),
            top_categories=_most(self.categories),
            recurring_causes=self._causes(),
            missing_causes=self._unexplained(),
            self_service=counts["published"],
            bars=self.bars.bars(),
        )

    def _causes(self) -> Causes:
        problems, causes = _most(self.problems, FEWEST_ALIKE), _most(self.causes, FEWEST_ALIKE)
        return Causes(problems, causes, _most(self.codes))

    def _unexplained(self) -> Unexplained:
        found = Share(len(self.unexplained), self.counts["grave"])
        return Unexplained(found, tuple(map(reference, sorted(self.unexplained)[:MOST_NAMED])))

    def _escalations(self) -> Escalated:
        time = spread_of(self.escalation_times)
        return Escalated(time, self.counts["functional"], self.counts["hierarchical"])

    def _holds(self) -> tuple[Held, ...]:
        sums = ((reason, len(of), sum(of, timedelta())) for reason, of in self.held.items())
        return tuple(Held(*one) for one in sorted(sums, key=lambda one: (-one[2], one[0])))

    def _hours(self) -> tuple[tuple[int, ...], ...]:
        return tuple(
            tuple(self.hours[day, hour] for hour in range(HOURS)) for day in range(WEEKDAYS)
        )


def _most(counts: Counter[str], fewest: int = 1) -> tuple[Named, ...]:
    """Return the most frequent names, those alike in the order of the alphabet."""
    named: Iterable[Named] = (Named(name, often) for name, often in counts.items())
    often = (one for one in named if one.incidents >= fewest)
    return tuple(sorted(often, key=lambda one: (-one.incidents, one.name))[:MOST_NAMED])
