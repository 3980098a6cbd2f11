"""`#undo N`: what the mail N changed is as it was before it."""

from mailflow.core.commands import Command
from mailflow.core.decisions.executing.doing import Doing
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import (
    BlockAddress,
    Effect,
    LiftBlock,
    LinkIncidents,
    RemoveParticipant,
    SetParticipant,
    UnlinkIncidents,
)
from mailflow.core.explanations import Explanation, because
from mailflow.core.records import AddressBlock, Contact, IncidentLink, Participant
from mailflow.core.undoing import BLOCK, PARTICIPANT, Change, before_it, changed_since, changes_of
from models.enums import BlockKind, LinkKind, ParticipantRole


def may_undo(command: Command, facts: Facts) -> Explanation | None:
    """Object where the mail changed nothing here, or where something changed since."""
    changes = _changes(command, facts)
    if not changes:
        return because("nothing_to_undo", number=command.value)
    name = changed_since(facts.incident, changes)
    name = name or next((one.field for one in changes if _is_other_now(one, facts)), None)
    return because("changed_since", field=name.split(" ")[0]) if name else None


def undo(command: Command, facts: Facts, contact: Contact) -> Doing:
    """Return the values of before, and take back what stands beside the incident."""
    changes = _changes(command, facts)
    beside = (_taken_back(one, facts, contact) for one in changes)
    done = because("done_undo", number=command.value)
    return Doing(done, before_it(changes), tuple(one for one in beside if one is not None))


def _changes(command: Command, facts: Facts) -> tuple[Change, ...]:
    return changes_of(facts.commands.events, int(command.value))


def _is_other_now(change: Change, facts: Facts) -> bool:
    if change.field.startswith(BLOCK):
        pattern = change.field.removeprefix(BLOCK)
        return facts.commands.blocks.get(pattern, "") != change.after
    if not change.field.startswith(PARTICIPANT):
        return False
    role = facts.situation.conversation.role_of(change.field.removeprefix(PARTICIPANT))
    return (role.value if role else "") != change.after


def _taken_back(change: Change, facts: Facts, contact: Contact) -> Effect | None:
    number = facts.incident.id
    if change.field.startswith(BLOCK):
        return _block_of_before(change, facts, contact)
    if change.field.startswith(PARTICIPANT):
        address = change.field.removeprefix(PARTICIPANT)
        if not change.before:
            return RemoveParticipant(number, address, contact.address)
        who = Participant(address, ParticipantRole(change.before))
        return SetParticipant(number, who, contact.address)
    if change.is_of_incident:
        return None
    named = change.before or change.after
    link = IncidentLink(int(named.partition("-")[2]), LinkKind(change.field))
    kind = LinkIncidents if change.before else UnlinkIncidents
    return kind(number, link, contact.address)


def _block_of_before(change: Change, facts: Facts, contact: Contact) -> Effect:
    number, pattern = facts.incident.id, change.field.removeprefix(BLOCK)
    if not change.before:
        return LiftBlock(number, pattern, contact.address)
    kind, reason = BlockKind(change.before), facts.incident.reference
    before = AddressBlock(pattern, kind, contact.address, reason, facts.now)
    return BlockAddress(number, before, contact.address)
