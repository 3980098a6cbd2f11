"""Alerts of one monitor that come together are one incident, and little is told of it (ADR 12)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mailflow.core.records import AlertGroup, AlertMember, Incident
from mailflow.identity import Limits
from models.enums import IncidentState

PATIENCE = timedelta(minutes=10)
LISTED = 20
ENDED = frozenset({IncidentState.CLOSED, IncidentState.CANCELED})


@dataclass(frozen=True, slots=True)
class AlertPlace:
    """Where an alert belongs: the incident of its key, else the one that it joins.

    `member` is there where the key is known in this incident; `others_open` says whether another
    thing of it has not recovered, or a person waits for it.
    """

    incident: Incident | None = None
    group: AlertGroup | None = None
    member: AlertMember | None = None
    others_open: bool = False


NOWHERE = AlertPlace()


def is_open(incident: Incident) -> bool:
    """Whether alerts may still join: nobody has closed it."""
    return incident.state not in ENDED


def takes_in(group: AlertGroup, now: datetime, limits: Limits) -> bool:
    """Whether an alert of another thing joins the group: it comes with the first, or in a storm."""
    window = timedelta(seconds=limits.alert_window_seconds)
    if not window:
        return False
    if now <= group.opened_at + window:
        return True
    is_storm = group.size >= limits.alert_storm
    return is_storm and now <= min(group.raised_at + window, group.opened_at + PATIENCE)


def begun(monitor: str, now: datetime) -> AlertGroup:
    """Return the group of an alert that opens an incident, whose number is not known yet."""
    return AlertGroup(0, monitor, opened_at=now, raised_at=now)


def raised(group: AlertGroup, now: datetime, limits: Limits, *, joins: bool) -> AlertGroup:
    """Return the group with one thing more, or with one that has come back: that is news."""
    grown = replace(group, raised_at=now, size=group.size + int(joins))
    return with_news(grown, now, limits)


def with_news(group: AlertGroup, now: datetime, limits: Limits) -> AlertGroup:
    """Return the group with something to tell: once nothing more comes, or patience ends."""
    since = group.news_since or now
    due = min(now + _pause(group, limits), since + PATIENCE)
    return replace(group, news_since=since, news_due=due)


def told(group: AlertGroup) -> AlertGroup:
    """Return the group when everything is told."""
    return replace(group, told=group.told + 1, news_since=None, news_due=None)


def is_quiet(group: AlertGroup, now: datetime, limits: Limits) -> bool:
    """Whether a recovery can be told at once: nothing waits, nothing was raised just now."""
    return group.news_due is None and now - group.raised_at >= _pause(group, limits)


def once_of(group: AlertGroup) -> str:
    """Return the key under which the next news of the group is told, once."""
    return f"alerts:{group.incident_id}:{group.told}"


def news_of(incident: Incident, group: AlertGroup, still_open: int) -> str | None:
    """Return the reason of the notice about a group, None where an agent has ended it himself."""
    if incident.is_finished:
        over = incident.state is IncidentState.RESOLVED and not still_open
        return "recovered" if over else None
    return "alerts" if group.size > 1 else "alert_again"


def listed(members: tuple[AlertMember, ...], still_open: int) -> str:
    """Return the things that are not over, a line for each, and how many more there are."""
    more = still_open - len(members)
    return "\n".join((*map(_line, members), *((f"… +{more}",) if more > 0 else ())))


def _line(member: AlertMember) -> str:
    thing = " / ".join(part for part in (member.host, member.service) if part)
    return f"{thing or member.deduplication_key}: {member.state}".removesuffix(": ")


def _pause(group: AlertGroup, limits: Limits) -> timedelta:
    """The first news comes soon, each further one only now and then."""
    return timedelta(seconds=limits.alert_window_seconds) if not group.told else PATIENCE
