"""The charts of a report of the desk: what each shows, in numbers and in words."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from mailflow.core.charts import (
    Bar,
    Chart,
    Grid,
    Line,
    Rank,
    Ranking,
    count_axis,
    duration_axis,
    named_axis,
    percent_axis,
)
from mailflow.core.metrics import performance as figures
from mailflow.core.metrics.measures import Share
from mailflow.core.metrics.performance import Held, Kept, Named, Performance, Times
from mailflow.core.metrics.wording import Say, age, day_name, decimal, duration, share, weekdays

STEPS = {1: "day", 7: "week", 30: "month"}
MOST_RANKS = 10
GAP = 0.12
SHORT = ("p50", "p90")


def volume_chart(one: Performance, say: Say) -> Chart:
    """Return what came in and what was resolved, day by day."""
    pairs = [(bar.opened, bar.resolved) for bar in one.bars]
    most = max(one.bars, key=lambda bar: bar.opened)
    return Chart(
        name="volume",
        title=say("chart.volume"),
        description=say(
            "chart.volume_says",
            opened=one.volume.incidents,
            resolved=one.volume.resolved,
            most=_day(one, most, say),
            number=most.opened,
        ),
        x=named_axis(_step(one, say), _days(one)),
        y=count_axis(say("chart.incidents"), float(max(map(max, pairs)) or 1)),
        bars=_pairs(pairs, (say("performance.volume"), say("performance.resolved"))),
        is_empty=not any(map(any, pairs)),
        heads=(_step(one, say), say("performance.volume"), say("performance.resolved")),
        rows=tuple((_day(one, bar, say), str(bar.opened), str(bar.resolved)) for bar in one.bars),
    )


def backlog_chart(one: Performance, say: Say) -> Chart:
    """Return how much was open at the end of each day."""
    places = tuple((at + 0.5, float(bar.backlog)) for at, bar in enumerate(one.bars))
    open_now = say("performance.backlog")
    late = one.backlog.resolution_overdue
    return Chart(
        name="backlog",
        title=say("chart.backlog"),
        description=say("chart.backlog_says", open=one.backlog.open, late=late),
        x=named_axis(_step(one, say), _days(one)),
        y=count_axis(say("chart.incidents"), max(1.0, *(high for _, high in places))),
        lines=(Line(open_now, "ours", places, dotted=len(places) <= 31),),
        is_empty=not any(high for _, high in places),
        heads=(_step(one, say), open_now),
        rows=tuple((_day(one, bar, say), str(bar.backlog)) for bar in one.bars),
    )


def ages_chart(one: Performance, say: Say) -> Chart:
    """Return how old is what is open."""
    names = [say(f"chart.{name}") for name, _ in one.backlog.by_age]
    counts = [number for _, number in one.backlog.by_age]
    spread = one.backlog.age
    p50, p90 = age(spread.p50, say), age(spread.p90, say)
    says = say("chart.ages_says", p50=p50, p90=p90) if spread.count else say("chart.ages_none")
    return _counted("ages", say("chart.ages"), says, say("chart.age"), names, counts, say)


def times_chart(name: str, times: Times, say: Say) -> Chart:
    """Return how long something took, by priority: the median and the slowest tenth."""
    known = [(one, spread) for one, spread in times.by_priority if spread.count]
    longest = max((spread.p90 or timedelta() for _, spread in known), default=timedelta())
    titles = (say("chart.minutes"), say("chart.hours"))
    y, unit = duration_axis(titles, longest)
    pairs = [((s.p50 or timedelta()) / unit, (s.p90 or timedelta()) / unit) for _, s in known]
    heads = ("priority", "count", "mean", *SHORT, "longest")
    return Chart(
        name=name,
        title=say(f"chart.{name}"),
        description=_took(times, say),
        x=named_axis(say("chart.priority"), [one.value for one, _ in known]),
        y=y,
        bars=_pairs(pairs, (say("chart.median"), say("chart.slowest"))),
        is_empty=not known,
        heads=tuple(head if head in SHORT else say(f"chart.{head}") for head in heads),
        rows=tuple(
            (
                one.value,
                str(s.count),
                *(duration(value, say) for value in (s.mean, s.p50, s.p90, s.longest)),
            )
            for one, s in known
        ),
    )


def _took(times: Times, say: Say) -> str:
    whole = times.all
    if not whole.count:
        return say("chart.times_none")
    p50, p90 = duration(whole.p50, say), duration(whole.p90, say)
    mean = duration(whole.mean, say)
    return say("chart.times_says", count=whole.count, mean=mean, p50=p50, p90=p90)


def sla_chart(one: Performance, say: Say) -> Chart:
    """Return how many targets were met, by priority."""
    response, resolution = one.response_sla, one.resolution_sla
    both = zip(response.by_priority, resolution.by_priority, strict=True)
    known = [(name, a, b) for (name, a), (_, b) in both if a.whole or b.whole]
    names = (say("chart.answered"), say("chart.solved"))
    return Chart(
        name="sla",
        title=say("chart.sla"),
        description=say("chart.sla_says", **_met(response, resolution)),
        x=named_axis(say("chart.priority"), [name.value for name, _, _ in known]),
        y=percent_axis(say("chart.share")),
        bars=_pairs([(a.value or 0.0, b.value or 0.0) for _, a, b in known], names),
        is_empty=not known,
        heads=(say("chart.priority"), *names),
        rows=tuple((name.value, _of(a, say), _of(b, say)) for name, a, b in known),
    )


def _met(response: Kept, resolution: Kept) -> dict[str, int]:
    return {
        "response": response.all.part,
        "responses": response.all.whole,
        "resolution": resolution.all.part,
        "resolutions": resolution.all.whole,
    }


def quality_chart(now: Performance, before: Performance, say: Say) -> Chart:
    """Return what had to be done twice, beside the period before."""
    names = ("reopened", "assigned", "categorised")
    found, earlier = _twice(now), _twice(before)
    told = dict(zip(names, (_of(one, say) for one in found), strict=True))
    pairs = [(b.value or 0.0, n.value or 0.0) for n, b in zip(found, earlier, strict=True)]
    heads = ("", say("performance.before"), say("performance.now"))
    return Chart(
        name="quality",
        title=say("chart.quality"),
        description=say("chart.quality_says", **told),
        x=named_axis("", [say(f"chart.{name}") for name in names], longest=14),
        y=percent_axis(say("chart.share"), high=max(0.1, *map(max, pairs))),
        bars=_pairs(pairs, heads[1:], looks=("other", "ours")),
        is_empty=not any(one.whole for one in (*found, *earlier)),
        heads=heads,
        rows=tuple(
            (say(f"chart.{name}"), _of(b, say), _of(n, say))
            for name, n, b in zip(names, found, earlier, strict=True)
        ),
    )


def _twice(one: Performance) -> tuple[Share, Share, Share]:
    return one.reopen_rate, one.wrongly_assigned, one.wrongly_categorised


def csat_chart(one: Performance, say: Say) -> Chart:
    """Return how requesters rated the work."""
    found = one.csat
    says = say("chart.csat_none")
    if found.mean is not None:
        mean, content = decimal(found.mean, say), share(found.content, say)
        says = say("chart.csat_says", answers=found.answers, mean=mean, content=content)
    names = [str(score) for score in range(1, 6)]
    return _counted("csat", say("chart.csat"), says, say("chart.rating"), names, found.scores, say)


def hours_grid(one: Performance, say: Say) -> Grid:
    """Return when incidents come in, by weekday and hour."""
    names = tuple(weekdays(say))
    number, day, hour = max(
        (number, -day, -hour)
        for day, row in enumerate(one.busiest_hours)
        for hour, number in enumerate(row)
    )
    busiest = {"weekday": names[-day], "hour": f"{-hour:02}", "number": number}
    return Grid(
        name="hours",
        title=say("chart.hours_title"),
        description=say("chart.hours_says", **busiest) if number else say("performance.nothing"),
        columns=tuple(f"{at:02}" for at in range(24)),
        rows=tuple(zip(names, one.busiest_hours, strict=True)),
    )


def categories_ranking(one: Performance, say: Say) -> Ranking:
    """Return what incidents are about."""
    named = [(found.name or say("chart.uncategorised"), found) for found in one.top_categories]
    return _ranked("categories", "category", named, say)


def causes_ranking(one: Performance, say: Say, *, words: bool) -> Ranking:
    """Return what breaks again and again; `words` of agents stand in no mail (promise P13)."""
    found = one.recurring_causes
    named = [(say("chart.problem", reference=each.name), each) for each in found.problems]
    if words:
        named += [(each.name, each) for each in found.causes]
    return _ranked("causes", "cause", named, say)


def codes_ranking(one: Performance, say: Say) -> Ranking:
    """Return how incidents ended."""
    codes = one.recurring_causes.closure_codes
    named = [(each.name or say("chart.uncategorised"), each) for each in codes]
    return _ranked("codes", "code", named, say)


def holds_ranking(one: Performance, say: Say) -> Ranking:
    """Return what incidents waited for, and how long."""
    longest = max((each.time for each in one.time_on_hold), default=timedelta())
    ranks = tuple(
        Rank(each.reason, duration(each.time, say), _length(each, longest))
        for each in one.time_on_hold
    )
    says = say("chart.holds_says") if ranks else say("performance.nothing")
    heads = (say("chart.reason"), say("chart.time"))
    return Ranking("holds", say("chart.holds"), says, heads, ranks)


def _length(held: Held, longest: timedelta) -> int:
    return round(100 * (held.time / longest)) if longest else 0


def _ranked(name: str, head: str, named: Sequence[tuple[str, Named]], say: Say) -> Ranking:
    most = max((each.incidents for _, each in named), default=1)
    ranks = tuple(
        Rank(shown, str(each.incidents), round(100 * each.incidents / most))
        for shown, each in named[:MOST_RANKS]
    )
    says = say(f"chart.{name}_says") if ranks else say("performance.nothing")
    heads = (say(f"chart.{head}"), say("chart.incidents"))
    return Ranking(name, say(f"chart.{name}"), says, heads, ranks)


def _counted(
    name: str,
    title: str,
    says: str,
    axis: str,
    names: Sequence[str],
    counts: Sequence[int],
    say: Say,
) -> Chart:
    incidents = say("chart.incidents")
    return Chart(
        name=name,
        title=title,
        description=says,
        x=named_axis(axis, names),
        y=count_axis(incidents, float(max(counts) or 1)),
        bars=tuple(
            Bar(incidents, "ours", at + 0.2, at + 0.8, float(number))
            for at, number in enumerate(counts)
        ),
        is_empty=not any(counts),
        heads=(axis, incidents),
        rows=tuple((name, str(number)) for name, number in zip(names, counts, strict=True)),
    )


def _pairs(
    pairs: Sequence[tuple[float, float]],
    names: tuple[str, ...],
    looks: tuple[str, str] = ("ours", "other"),
) -> tuple[Bar, ...]:
    """Return two bars beside each other for each place of an axis of names."""
    return tuple(
        Bar(names[side], looks[side], at + start, at + end, float(pair[side]))
        for at, pair in enumerate(pairs)
        for side, start, end in ((0, GAP, 0.5), (1, 0.5, 1 - GAP))
    )


def _of(found: Share, say: Say) -> str:
    return f"{share(found, say)} ({found.part}/{found.whole})"


def _step(one: Performance, say: Say) -> str:
    return say(f"chart.{STEPS[one.period.step.days]}")


def _days(one: Performance) -> list[str]:
    zone = one.period.zone
    return [f"{bar.start.astimezone(zone):%d.%m.}" for bar in one.bars]


def _day(one: Performance, bar: figures.Bar, say: Say) -> str:
    return day_name(bar.start.astimezone(one.period.zone).date(), say)


def every_chart(now: Performance, before: Performance, say: Say) -> Iterator[Chart]:
    """Yield every chart with axes, in the order of a page."""
    yield volume_chart(now, say)
    yield backlog_chart(now, say)
    yield ages_chart(now, say)
    yield times_chart("mtta", now.mtta, say)
    yield times_chart("mttr", now.mttr, say)
    yield sla_chart(now, say)
    yield quality_chart(now, before, say)
    yield csat_chart(now, say)
