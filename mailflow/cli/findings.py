"""How a decision about a mail is told: what was found, and what would be done."""

from collections.abc import Callable
from typing import Any

from mailflow.cli.documents import Document, log_document
from mailflow.cli.output import print_fields, say
from mailflow.cli.reading_page import print_reading
from mailflow.core.article_effects import NoteHelp, SetArticleState, SuggestArticles, WriteArticle
from mailflow.core.effects import (
    AddEntry,
    AddParticipant,
    AskChallenge,
    BlockAddress,
    ChangeIncident,
    Effect,
    FinishMail,
    HearLanguage,
    KeepAlert,
    KeepFingerprints,
    LiftBlock,
    LiftSuppression,
    LinkIncidents,
    LinkMail,
    MarkBounced,
    NoteEvent,
    NoteWrongCode,
    OpenIncident,
    OpenProblem,
    RecordSecurityEvent,
    RemoveParticipant,
    RevokeToken,
    SetAbsence,
    SetParticipant,
    SettleChallenge,
    SplitOff,
    UnlinkIncidents,
    UseCommand,
)
from mailflow.core.headers import sweep
from mailflow.core.records import reference
from mailflow.core.sending import SendNotice
from mailflow.processing import Examined


def findings_document(source: str, examined: Examined) -> Document:
    """Return the decision about one mail."""
    decision, mail = examined.decision, examined.mail
    return {
        "source": source,
        "subject": sweep(mail.subject, own_token="") if mail else None,
        "from": [one.address for one in mail.from_] if mail else [],
        "message_id": mail.message_id if mail else None,
        "end_state": decision.end.end_state.value,
        "rule": decision.end.rule,
        "decision_log": log_document(decision.log),
        "effects": [
            {"effect": type(effect).__name__, "summary": summary(effect)}
            for effect in decision.effects
        ],
        "executed": list(decision.executed),
        "refused": [sweep(line, own_token="") for line in decision.refused],
    }


def print_findings(document: Document) -> None:
    """Print the decision about one mail as a page."""
    say(f"{document['source']}  {document['subject'] or '(not parsed)'}")
    if document.get("reading"):
        print_reading(document["reading"])
        say("  decided by:")
    if _is_foreign_alert(document):
        say("    (it reads as an alert, but its sender does not stand in desk.monitors)")
    print_fields((f"    {one['step']}", one["finding"]) for one in document["decision_log"])
    for name in ("executed", "refused"):
        for line in document[name]:
            say(f"  {name}: {line}")
    say("  would be done:")
    for effect in document["effects"]:
        say(f"    - {effect['summary']}")


def _is_foreign_alert(document: Document) -> bool:
    keys, steps = document.get("reading"), {one["step"] for one in document["decision_log"]}
    return bool(keys and keys["is_alert"] and "alert" not in steps)


def summary(effect: Effect) -> str:
    """Return one line about an effect, without text of the mail."""
    return SUMMARIES[type(effect)](effect)


def _of(incident_id: int | None) -> str:
    return reference(incident_id) if incident_id else "the new incident"


def _opening(effect: OpenIncident) -> str:
    labels = effect.categorisation
    proven = "" if effect.verified else ", sender not proven"
    linked = f", mentions {reference(effect.mentions)}" if effect.mentions else ""
    if effect.may_belong_to:
        linked += f", may belong to {reference(effect.may_belong_to)}"
    category = labels.category or "none"
    return (
        f"open an incident for {effect.requester.address}: category {category},"
        f" urgency {labels.urgency.value}, impact {labels.impact.value}{proven}{linked}"
    )


def _change(effect: ChangeIncident) -> str:
    fields = ", ".join(f"{name} = {'none' if v is None else v}" for name, v in effect.changes)
    return f"change {_of(effect.incident_id)}: {fields}"


