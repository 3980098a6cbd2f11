"""A report of the desk for programs: JSON under the keys of docs/METRICS.md, and as a table."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from mailflow.cli.documents import Document
from mailflow.core.metrics.comparing import Value
from mailflow.core.metrics.measures import Share, Spread
from mailflow.core.metrics.performance import (
    Backlog,
    Causes,
    Escalated,
    Held,
    Kept,
    Named,
    Performance,
    Satisfaction,
    Times,
    Unexplained,
    Volume,
)
from mailflow.core.metrics.periods import Period
from mailflow.core.spreadsheets import Cell, comma_separated
from mailflow.reporting import Report

HEADS = ("figure", "what", "now", "before")
VOLUME = ("incidents", "merged", "canceled", "spam", "practice", "problem", "action")
"""What was opened: what counts, and what is left out as what."""


def document_of(report: Report) -> Document:
    """Return the report; its keys are promised."""
    return {
        "desk": report.desk_name,
        "group": report.group or None,
        "period": _period(report.period),
        "period_before": _period(report.before.period),
        "figures": figures_of(report.now),
        "figures_before": figures_of(report.before),
        "trends": {
            one.now.key: {
                "now": _number(one.now.value),
                "before": _number(one.before.value),
                "difference": _number(one.difference),
                "trend": one.trend.value,
                "look": one.look,
            }
            for one in report.compared
        },
        "bars": [
            {
                "start": bar.start,
                "end": bar.end,
                "opened": bar.opened,
                "resolved": bar.resolved,
                "backlog": bar.backlog,
            }
            for bar in report.now.bars
        ],
    }


def table_of(report: Report) -> str:
    """Return the report as comma-separated values: a line for each number, now and before."""
    now = dict(_flat(figures_of(report.now)))
    before = dict(_flat(figures_of(report.before)))
    span = report.period
    zone, first, last = str(span.zone), str(span.first_day), str(span.last_day)
    head: list[tuple[Cell, ...]] = [
        HEADS,
        ("period", "first_day", first, str(report.before.period.first_day)),
        ("period", "last_day", last, str(report.before.period.last_day)),
        ("period", "zone", zone, zone),
        ("period", "group", report.group, report.group),
    ]
    keys = dict.fromkeys((*now, *before))
    numbers = ((*key, now.get(key), before.get(key)) for key in keys)
    return comma_separated((*head, *numbers))


def figures_of(one: Performance) -> dict[str, object]:
    """Return all figures of a period under the keys of their definitions."""
    return {
        "volume": _volume(one.volume),
        "backlog": _backlog(one.backlog),
        "mtta": _times(one.mtta),
        "mttr": _times(one.mttr),
        "first_contact_resolution": _share(one.first_contact_resolution),
        "response_sla": _kept(one.response_sla),
        "resolution_sla": _kept(one.resolution_sla),
        "reopen_rate": _share(one.reopen_rate),
        "wrongly_assigned": _share(one.wrongly_assigned),
        "wrongly_categorised": _share(one.wrongly_categorised),
        "time_to_escalate": _escalated(one.time_to_escalate),
        "major_incidents": {"incidents": one.major_incidents},
        "csat": _satisfaction(one.csat),
        "time_on_hold": [_held(each) for each in one.time_on_hold],
        "busiest_hours": [list(row) for row in one.busiest_hours],
        "top_categories": _named(one.top_categories),
        "recurring_causes": _causes(one.recurring_causes),
        "missing_causes": _unexplained(one.missing_causes),
        "self_service": {"published": one.self_service},
    }


def _volume(one: Volume) -> dict[str, object]:
    parts = {name: getattr(one, name) for name in VOLUME}
    return {**parts, "total": one.total, "resolved": one.resolved}


def _unexplained(one: Unexplained) -> dict[str, object]:
    return {**_share(one.share), "references": list(one.references)}


def _escalated(one: Escalated) -> dict[str, object]:
    kinds = {"functional": one.functional, "hierarchical": one.hierarchical}
    return _spread(one.time) | kinds


def _causes(one: Causes) -> dict[str, object]:
    return {
        "problems": _named(one.problems),
        "causes": _named(one.causes),
        "closure_codes": _named(one.closure_codes),
    }


def _period(one: Period) -> Document:
    return {
        "first_day": str(one.first_day),
        "last_day": str(one.last_day),
        "days": one.days,
        "start": one.start,
        "end": one.end,
        "zone": str(one.zone),
    }


def _backlog(one: Backlog) -> dict[str, object]:
    return {
        "open": one.open,
        "on_hold": one.on_hold,
        "unassigned": one.unassigned,
        "response_overdue": one.response_overdue,
        "resolution_overdue": one.resolution_overdue,
        "age": _spread(one.age),
        "by_age": dict(one.by_age),
        "by_priority": {name.value: number for name, number in one.by_priority},
    }


def _satisfaction(one: Satisfaction) -> dict[str, object]:
    return {
        "answers": one.answers,
        "mean": one.mean,
        "content": _share(one.content),
        "scores": list(one.scores),
    }


def _times(one: Times) -> dict[str, object]:
    by_priority = {name.value: _spread(spread) for name, spread in one.by_priority}
    return {"all": _spread(one.all), "by_priority": by_priority}


def _kept(one: Kept) -> dict[str, object]:
    by_priority = {name.value: _share(share) for name, share in one.by_priority}
    return {"all": _share(one.all), "by_priority": by_priority}


def _share(one: Share) -> dict[str, object]:
    return {"part": one.part, "whole": one.whole, "value": one.value}


def _spread(one: Spread) -> dict[str, object]:
    names = ("mean", "p50", "p90", "longest")
    return {"count": one.count, **{name: _number(getattr(one, name)) for name in names}}


def _held(one: Held) -> dict[str, object]:
    return {"reason": one.reason, "incidents": one.incidents, "time": _number(one.time)}


def _named(some: Iterable[Named]) -> list[dict[str, object]]:
    return [{"name": one.name, "incidents": one.incidents} for one in some]


def _number(value: Value) -> float | None:
    """Return a duration in seconds, any other number as it is."""
    return value.total_seconds() if isinstance(value, timedelta) else value


Key = tuple[str, str]


def _flat(document: object, path: tuple[str, ...] = ()) -> Iterator[tuple[Key, Cell]]:
    """Yield every number with its figure and what of it; what has a name is told by it."""
    if isinstance(document, dict):
        for name, value in document.items():
            yield from _flat(value, (*path, str(name)))
    elif isinstance(document, list):
        for place, value in enumerate(document):
            yield from _flat_entry(value, path, place)
    elif document is None or isinstance(document, str | int | float):
        yield (path[0], " ".join(path[1:])), document


def _flat_entry(value: object, path: tuple[str, ...], place: int) -> Iterator[tuple[Key, Cell]]:
    named = value if isinstance(value, dict) else {}
    name = next((str(named[key]) for key in ("name", "reason") if key in named), None)
    if name is None:
        yield from _flat(value, (*path, str(place)))
        return
    rest = {key: one for key, one in named.items() if key not in {"name", "reason"}}
    yield from _flat(rest, (*path, name))
