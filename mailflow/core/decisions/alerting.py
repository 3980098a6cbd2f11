"""An alert of a configured monitor: it opens, joins, repeats or clears (design 2.6, ADR 12)."""

from dataclasses import replace

from mailflow.core.alert_groups import (
    begun,
    is_quiet,
    once_of,
    raised,
    told,
    with_news,
)
from mailflow.core.decisions.facts import Facts
from mailflow.core.decisions.machine import quarantined
from mailflow.core.decisions.opening import open_alert, open_incident
from mailflow.core.effects import AddEntry, ChangeIncident, Effect, FinishMail, KeepAlert
from mailflow.core.lifecycle import Changes, reopening, resolving
from mailflow.core.records import AlertGroup, AlertMember, Incident
from mailflow.core.sending import Addressee, SendNotice
from models.enums import EndState, EntryKind, IncidentState, NoticeKind

MILD = frozenset({"WARNING", "WARN"})
RECOVERED = "Monitoring reports that it has recovered."


def alert(facts: Facts) -> tuple[Effect, ...]:
    """A configured monitor raises, repeats or clears an alert.

    A disproven monitor is quarantined; an unproven one may raise, never clear (design 4). A mail
    of a monitor that is not understood is an alert that never recovers by itself.
    """
    if facts.situation.fails:
        return quarantined(facts, "monitor_disproven")
    found, place = facts.alert, facts.alert_place
    if found is not None and found.recovery:
        return _recovery(facts)
    if found is not None and found.remark:
        return _remark(facts)
    if place.incident is None or place.group is None:
        return _opening(facts)
    if not facts.situation.passes and _lowers(facts):
        return quarantined(facts, "monitor_unverified")
    return _raised(facts, place.incident, place.group)


def _lowers(facts: Facts) -> bool:
    """Whether the mail says that a thing is less bad than it was."""
    found, member = facts.alert, facts.alert_place.member
    milder = found is not None and found.state in MILD
    return milder and member is not None and not member.recovered and member.state not in MILD


def _opening(facts: Facts) -> tuple[Effect, ...]:
    understood = facts.alert is not None
    *effects, end = open_alert(facts) if understood else open_incident(facts, acknowledge=False)
    group = begun(_monitor(facts), facts.now)
    return (*effects, KeepAlert(None, group, _member(facts, 0)), end)


def _raised(facts: Facts, incident: Incident, group: AlertGroup) -> tuple[Effect, ...]:
    """An alert joins the incident of its key or its group; a flap makes it open again."""
    joins = facts.alert_place.member is None
    reopened = incident.state is IncidentState.RESOLVED
    if joins or reopened:
        group = raised(group, facts.now, facts.settings.limits, joins=joins)
    changes: Changes = (("alert_count", incident.alert_count + 1),)
    if reopened:
        changes = (*reopening(incident, facts.now, counts=False), *changes)
    rule = "alert_joined" if joins else "alert_repeated"
    return (
        _entry(facts, incident),
        ChangeIncident(incident.id, changes, _monitor(facts)),
        KeepAlert(incident.id, group, _member(facts, group.incident_id)),
        FinishMail(EndState.APPENDED, rule, incident.id),
    )


def _recovery(facts: Facts) -> tuple[Effect, ...]:
    """A thing is well again; the incident is resolved when the last one is."""
    if not facts.situation.passes:
        return quarantined(facts, "monitor_unverified")
    place = facts.alert_place
    if place.incident is None or place.group is None:
        return (FinishMail(EndState.IGNORED, "recovery_unmatched"),)
    incident, group = place.incident, place.group
    ending: tuple[Effect, ...] = ()
    if not incident.is_finished and not place.others_open:
        changes = resolving(incident, RECOVERED, facts.now)
        ending, group = _told_of_end(facts, incident, group)
        ending = (ChangeIncident(incident.id, changes, _monitor(facts)), *ending)
    member = replace(_member(facts, group.incident_id), recovered=True)
    return (
        _entry(facts, incident),
        *ending,
        KeepAlert(incident.id, group, member),
        FinishMail(EndState.APPENDED, "alert_recovered", incident.id),
    )


def _told_of_end(
    facts: Facts, incident: Incident, group: AlertGroup
) -> tuple[tuple[Effect, ...], AlertGroup]:
    """Tell at once where nothing else happens, else together with the rest."""
    limits = facts.settings.limits
    if not is_quiet(group, facts.now, limits):
        return (), with_news(group, facts.now, limits)
    kind, workers = NoticeKind.AGENT_NOTICE, Addressee.WORKERS
    notice = SendNotice(kind, workers, incident.id, reason="recovered", once=once_of(group))
    return (notice,), told(group)


def _remark(facts: Facts) -> tuple[Effect, ...]:
    """An acknowledgement, a downtime, a comment: noted at the alert that it is about."""
    incident = facts.alert_place.incident
    if incident is None:
        return (FinishMail(EndState.IGNORED, "remark_unmatched"),)
    end = FinishMail(EndState.APPENDED, "alert_remark", incident.id)
    return (_entry(facts, incident), end)


def _entry(facts: Facts, incident: Incident) -> Effect:
    verified = facts.situation.passes
    entry = facts.entry(EntryKind.ALERT, text=facts.text, verified=verified, public=False)
    return AddEntry(incident.id, entry)


def _member(facts: Facts, incident_id: int) -> AlertMember:
    """Return the thing as this mail tells of it; what is not understood is a thing of its own."""
    found = facts.alert
    if found is None:
        key, subject = f"mail:{facts.mail_id}", facts.mail.subject
        return AlertMember(_monitor(facts), key, incident_id, subject, "", "", facts.now)
    return AlertMember(
        monitor=_monitor(facts),
        deduplication_key=found.deduplication_key,
        incident_id=incident_id,
        host=found.host,
        service=found.service,
        state=found.state,
        changed_at=facts.now,
    )


def _monitor(facts: Facts) -> str:
    return facts.situation.author.address
