"""The figures in one line each, and how they differ from the period before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from mailflow.core.metrics.measures import FEWEST, Share, Spread
from mailflow.core.metrics.performance import Performance


class Unit(StrEnum):
    """What a figure is measured in."""

    INCIDENTS = "incidents"
    SHARE = "share"
    TIME = "time"
    AGE = "age"
    SCORE = "score"


class Better(StrEnum):
    """Which way is the better one; `neither` where that depends."""

    MORE = "more"
    LESS = "less"
    NEITHER = "neither"


Value = float | timedelta | None


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure; `count` is on how many it rests. `key` names it in catalogues and in JSON."""

    key: str
    unit: Unit
    value: Value
    count: int
    better: Better = Better.LESS

    @property
    def is_idle(self) -> bool:
        """Whether no incident is behind it; a share of 0 % is of some."""
        return self.value is None or (self.unit is Unit.INCIDENTS and not self.value)


class Trend(StrEnum):
    """Where a figure goes."""

    UP = "up"
    DOWN = "down"
    SAME = "same"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure now and before."""

    now: Headline
    before: Headline

    @property
    def trend(self) -> Trend:
        """Where it goes; of too few nothing is told."""
        counts = (self.now.count, self.before.count)
        decisive = max(counts) if self.now.unit is Unit.INCIDENTS else min(counts)
        step = self.difference
        if decisive < FEWEST or step is None:
            return Trend.TOO_FEW
        if not step:
            return Trend.SAME
        return Trend.UP if _number(step) > 0 else Trend.DOWN

    @property
    def difference(self) -> Value:
        """How much it differs; None where one of the two cannot be told."""
        now, before = self.now.value, self.before.value
        if isinstance(now, timedelta) and isinstance(before, timedelta):
            return now - before
        if now is None or before is None or isinstance(now, timedelta | None):
            return None
        return None if isinstance(before, timedelta) else now - before

    @property
    def look(self) -> str:
        """Whether that is `better`, `worse` or neither (`same`)."""
        good = {Better.MORE: Trend.UP, Better.LESS: Trend.DOWN}.get(self.now.better)
        if good is None or self.trend not in {Trend.UP, Trend.DOWN}:
            return "same"
        return "better" if self.trend is good else "worse"


def compared(now: Performance, before: Performance) -> tuple[Compared, ...]:
    """Return every headline figure of two periods."""
    pairs = zip(headlines(now), headlines(before), strict=True)
    return tuple(Compared(one, other) for one, other in pairs)


def headlines(one: Performance) -> Iterator[Headline]:
    """Yield the figures that fit into a line, the most asked for first."""
    more, none = Better.MORE, Better.NEITHER
    yield _number_of("volume", one.volume.incidents, none)
    yield _number_of("resolved", one.volume.resolved, more)
    yield _number_of("backlog", one.backlog.open)
    yield _mean("backlog_age", one.backlog.age, Unit.AGE)
    yield _mean("mtta", one.mtta.all)
    yield _mean("mttr", one.mttr.all)
    yield _share("first_contact_resolution", one.first_contact_resolution, more)
    yield _share("response_sla", one.response_sla.all, more)
    yield _share("resolution_sla", one.resolution_sla.all, more)
    yield _share("reopen_rate", one.reopen_rate)
    yield _share("wrongly_assigned", one.wrongly_assigned)
    yield _share("wrongly_categorised", one.wrongly_categorised)
    yield _share("missing_causes", one.missing_causes.share)
    yield _number_of("escalations", one.time_to_escalate.total)
    yield _mean("time_to_escalate", one.time_to_escalate.time)
    yield _number_of("major_incidents", one.major_incidents)
    yield Headline("csat", Unit.SCORE, one.csat.mean, one.csat.answers, more)
    yield _share("csat_content", one.csat.content, more)


def _number_of(key: str, number: int, better: Better = Better.LESS) -> Headline:
    return Headline(key, Unit.INCIDENTS, number, number, better)


def _share(key: str, share: Share, better: Better = Better.LESS) -> Headline:
    return Headline(key, Unit.SHARE, share.value, share.whole, better)


def _mean(key: str, spread: Spread, unit: Unit = Unit.TIME) -> Headline:
    return Headline(key, unit, spread.mean, spread.count)


def _number(step: float | timedelta) -> float:
    return step.total_seconds() if isinstance(step, timedelta) else step
