"""`#split`: what the agent writes is an incident of its own, for the same requester."""

from mailflow.core.categorisation import categorise
from mailflow.core.commands import Command
from mailflow.core.decisions.executing.doing import Doing
from mailflow.core.decisions.executing.states import shared_text
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import OPENED, AddEntry, AddParticipant, Effect, OpenIncident, SplitOff
from mailflow.core.explanations import Explanation, because
from mailflow.core.mail import Mailbox
from mailflow.core.priority import ranked
from mailflow.core.records import Contact, Participant
from mailflow.core.sending import Addressee, SendNotice
from models.enums import EntryKind, NoticeKind, ParticipantRole

MAXIMUM_SUBJECT = 250


def may_split(command: Command, facts: Facts) -> Explanation | None:  # noqa: ARG001
    """Object to an incident about nothing, and to one whose text would stay inside."""
    if facts.commands.block.is_private:
        return because("split_is_public")
    return None if shared_text(facts) else because("split_needs_text")


def split(command: Command, facts: Facts, contact: Contact) -> Doing:
    """Open an incident with the text; its requester is told as of any other."""
    first = facts.incident
    requester = Mailbox(first.requester_address, first.requester_name)
    entry = facts.entry(EntryKind.REQUEST, text=shared_text(facts), verified=True, public=True)
    who = Participant(requester.address, ParticipantRole.REQUESTER, requester.display_name)
    effects: tuple[Effect, ...] = (
        _opening(command, facts, requester),
        AddParticipant(None, who),
        AddEntry(None, entry),
        SplitOff(first.id, contact.address),
        *_acknowledgement(facts),
        SendNotice(NoticeKind.AGENT_NOTICE, Addressee.WORKERS, None, reason="split"),
    )
    return Doing(because("done_split", reference=OPENED), (), effects)


def _opening(command: Command, facts: Facts, requester: Mailbox) -> OpenIncident:
    subject = " ".join(command.value.split()) or facts.incident.subject
    labels = categorise(facts.suggestion, facts.settings.known_categories)
    matrix, vip = facts.settings.priority_matrix, facts.commands.is_vip
    return OpenIncident(
        subject=subject[:MAXIMUM_SUBJECT],
        requester=requester,
        verified=facts.incident.verified,
        language=facts.incident.language,
        categorisation=labels,
        ranking=ranked(labels.impact, labels.urgency, matrix, vip=vip),
        suggestion=facts.suggestion,
        is_origin=False,
    )


def _acknowledgement(facts: Facts) -> tuple[Effect, ...]:
    """One, within the limits of P11, unless the requester wants no mail or is not proven (P13)."""
    if facts.incident.muted or not facts.commands.may_acknowledge:
        return ()
    kind, echo = NoticeKind.ACKNOWLEDGEMENT, facts.incident.verified
    return (SendNotice(kind, Addressee.REQUESTER, None, reason="split", echo=echo),)
