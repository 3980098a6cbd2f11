"""How each agent's week was, counted incident by incident for all of them at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mailflow.core.metrics.effective import act_key, effective
from mailflow.core.metrics.measures import FEWEST
from mailflow.core.metrics.performance import CONTENT, Performance
from mailflow.core.metrics.periods import Period
from mailflow.core.metrics.service_time import CalendarOf
from mailflow.core.metrics.tallying import Tally, left_out_as
from mailflow.core.metrics.timelines import Timeline
from mailflow.core.own_weeks import Correction, Example, Lesson, Week
from mailflow.core.records import Contact, IncidentEvent, SupportGroup, reference
from mailflow.core.training_data import GONE
from models.enums import LabelSource

MOST_CORRECTIONS = 5
EXAMPLES = 2
OFTEN = 2
BAD = 2
"""A rating of so many points of five, or fewer, is a bad one."""


@dataclass(slots=True)
class OwnTally:
    """What concerns one agent."""

    contact: Contact
    figures: Tally
    taken: int = 0
    corrected: list[Correction] = field(default_factory=list)
    by_others: list[Correction] = field(default_factory=list)
    lessons: list[Lesson] = field(default_factory=list)

    def add(self, told: Timeline, events: Sequence[IncidentEvent]) -> None:
        """Count one incident."""
        period, number = self.figures.period, str(self.contact.id)
        within = [one for one in events if period.holds(one.at)]
        self.taken += any(one.field == "assignee_id" and one.after == number for one in within)
        is_own = told.last.assignee_id == self.contact.id
        for actor, correction in _corrections(told, within):
            if actor.casefold() in self.contact.addresses:
                self.corrected.append(correction)
            elif is_own:
                self.by_others.append(correction)
        if is_own:
            self.figures.add(told)
            self.lessons += _lessons(told, period)

    def week(self, group: Performance | None, examples: Sequence[Example]) -> Week:
        """Return what he reads."""
        own = self.figures.result()
        times = group.mttr.all if group else None
        return Week(
            taken=self.taken,
            resolved=own.volume.resolved,
            median=own.mttr.all.p50 if own.mttr.all.count else None,
            # the median of very few would tell how one colleague did
            group_median=times.p50 if times and times.count >= FEWEST else None,
            response_sla=own.response_sla.all,
            resolution_sla=own.resolution_sla.all,
            reopened=own.reopen_rate.part,
            ratings=own.csat.answers,
            mean_rating=own.csat.mean,
            corrected=tuple(self.corrected),
            corrected_by_others=tuple(self.by_others),
            examples=tuple(examples),
            lesson=min(self.lessons, key=_gravest, default=None),
        )


@dataclass(slots=True)
class Coach:
    """Looks at every incident of a week once, for all agents at a time."""

    period: Period
    calendar_of: CalendarOf
    people: Sequence[Contact]
    groups: Sequence[SupportGroup]
    owners: list[OwnTally] = field(init=False)
    of_groups: dict[int, Tally] = field(init=False)
    examples: list[Example] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with nothing."""
        period, calendar_of = self.period, self.calendar_of
        self.owners = [OwnTally(one, Tally(period, calendar_of)) for one in self.people]
        numbers = (one.id for one in self.groups)
        self.of_groups = {n: Tally(period, calendar_of, group_id=n) for n in numbers}

    def add(self, told: Timeline, events: Sequence[IncidentEvent]) -> None:
        """Count one incident, told until the end of the week."""
        if left_out_as(told):
            return
        counted = effective([one for one in events if one.at < self.period.end])
        for owner in self.owners:
            owner.add(told, counted)
        for tally in self.of_groups.values():
            tally.add(told)
        if is_exemplary(told, self.period):
            last = told.last
            self.examples.append(Example(reference(last.id), last.category or "", last.rating or 0))

    def weeks(self) -> Iterator[tuple[Contact, Week]]:
        """Yield everybody's week."""
        best = sorted(self.examples, key=lambda one: -one.rating)[:EXAMPLES]
        groups = {number: tally.result() for number, tally in self.of_groups.items()}
        for owner in self.owners:
            yield owner.contact, owner.week(groups.get(self._group_of(owner.contact)), best)

    def _group_of(self, contact: Contact) -> int:
        """Return the first group that he is a member of."""
        own = (one.id for one in self.groups if contact.id in {m.id for m in one.members})
        return next(own, 0)


def is_exemplary(told: Timeline, period: Period) -> bool:
    """Whether it was resolved in the period, in time, for good, to content, its cause known."""
    last, done = told.last, told.resolutions
    if not (told.is_resolved and period.holds(done[-1].at)):
        return False
    is_documented = " ".join((last.root_cause or "").casefold().split()) not in GONE
    is_content = (last.rating or 0) >= CONTENT
    return is_content and is_documented and bool(done[-1].in_time) and not told.reopenings


def _corrections(
    told: Timeline, events: Sequence[IncidentEvent]
) -> Iterator[tuple[str, Correction]]:
    """Yield who replaced a category of the classifier by another one, and by which."""
    by_classifier = {
        act_key(one)
        for one in events
        if one.field == "category_source" and one.before == LabelSource.SUGGESTED
    }
    for one in events:
        if one.field == "category" and act_key(one) in by_classifier and one.before and one.after:
            yield one.actor, Correction(reference(told.last.id), one.before, one.after)


def _lessons(told: Timeline, period: Period) -> Iterator[Lesson]:
    name, times = reference(told.last.id), told.reopenings
    if len(times) >= OFTEN and period.holds(times[-1]):
        yield Lesson("reopened", name, count=len(times))
    given = [score for at, score in told.ratings if period.holds(at)]
    if given and given[-1] <= BAD:
        yield Lesson("rated", name, rating=given[-1])
    last = told.resolutions[-1] if told.is_resolved else None
    if last is not None and period.holds(last.at) and last.in_time is False:
        yield Lesson("late", name)


def _gravest(lesson: Lesson) -> int:
    return ("reopened", "rated", "late").index(lesson.reason)
