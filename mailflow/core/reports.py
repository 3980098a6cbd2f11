"""Incidents as they were reported, which of them were found to be alike, and what is said of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mailflow.core.records import reference
from models.enums import FINISHED, IncidentState, RecurrenceKind

KNOWN_BEFORE = timedelta(days=1)
"""Whoever had mail from the desk so long ago was not made up for today."""
FROM_ONE_DOMAIN = 3
"""So many strangers of one proven domain count; of one that is not proven counts one."""


@dataclass(frozen=True, slots=True)
class Words:
    """How an incident was reported, of which nothing else is asked."""

    opened_at: datetime
    subject: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Report:
    """An incident as it was reported, and what the desk knows of it since.

    `known_since` is the moment since which the desk has written to its requester.
    """

    id: int
    opened_at: datetime
    requester: str
    subject: str = field(repr=False)
    text: str = field(default="", repr=False)
    state: IncidentState = IncidentState.NEW
    verified: bool = False
    category: str | None = None
    group_id: int | None = None
    known_since: datetime | None = None
    deduplication_key: str | None = None
    closure_code: str | None = None
    root_cause: str | None = field(default=None, repr=False)
    resolution: str | None = field(default=None, repr=False)
    parent_id: int | None = None
    problem_id: int | None = None

    @property
    def reference(self) -> str:
        """The reference people see."""
        return reference(self.id)

    @property
    def domain(self) -> str:
        """The domain of its requester."""
        return self.requester.rpartition("@")[2].lower()

    @property
    def is_open(self) -> bool:
        """Whether somebody works on it still."""
        return self.state not in FINISHED


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Incidents found to be alike; the first `told` of its `members` stood in a mail."""

    kind: RecurrenceKind
    head_id: int
    found_at: datetime
    members: tuple[int, ...]
    id: int = 0
    told: int = 0
    told_at: datetime | None = None
    by_strangers: bool = False

    @property
    def told_members(self) -> tuple[int, ...]:
        """Those that agents were told of."""
        return self.members[: self.told]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a mail says of incidents that are alike.

    Nothing that somebody wrote in another incident than the one the mail belongs to is in it
    (promise P13): `words` stand in that one too.
    """

    kind: RecurrenceKind
    listed: tuple[Report, ...] = ()
    total: int = 0
    requesters: int = 0
    words: tuple[str, ...] = ()
    key: str = ""
    new: frozenset[int] = frozenset()
    codes: tuple[tuple[str, int], ...] = ()
    days: int = 0
    """On how many days they were opened, those that are not listed too."""

    @property
    def explained(self) -> tuple[str, ...]:
        """Those whose history names a root cause."""
        return tuple(one.reference for one in self.listed if one.root_cause)


NO_EVIDENCE = Evidence(RecurrenceKind.ALIKE)


@dataclass(frozen=True, slots=True)
class Finding:
    """Incidents that are alike, how they are remembered, and whether agents are told now."""

    recurrence: Recurrence
    reports: tuple[Report, ...]
    evidence: Evidence
    tells: bool
    known_head: Report | None = None
    """The head of what was known before: it may be older than all that are alike now."""

    @property
    def head(self) -> Report:
        """The one that stands for all: the mail about them is its own."""
        known = self.known_head
        return known or next(one for one in self.reports if one.id == self.recurrence.head_id)


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose mails count; with `needs_proof` those of our own people only where proven."""

    served: frozenset[str] = frozenset()
    needs_proof: bool = False

    def is_ours(self, one: Report) -> bool:
        """Whether the desk knows the requester, so that nobody made him up for this."""
        is_known = one.known_since is not None and one.opened_at - one.known_since >= KNOWN_BEFORE
        return (is_known or one.domain in self.served) and (one.verified or not self.needs_proof)

    def counted(self, reports: Iterable[Report]) -> tuple[int, int]:
        """Return how many requesters count: of those we know, and of all."""
        ours, others = set[str](), defaultdict[str, set[str]](set)
        proven = set[str]()
        for one in reports:
            if self.is_ours(one):
                ours.add(one.requester)
                continue
            others[one.domain].add(one.requester)
            proven |= {one.domain} if one.verified else set()
        most = {domain: FROM_ONE_DOMAIN if domain in proven else 1 for domain in others}
        strangers = sum(min(len(some), most[domain]) for domain, some in others.items())
        return len(ours), len(ours) + strangers


@dataclass(frozen=True, slots=True)
class Told:
    """How many findings were told of in the last day: of people we know, and of strangers."""

    of_ours: int = 0
    of_strangers: int = 0


@dataclass(frozen=True, slots=True)
class Bounds:
    """From when on incidents are told of, and how often."""

    incidents: int
    mails_per_day: int = 10
    trust: Trust = Trust()
