"""The figures of a period from the ledger, by `docs/METRICS.md`, under the keys of its JSON."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from quarter.life import ENDED, Life

PRIORITIES = ("P1", "P2", "P3", "P4", "P5")
AGES = {"under_1_day": 1, "1_to_3_days": 3, "3_to_7_days": 7, "7_to_30_days": 30}
Figures = dict[str, Any]


def share(part: int, whole: int) -> Figures:
    return {"part": part, "whole": whole, "value": part / whole if whole else None}


def spread(times: Iterable[timedelta]) -> Figures:
    """Return how long something took; percentiles by the nearest rank."""
    known = sorted(times)
    if not known:
        return {"count": 0, "mean": None, "p50": None, "p90": None, "longest": None}

    def ranked(percent: int) -> float:
        return known[ceil(len(known) * percent / 100) - 1].total_seconds()

    mean = (sum(known, timedelta()) / len(known)).total_seconds()
    ends = {"p50": ranked(50), "p90": ranked(90), "longest": known[-1].total_seconds()}
    return {"count": len(known), "mean": mean, **ends}


def by_priority(
    rows: Sequence[tuple[str, Any]], told: Callable[[list[Any]], Figures]
) -> dict[str, Any]:
    own = {name: told([one for other, one in rows if other == name]) for name in PRIORITIES}
    return {"all": told([one for _, one in rows]), "by_priority": own}


def kept(flags: list[bool]) -> Figures:
    return share(sum(flags), len(flags))


def named(counts: Counter[str], fewest: int = 1) -> list[Figures]:
    """Return the most frequent, those alike by the alphabet."""
    rows = sorted((-often, name) for name, often in counts.items() if often >= fewest)
    return [{"name": name, "incidents": -often} for often, name in rows[:20]]


@dataclass(frozen=True)
class Told:
    """What the ledger tells of a period: `start` <= moment < `end`, as it stands at its end."""

    lives: Sequence[Life]
    start: datetime
    end: datetime
    zone: ZoneInfo

    def holds(self, moment: datetime | None) -> bool:
        """Whether a moment lies in it."""
        return moment is not None and self.start <= moment < self.end

    @property
    def counted(self) -> list[Life]:
        """The incidents that count."""
        return [one for one in self.lives if not one.left_out]

    @property
    def resolved(self) -> list[Life]:
        """Those that are resolved at the end and whose last resolution lies in the period."""
        ended = (one for one in self.counted if one.now.state in ENDED and one.resolutions)
        return [one for one in ended if self.holds(one.resolutions[-1].at)]

    def figures(self) -> Figures:
        """Return all of them."""
        answers = [one.response for one in self.counted if one.response]
        firsts = [one for one in answers if self.holds(one.at)]
        lasts = [one.resolutions[-1] for one in self.resolved]
        return {
            "volume": self._volume(),
            "backlog": self._backlog(),
            "mtta": by_priority(self._took("response"), spread),
            "mttr": by_priority(self._took("resolution"), spread),
            "first_contact_resolution": self._first_contact(),
            "response_sla": by_priority([(o.then.priority, o.in_time) for o in firsts], kept),
            "resolution_sla": by_priority([(o.then.priority, o.in_time) for o in lasts], kept),
            "reopen_rate": self._reopen_rate(),
            "wrongly_assigned": kept([bool(one.moved) for one in self.resolved]),
            "wrongly_categorised": self._wrongly_categorised(),
            "time_to_escalate": self._time_to_escalate(),
            "major_incidents": {"incidents": self._majors()},
            "csat": self._csat(),
            "time_on_hold": self._time_on_hold(),
            "busiest_hours": self._hours(),
            "top_categories": named(Counter(one.now.category for one in self._new())),
            "recurring_causes": self._causes(),
            "missing_causes": self._missing_causes(),
            "self_service": {"published": 0},
        }

    def _new(self) -> list[Life]:
        return [one for one in self.counted if self.holds(one.opened)]

    def _volume(self) -> Figures:
        opened = Counter(one.left_out for one in self.lives if self.holds(one.opened))
        names = ("merged", "canceled", "spam", "practice", "problem", "action")
        beside = {name: opened[name] for name in names}
        total = {"total": opened.total(), "resolved": len(self.resolved)}
        return {"incidents": opened[""], **beside, **total}

    def _backlog(self) -> Figures:
        known = [one for one in self.counted if one.now.is_open]
        ages = [self.end - one.opened for one in known]
        return {
            "open": len(known),
            "on_hold": sum(one.now.state == "on_hold" for one in known),
            "unassigned": sum(one.now.assignee is None for one in known),
            "response_overdue": sum(
                one.response is None and self._late(one, one.now.response_due) for one in known
            ),
            "resolution_overdue": sum(self._late(one, one.now.resolution_due) for one in known),
            "age": spread(ages),
            "by_age": _by_age(ages),
            "by_priority": {
                name: sum(one.now.priority == name for one in known) for name in PRIORITIES
            },
        }

    def _late(self, life: Life, due: datetime | None) -> bool:
        return due is not None and due < (life.held_since or self.end)

    def _took(self, what: str) -> list[tuple[str, timedelta]]:
        rows = []
        for life in self.counted if what == "response" else self.resolved:
            found = life.response if what == "response" else life.resolutions[-1]
            if found and self.holds(found.at):
                rows.append((found.then.priority, life.served(found.at, found.level)))
        return rows

    def _first_contact(self) -> Figures:
        known = [one for one in self.resolved if not one.key and one.response]
        once = [
            len(one.resolutions) == 1
            and one.resolutions[0].answers
            and not (one.moved or one.raised)
            for one in known
        ]
        return kept(once)

    def _reopen_rate(self) -> Figures:
        ended = sum(any(self.holds(o.at) for o in one.resolutions) for one in self.counted)
        return share(sum(any(map(self.holds, one.reopened)) for one in self.counted), ended)

    def _wrongly_categorised(self) -> Figures:
        suggested = [
            one
            for one in self.resolved
            if one.opening.source == "suggested"
            and one.resolutions[-1].by == "agent"
            and not one.key
        ]
        return kept(
            [o.now.source == "human" and o.now.category != o.opening.category for o in suggested]
        )

    def _time_to_escalate(self) -> Figures:
        known = [one for one in self.counted if one.raised and self.holds(one.raised[0].at)]
        times = [one.served(one.raised[0].at, one.raised[0].level) for one in known]
        kinds = Counter(o.kind for one in self.counted for o in one.raised if self.holds(o.at))
        return spread(times) | {name: kinds[name] for name in ("functional", "hierarchical")}

    def _majors(self) -> int:
        return sum(any(map(self.holds, one.majors)) for one in self.counted)

    def _csat(self) -> Figures:
        scores: Counter[int] = Counter()
        for life in self.counted:
            own = [score for at, score in life.ratings if self.holds(at)]
            scores.update(own[-1:])
        total, answers = sum(score * number for score, number in scores.items()), scores.total()
        return {
            "answers": answers,
            "mean": total / answers if answers else None,
            "content": share(scores[4] + scores[5], answers),
            "scores": [scores[one] for one in range(1, 6)],
        }

    def _time_on_hold(self) -> list[Figures]:
        rows = []
        for reason in {name for life in self.counted for name, _, _ in life.holds}:
            own = [one for one in self.counted if self._was_held(one, reason)]
            times = (one.stood(self.start, self.end, one.level, reason) for one in own)
            rows.append((reason, len(own), sum(times, timedelta())))
        ordered = sorted((row for row in rows if row[1]), key=lambda row: (-row[2], row[0]))
        names = ("reason", "incidents", "time")
        return [dict(zip(names, (a, b, c.total_seconds()), strict=True)) for a, b, c in ordered]

    def _was_held(self, life: Life, reason: str) -> bool:
        own = ((start, end or self.end) for name, start, end in life.holds if name == reason)
        return any(start < self.end and end > self.start for start, end in own)

    def _hours(self) -> list[list[int]]:
        local = [one.opened.astimezone(self.zone) for one in self._new()]
        found = Counter((moment.weekday(), moment.hour) for moment in local)
        return [[found[day, hour] for hour in range(24)] for day in range(7)]

    def _missing_causes(self) -> Figures:
        grave = sorted(filter(_is_grave, self.resolved), key=lambda one: one.number)
        bare = [f"INC-{one.number}" for one in grave if not one.now.cause]
        return share(len(bare), len(grave)) | {"references": bare[:20]}

    def _causes(self) -> Figures:
        causes = Counter(one.now.cause.casefold() for one in self.resolved if one.now.cause)
        codes = Counter(one.now.code for one in self.resolved)
        return {"problems": [], "causes": named(causes, 2), "closure_codes": named(codes)}


def _is_grave(life: Life) -> bool:
    return life.now.major or life.now.priority in {"P1", "P2"}


def _by_age(ages: Sequence[timedelta]) -> dict[str, int]:
    found = Counter(
        next((name for name, days in AGES.items() if age.days < days), "over_30_days")
        for age in ages
    )
    return {name: found[name] for name in (*AGES, "over_30_days")}
