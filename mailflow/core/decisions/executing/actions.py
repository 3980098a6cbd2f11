"""`#action`: what was agreed to be done becomes an incident of the desk's own, linked here."""

from dataclasses import replace

from mailflow.core.categorisation import NO_SUGGESTION, categorise
from mailflow.core.commands import Command
from mailflow.core.decisions.executing.doing import Doing
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import AddEntry, AddParticipant, Effect, OpenIncident, SplitOff, opened
from mailflow.core.explanations import because
from mailflow.core.mail import Mailbox
from mailflow.core.priority import ranked
from mailflow.core.records import Contact, Participant
from mailflow.core.sending import Addressee, SendNotice
from models.enums import EntryKind, IncidentKind, LinkKind, NoticeKind, ParticipantRole

MAXIMUM_SUBJECT = 250


def act(command: Command, facts: Facts, contact: Contact) -> Doing:
    """Open an incident with the agent as requester; nobody outside the desk hears of it."""
    requester = Mailbox(contact.address, contact.display_name)
    who = Participant(contact.address, ParticipantRole.REQUESTER, contact.display_name)
    entry = facts.entry(EntryKind.REQUEST, text=command.value, verified=True, public=True)
    name = opened(_place(command, facts))
    effects: tuple[Effect, ...] = (
        _opening(command, facts, requester),
        AddParticipant(None, who),
        AddEntry(None, replace(entry, mail_id=None, attachment_names=(), invitation=None)),
        SplitOff(facts.incident.id, contact.address, LinkKind.ACTION, name),
        SendNotice(
            NoticeKind.AGENT_NOTICE,
            Addressee.WORKERS,
            None,
            reason="action",
            except_addresses=(contact.address, *contact.addresses),
        ),
    )
    return Doing(because("done_action", reference=name), (), effects)


def _place(command: Command, facts: Facts) -> int:
    """Return the which action of its mail this is: each has a number of its own."""
    return next(place for place, one in enumerate(facts.commands.block.commands) if one is command)


def _opening(command: Command, facts: Facts, requester: Mailbox) -> OpenIncident:
    """Return what opens it: for the group that had the incident, since it knows what is meant."""
    contact = facts.situation.author.contact
    language = contact.language if contact else None
    labels = categorise(NO_SUGGESTION, facts.settings.known_categories)
    matrix = facts.settings.priority_matrix
    return OpenIncident(
        subject=" ".join(command.value.split())[:MAXIMUM_SUBJECT],
        requester=requester,
        verified=True,
        language=language or facts.settings.desk.language,
        categorisation=labels,
        ranking=ranked(labels.impact, labels.urgency, matrix, vip=False),
        suggestion=NO_SUGGESTION,
        is_origin=False,
        group_id=facts.incident.group_id,
        kind=IncidentKind.ACTION,
    )
