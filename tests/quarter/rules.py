"""What was promised to whom, as the ledger knows it: targets, business times, who stands where."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from quarter.walls import WALLS, Allowed, Walked

ALWAYS = "always"
DESK, FIELD, NETWORK, APPLICATIONS = "Service Desk", "Field Service", "Network", "Applications"
CALENDARS = {DESK: "munich", FIELD: "new_york", NETWORK: "pune", APPLICATIONS: "around"}
TIERS = {DESK: 1, FIELD: 1, NETWORK: 2, APPLICATIONS: 3}
ESCALATES_TO = {FIELD: APPLICATIONS}
HOSPITAL = "hospital.example"
Pair = tuple[Allowed, Allowed]

TARGETS: dict[str, Pair] = {
    "P1": (Allowed(hours=0.25), Allowed(hours=4)),
    "P2": (Allowed(hours=1), Allowed(hours=8)),
    "P3": (Allowed(hours=4), Allowed(days=3)),
    "P4": (Allowed(days=1), Allowed(days=5)),
    "P5": (Allowed(days=2), Allowed(days=10)),
}
HOSPITAL_P2 = (Allowed(hours=0.5), Allowed(hours=6))
"""Round the clock, as every P1."""
NETWORK_P3 = (Allowed(hours=2), Allowed(days=2))
MATRIX = {"high": 1, "medium": 2, "low": 3}


@cache
def walked(name: str) -> Walked:
    """Return a calendar, walked once."""
    return Walked(WALLS[name])


@dataclass(frozen=True)
class Level:
    """A service level: its targets, and by which time they count."""

    targets: Pair
    time: str

    @property
    def wall(self) -> Walked:
        """The working time by which it counts."""
        return walked(self.time)


def level(priority: str, group: str, requester: str) -> Level:
    """Return the service level of an incident."""
    domain = requester.rpartition("@")[2]
    if priority == "P2" and (domain == HOSPITAL or domain.endswith(f".{HOSPITAL}")):
        return Level(HOSPITAL_P2, ALWAYS)
    if priority == "P1":
        return Level(TARGETS["P1"], ALWAYS)
    own = NETWORK_P3 if (priority, group) == ("P3", NETWORK) else TARGETS[priority]
    return Level(own, CALENDARS[group])


def priority_of(impact: str, urgency: str, *, vip: bool) -> str:
    """Return impact + urgency - 1, one higher for a VIP."""
    number = MATRIX[impact] + MATRIX[urgency] - 1
    return f"P{max(number - vip, 1)}"


@dataclass
class Agent:
    """Somebody who works at the desk."""

    id: int
    address: str
    away_until: datetime | None = None

    @property
    def handle(self) -> str:
        """How commands name him."""
        return self.address.partition("@")[0]

    def is_away(self, now: datetime) -> bool:
        """Whether he is not at work."""
        return self.away_until is not None and now < self.away_until


@dataclass
class Staff:
    """Agents by group, managers from the nearest up, and who is on call, where a rota says it."""

    groups: dict[str, list[Agent]] = field(default_factory=dict)
    managers: dict[str, list[Agent]] = field(default_factory=dict)
    admin: Agent | None = None
    rota: dict[str, list[Agent]] = field(default_factory=dict)
    rota_start: datetime | None = None

    def agents(self) -> list[Agent]:
        """Return everybody who works in a group."""
        return [one for some in self.groups.values() for one in some]

    def of(self, contact_id: int | None) -> Agent | None:
        """Return somebody by his number."""
        return next((one for one in self.agents() if one.id == contact_id), None)

    def next_group(self, group: str) -> str | None:
        """Return the group that comes next."""
        if group in ESCALATES_TO:
            return ESCALATES_TO[group]
        above = [one for one in TIERS if TIERS[one] > TIERS[group]]
        return min(above, key=lambda one: (TIERS[one], one), default=None)

    def at_work(self, group: str, now: datetime) -> list[int]:
        """Return who of a group is there; everybody where nobody is."""
        return _there(self.groups[group], now)

    def workers(self, group: str, assignee: int | None, now: datetime) -> list[int]:
        """Return the assignee; while he is away, or there is none, who is there of the group."""
        person = self.of(assignee)
        if person is not None and not person.is_away(now):
            return [person.id]
        return self.at_work(group, now)

    def above(self, group: str, now: datetime, height: int) -> list[int]:
        """Return so many managers from the nearest up; without any, the administrator."""
        known = self.managers.get(group, [])
        if known:
            return _there(known, now)[:height]
        return [self.admin.id] if self.admin else []

    def on_call(self, group: str, now: datetime) -> list[int]:
        """Return who is paged: who is on call and there, else who is there of the group.

        On call is one of them a week, from a Monday at nine on the wall.
        """
        people = self.rota.get(group)
        if not people or self.rota_start is None or now < self.rota_start:
            return self.at_work(group, now)
        zone = ZoneInfo("Europe/Berlin")
        wall = now.astimezone(zone).replace(tzinfo=UTC)
        begun = self.rota_start.astimezone(zone).replace(tzinfo=UTC)
        weeks = (wall - begun) // timedelta(days=7)
        called = people[weeks % len(people)]
        anybody = any(not one.is_away(now) for one in self.groups[group])
        return self.at_work(group, now) if called.is_away(now) and anybody else [called.id]


def _there(people: Iterable[Agent], now: datetime) -> list[int]:
    everybody = list(people)
    return [one.id for one in everybody if not one.is_away(now)] or [one.id for one in everybody]
