"""Mail that no person wrote: never answered, never reopens, never commands (design 2.6)."""

from mailflow.core.authentication import Verdict
from mailflow.core.authority import Outcome, observations
from mailflow.core.automatic import MachineMail
from mailflow.core.correspondents import AuthorKind
from mailflow.core.decisions.facts import Facts
from mailflow.core.decisions.opening import open_alert, open_incident
from mailflow.core.decisions.replying import append_misused
from mailflow.core.effects import (
    AddEntry,
    Addressee,
    ChangeIncident,
    Effect,
    FinishMail,
    MarkBounced,
    SendNotice,
)
from mailflow.core.lifecycle import reopening, resolving
from mailflow.core.records import Incident, OutboxRow
from models.enums import EndState, EntryKind, IncidentState, NoticeKind

RECOVERED = "Monitoring reports that it has recovered."
PUBLIC_KINDS = frozenset({NoticeKind.PUBLIC_ANSWER, NoticeKind.RESOLUTION, NoticeKind.CLOSURE})


def own_loop(facts: Facts) -> tuple[Effect, ...]:
    """Our own mail came back: stored, and that is all."""
    event = facts.security_event("own_mail_loop")
    return (event, FinishMail(EndState.IGNORED, "own_loop"))


def delivery_report(facts: Facts) -> tuple[Effect, ...]:
    """A delivery report joins by the valid token of the mail it returns, whatever its From."""
    if not facts.bounced:
        return (FinishMail(EndState.IGNORED, "bounce_unmatched"),)
    row = facts.bounced[0]
    report = facts.mail.delivery_report
    permanent = report is not None and any(one.permanent for one in report.recipients)
    kind = EntryKind.DELIVERY_REPORT
    entry = facts.entry(kind, text=facts.text, verified=False, public=False)
    return (
        AddEntry(row.incident_id, entry),
        MarkBounced(row.id, permanent),
        *_undelivered(row, permanent=permanent),
        FinishMail(EndState.APPENDED, "delivery_report", row.incident_id),
    )


def _undelivered(row: OutboxRow, *, permanent: bool) -> tuple[Effect, ...]:
    """Tell who works on it when an answer did not arrive; nobody is told of a lost notice."""
    if not permanent or row.kind not in PUBLIC_KINDS:
        return ()
    workers = Addressee.WORKERS
    once = f"bounced:{row.id}"
    kind = NoticeKind.AGENT_NOTICE
    return (SendNotice(kind, workers, row.incident_id, reason="bounced", once=once),)


def quarantined(facts: Facts, rule: str) -> tuple[Effect, ...]:
    """Keep the mail aside; nothing is sent to anybody. What was observed is recorded once."""
    end = FinishMail(EndState.QUARANTINED, rule)
    observed = rule in observations(facts.situation)
    return (end,) if observed else (facts.security_event(rule), end)


def alert(facts: Facts) -> tuple[Effect, ...]:
    """A configured monitor raises, repeats or clears an alert.

    A disproven monitor is quarantined; an unproven one may raise, never clear (design 4).
    """
    if facts.situation.verdict is Verdict.FAIL:
        return quarantined(facts, "monitor_disproven")
    found, incident = facts.alert, facts.alert_incident
    if found is None:
        return open_incident(facts, acknowledge=False)
    if found.recovery:
        return _recovery(facts, incident)
    if incident is None or incident.state in {IncidentState.CLOSED, IncidentState.CANCELED}:
        return open_alert(facts)
    return _repeated(facts, incident)


def _repeated(facts: Facts, incident: Incident) -> tuple[Effect, ...]:
    """Another alert of the same key joins its incident; a flap makes it open again."""
    entry = facts.entry(EntryKind.ALERT, text=facts.text, verified=True, public=False)
    changes = (("alert_count", incident.alert_count + 1),)
    flapped = incident.state is IncidentState.RESOLVED
    return (
        AddEntry(incident.id, entry),
        ChangeIncident(incident.id, (*(reopening() if flapped else ()), *changes), _who(facts)),
        FinishMail(EndState.APPENDED, "alert_repeated", incident.id),
    )


def _recovery(facts: Facts, incident: Incident | None) -> tuple[Effect, ...]:
    if not facts.situation.passes:
        return quarantined(facts, "monitor_unverified")
    if incident is None:
        return (FinishMail(EndState.IGNORED, "recovery_unmatched"),)
    entry = facts.entry(EntryKind.ALERT, text=facts.text, verified=True, public=False)
    effects: tuple[Effect, ...] = (AddEntry(incident.id, entry),)
    if not incident.is_finished:
        changes = resolving(incident, RECOVERED, facts.now)
        workers = Addressee.WORKERS
        effects += (
            ChangeIncident(incident.id, changes, _who(facts)),
            SendNotice(
                NoticeKind.AGENT_NOTICE,
                workers,
                incident.id,
                reason="recovered",
                once=f"recovered:{incident.id}",
            ),
        )
    return (*effects, FinishMail(EndState.APPENDED, "alert_recovered", incident.id))


def _who(facts: Facts) -> str:
    return facts.situation.author.address


def other_machine_mail(facts: Facts) -> tuple[Effect, ...]:
    """A receipt, an automatic reply or bulk mail: a note where the table lets it join."""
    if facts.ruling.outcome is Outcome.TOKEN_MISUSED:
        return append_misused(facts)
    if not facts.opens:
        return _noted(facts)
    if facts.machine in {MachineMail.READ_RECEIPT, MachineMail.AUTO_REPLY}:
        return (FinishMail(EndState.IGNORED, "auto_reply"),)
    if facts.situation.author.address in facts.settings.desk.ignored_senders:
        return (FinishMail(EndState.IGNORED, "ignored_sender"),)
    return open_incident(facts, acknowledge=False)


def _noted(facts: Facts) -> tuple[Effect, ...]:
    conversation = facts.situation.conversation
    incident = conversation.quoting if facts.ruling.outcome is Outcome.COMMENT else facts.incident
    if incident is None:
        raise LookupError(f"the row {facts.ruling.row!r} needs an incident")
    verified = facts.situation.passes
    entry = facts.entry(EntryKind.AUTOMATIC, text=facts.text, verified=verified, public=False)
    rule = facts.machine.value if facts.machine else AuthorKind.OURSELVES.value
    return (AddEntry(incident.id, entry), FinishMail(EndState.APPENDED, rule, incident.id))
