"""Builders for the rules' tests: small, named, with the ordinary case as default."""

from datetime import UTC, datetime
from typing import Any, TypeVar

from mailflow.core.authentication import Verdict
from mailflow.core.authority import Situation, rule
from mailflow.core.commands import AGENT_RULES, parse
from mailflow.core.conversations import Conversation
from mailflow.core.correspondents import Author, AuthorKind
from mailflow.core.decisions.deciding import decide
from mailflow.core.decisions.facts import CommandFacts, Facts
from mailflow.core.effects import ChangeIncident, Decision, Effect
from mailflow.core.mail import Mail, Mailbox
from mailflow.core.records import Contact, Incident, Participant
from mailflow.core.reply_tokens import NO_TOKEN, TokenFields, TokenReading, TokenState
from mailflow.core.sending import Addressee, SendNotice
from mailflow.identity import Desk
from mailflow.settings import Settings
from models.enums import IncidentState, NoticeKind, ParticipantRole, Role

EffectT = TypeVar("EffectT")
SETTINGS = Settings(
    desk=Desk(
        support_address="support@helpdesk.example",
        own_addresses=("helpdesk@helpdesk.example",),
        authserv_id="mx.helpdesk.example",
    )
)
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
CAROL = Mailbox("carol@customer.example", "Carol")
BOB = Mailbox("bob@helpdesk.example", "Bob")
MALLORY = Mailbox("mallory@evil.example")


def agent(number: int = 21, address: str = BOB.address, *, active: bool = True) -> Contact:
    """Return an agent of the directory."""
    handle = address.partition("@")[0]
    return Contact(
        number, address, Role.AGENT, handle.title(), handle, active, addresses=(address,)
    )


def incident(number: int = 1001, **fields: Any) -> Incident:
    """Return an incident of Carol's that is being worked on."""
    values: dict[str, Any] = {"state": IncidentState.IN_PROGRESS, **fields}
    return Incident(
        id=number,
        subject="Printer on floor 3 is down",
        requester_address=CAROL.address,
        opened_at=NOW,
        **values,
    )


def token(
    state: TokenState = TokenState.VALID,
    *,
    own: bool = True,
    of_agent: bool = True,
    incident_id: int = 1001,
) -> TokenReading:
    """Return a weighed token; NONE and INVALID ones vouch for nothing."""
    if state is TokenState.NONE:
        return NO_TOKEN
    if state is TokenState.INVALID:
        return TokenReading(state)
    fields = TokenFields(incident_id, 21 if of_agent else 11, 5001, 1)
    return TokenReading(state, fields, of_agent, own)


def situation(
    kind: AuthorKind = AuthorKind.PERSON,
    verdict: Verdict = Verdict.PASS,
    reading: TokenReading = NO_TOKEN,
    *,
    takes_part: bool = False,
    refers: bool = False,
    names_another: bool = False,
    quotes_unknown: bool = False,
) -> Situation:
    """Return what the outcome table asks about; `refers` means References or subject tag."""
    of_agent = kind in {AuthorKind.AGENT, AuthorKind.INACTIVE_AGENT}
    mailbox = BOB if of_agent else CAROL
    contact = agent(active=kind is AuthorKind.AGENT) if of_agent else None
    known = refers or reading.fields is not None
    roles = [Participant(mailbox.address, ParticipantRole.REQUESTER)] if takes_part else []
    conversation = Conversation(
        token=reading,
        incident=incident() if known else None,
        named=frozenset({1001, 1002}) if names_another else frozenset({1001} if known else ()),
        by_reference=refers,
        participants=tuple(roles),
        quoting=incident(1003) if quotes_unknown else None,
    )
    return Situation(Author(kind, mailbox, contact), verdict, conversation, quotes_unknown)


def mail(**fields: Any) -> Mail:
    """Return a plain mail of Carol's to the desk."""
    values: dict[str, Any] = {
        "message_id": "<one@customer.example>",
        "subject": "Printer on floor 3 is down",
        "from_": (CAROL,),
        "to": (Mailbox("support@helpdesk.example"),),
        "text": "It does not print.",
        **fields,
    }
    return Mail(**values)


def facts(case: Situation, **fields: Any) -> Facts:
    """Return everything known about a mail in this situation."""
    values: dict[str, Any] = {
        "mail": mail(from_=(case.author.mailbox,)),
        "mail_id": 7,
        "received_at": NOW,
        "now": NOW,
        "settings": SETTINGS,
        "situation": case,
        "ruling": rule(case),
        "text": "It does not print.",
        **fields,
    }
    return Facts(**values)


def command_facts(text: str, **fields: Any) -> CommandFacts:
    """Return a parsed agent's block with the right to run it."""
    values: dict[str, Any] = {
        "block": parse(text, AGENT_RULES, 10),
        "has_right": True,
        **fields,
    }
    return CommandFacts(**values)


def only(effects: tuple[Effect, ...], kind: type[EffectT]) -> list[EffectT]:
    """Return the effects of one kind."""
    return [effect for effect in effects if isinstance(effect, kind)]


def decided(one: Facts) -> Decision:
    """Return what is decided about a mail, without a log."""
    return decide(one, ())


def notices(decision: Decision) -> list[tuple[NoticeKind, Addressee]]:
    """Return kind and addressee of every notice."""
    return [(one.kind, one.addressee) for one in only(decision.effects, SendNotice)]


def changes(decision: Decision) -> dict[str, Any]:
    """Return every field that is changed, and its new value."""
    return {k: v for one in only(decision.effects, ChangeIncident) for k, v in one.changes}
