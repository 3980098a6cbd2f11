"""In which language a requester is answered: his mail's, else the one he writes in, else ours.

What an administrator or the person himself has set (`Contact.language`) is never changed by a mail.
"""

from dataclasses import replace

from mailflow.core.authority import Outcome
from mailflow.core.correspondents import AuthorKind
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import ChangeIncident, Effect, FinishMail, HearLanguage, OpenIncident
from mailflow.core.mail import Mailbox
from mailflow.core.records import Contact, Incident
from models.enums import EndState, ParticipantRole

MOST_CERTAIN = 3
"""Mails in a row in another language before the one he is known for is forgotten."""
FIRST_CERTAINTY = 2
_PROVEN = frozenset({Outcome.APPEND, Outcome.APPEND_WITH_COMMANDS})


def opening_language(facts: Facts, requester: Mailbox) -> str:
    """Return the language of an incident that a mail opens."""
    contact = facts.situation.author.contact
    is_his = contact is not None and requester.address in contact.addresses
    known = contact if is_his and contact is not None and not contact.is_agent else None
    remembered = (known.language or known.written_language) if known else None
    return facts.around.spoken or remembered or facts.settings.desk.language


def notice_language(contact: Contact, incident: Incident, desk: str, *, inside: bool) -> str:
    """Return the language of a notice: his own, for agents the desk's, else the incident's."""
    if contact.language:
        return contact.language
    if inside or contact.is_agent:
        return desk
    is_his = incident.requester_address in contact.addresses
    return incident.language if is_his else contact.written_language or incident.language


def heard(facts: Facts, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """Remember the language of a person who is proven; his incident goes on in it, too."""
    author, spoken = facts.situation.author, facts.around.spoken
    (end,) = (one for one in effects if isinstance(one, FinishMail))
    is_written = end.end_state in {EndState.INCIDENT, EndState.APPENDED}
    if spoken is None or author.kind is not AuthorKind.PERSON or facts.machine or not is_written:
        return ()
    is_new = any(isinstance(one, OpenIncident) for one in effects)
    if not (facts.situation.passes or (facts.ruling.outcome in _PROVEN and not is_new)):
        return ()
    remembered = (HearLanguage(author.address, spoken),)
    return (*remembered, *_changed(facts, end.incident_id, spoken))


def _changed(facts: Facts, incident_id: int | None, spoken: str) -> tuple[Effect, ...]:
    incident = facts.situation.conversation.incident
    if incident is None or incident.id != incident_id or incident.language == spoken:
        return ()
    is_his = facts.situation.role is ParticipantRole.REQUESTER
    proven = facts.ruling.outcome in _PROVEN
    actor = facts.situation.author.address
    change = ChangeIncident(incident.id, (("language", spoken),), actor)
    return (change,) if is_his and proven else ()


def having_heard(contact: Contact, language: str) -> Contact:
    """Return the person as known after one more mail: what he writes mostly wins.

    The majority vote of Boyer and Moore, "MJRTY" (1981), with a limit, so that who changes his
    language is answered in the new one soon.
    """
    if contact.written_language is None:
        return replace(contact, written_language=language, written_times=FIRST_CERTAINTY)
    if contact.written_language == language:
        return replace(contact, written_times=min(contact.written_times + 1, MOST_CERTAIN))
    if contact.written_times > 1:
        return replace(contact, written_times=contact.written_times - 1)
    return replace(contact, written_language=language, written_times=1)