def _entry(effect: AddEntry) -> str:
    entry = effect.entry
    seen = "public" if entry.public else "for agents only"
    proven = "" if entry.verified else ", unverified"
    return f"add a text to {_of(effect.incident_id)}: {entry.kind.value}, {seen}{proven}"


def _notice(effect: SendNotice) -> str:
    reason = f" ({effect.reason})" if effect.reason else ""
    echo = "" if effect.echo else ", echoing nothing"
    return f"send {effect.kind.value}{reason} to {effect.addressee.value}{echo}"


def _end(effect: FinishMail) -> str:
    number = f", {reference(effect.incident_id)}" if effect.incident_id else ""
    return f"the mail ends as {effect.end_state.value} by the rule {effect.rule!r}{number}"


def _participant(effect: AddParticipant) -> str:
    one = effect.participant
    return f"let {one.address} take part as {one.role.value}"


SUMMARIES: dict[type, Callable[[Any], str]] = {
    OpenIncident: _opening,
    ChangeIncident: _change,
    AddEntry: _entry,
    AddParticipant: _participant,
    SetParticipant: _participant,
    RemoveParticipant: lambda effect: f"let {effect.address} take part no longer",
    LinkIncidents: lambda effect: (
        f"link {_of(effect.incident_id)} to {reference(effect.link.other_id)}"
        f" ({effect.link.kind.value})"
    ),
    UnlinkIncidents: lambda effect: (
        f"unlink {_of(effect.incident_id)} from {reference(effect.link.other_id)}"
        f" ({effect.link.kind.value})"
    ),
    BlockAddress: lambda effect: (
        f"block {effect.block.pattern} ({effect.block.kind.value})"
        f" because of {_of(effect.incident_id)}"
    ),
    LiftBlock: lambda effect: f"block {effect.pattern} no more",
    SplitOff: lambda effect: f"link {_of(effect.incident_id)} and the part that is split off",
    OpenProblem: lambda effect: f"link {len(effect.members)} incidents to the problem opened",
    NoteEvent: lambda effect: f"note in {_of(effect.incident_id)}: {effect.name} {effect.about}",
    WriteArticle: lambda effect: (
        f"write a knowledge article about {_of(effect.article.incident_id)}"
    ),
    SetArticleState: lambda effect: (
        f"knowledge article {effect.article_id} becomes {effect.state.value}"
    ),
    SuggestArticles: lambda effect: (
        f"remember {len(effect.found)} articles that fit, {len(effect.shown)} for the requester"
    ),
    NoteHelp: lambda effect: f"knowledge article {effect.article_id} solved it",
    SetAbsence: lambda effect: (
        f"the agent is away until {effect.until.isoformat()}"
        if effect.until
        else "the agent is there again"
    ),
    LinkMail: lambda effect: f"let answers to this mail find {_of(effect.incident_id)}",
    KeepFingerprints: lambda effect: f"keep fingerprints of the mail for {_of(effect.incident_id)}",
    SendNotice: _notice,
    AskChallenge: lambda effect: f"ask the agent about {_of(effect.incident_id)}: was it you?",
    SettleChallenge: lambda effect: f"the challenge ends as {effect.state.value}",
    NoteWrongCode: lambda _: "count a wrong code",
    KeepAlert: lambda effect: f"keep how the alerts of {_of(effect.incident_id)} stand",
    UseCommand: lambda effect: f"run {effect.command} (once) on {_of(effect.incident_id)}",
    RevokeToken: lambda effect: f"revoke the reply token of notice {effect.outbox_id}",
    MarkBounced: lambda effect: (
        f"mark notice {effect.outbox_id} as bounced"
        + (", send nothing more to its address" if effect.unreachable else "")
    ),
    LiftSuppression: lambda effect: f"write to {effect.address} again",
    HearLanguage: lambda effect: f"remember that {effect.address} writes {effect.language}",
    RecordSecurityEvent: lambda effect: f"record the security event {effect.event.name}",
    FinishMail: _end,
}
