"""Commands against abuse: the incident was spam, its requester shall not write any more."""

from mailflow.core.blocks import is_ours
from mailflow.core.commands import Command
from mailflow.core.decisions.executing.doing import Doing
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import BlockAddress, Effect
from mailflow.core.explanations import Explanation, because
from mailflow.core.lifecycle import canceling, may_become
from mailflow.core.records import AddressBlock, Contact
from models.enums import BlockKind, IncidentState

SPAM = "spam"


def may_be_spam(command: Command, facts: Facts) -> Explanation | None:  # noqa: ARG001 - the form
    """Object where the incident cannot be canceled."""
    incident = facts.incident
    if incident.state is IncidentState.CANCELED:
        return because("already_canceled", reference=incident.reference)
    if not may_become(incident, IncidentState.CANCELED):
        return because("no_such_change", state=incident.state.value, reference=incident.reference)
    return None


def mark_spam(command: Command, facts: Facts, contact: Contact) -> Doing:  # noqa: ARG001
    """Cancel it; the desk answers its requester no more by itself, unless he is one of us."""
    changes = (*canceling(facts.incident, facts.now), ("closure_code", SPAM))
    address = facts.incident.requester_address
    if _is_ours(facts):
        return Doing(because("done_spam_alone", address=address), changes)
    blocks = facts.commands.blocks
    effects = () if address in blocks else _blocked(facts, contact, BlockKind.ANSWERS)
    return Doing(because("done_spam", address=address), changes, effects)


def may_be_blocked(command: Command, facts: Facts) -> Explanation | None:  # noqa: ARG001
    """Object to blocking an agent, a monitor or ourselves."""
    address = facts.incident.requester_address
    return because("cannot_block", address=address) if _is_ours(facts) else None


def block(command: Command, facts: Facts, contact: Contact) -> Doing:  # noqa: ARG001
    """Take no mail from the requester any more: it waits in quarantine."""
    done = because("done_block", address=facts.incident.requester_address)
    return Doing(done, (), _blocked(facts, contact, BlockKind.MAIL))


def _is_ours(facts: Facts) -> bool:
    return is_ours(facts.incident.requester_address, facts.settings, facts.commands.known)


def _blocked(facts: Facts, contact: Contact, kind: BlockKind) -> tuple[Effect, ...]:
    incident = facts.incident
    blocked = AddressBlock(
        pattern=incident.requester_address,
        kind=kind,
        by=contact.address,
        reason=incident.reference,
        at=facts.now,
    )
    return (BlockAddress(incident.id, blocked, contact.address),)
