"""Commands about who works on an incident, and who takes part in it."""

from mailflow.core.commands import Command
from mailflow.core.decisions.executing.absence import shown
from mailflow.core.decisions.executing.doing import Doing
from mailflow.core.decisions.executing.labels import by_requester
from mailflow.core.decisions.executing.telling import relieved, told
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import Effect, RemoveParticipant, SetParticipant
from mailflow.core.explanations import Explanation, because
from mailflow.core.lifecycle import Changes
from mailflow.core.presence import present
from mailflow.core.records import Contact, Participant
from models.enums import ParticipantRole


def is_known_person(command: Command, facts: Facts) -> Explanation | None:
    """Object to somebody who is no active agent, or who is away."""
    if command.value.casefold() in {"me", "none"}:
        return None
    person = facts.commands.people.get(command.value)
    if person is None:
        near = facts.commands.people.get(f"@{command.value}")
        if near is not None:
            return because("no_such_agent_near", person=command.value, near=f"@{near.handle}")
        return because("no_such_agent", person=command.value)
    if person.away_until is not None and person.is_away(facts.now):
        until = shown(person.away_until, facts)
        return because("agent_is_away", person=command.value, until=until)
    return None


def assign(command: Command, facts: Facts, contact: Contact) -> Doing:
    """Return the new assignee; he and who had it before are told, but for who said so himself."""
    who = command.value.casefold()
    if who == "none":
        done, changes = because("done_unassign"), (("assignee_id", None),)
        return Doing(done, changes, relieved(facts, contact, None))
    person = contact if who == "me" else facts.commands.people[command.value]
    if person is None:
        raise LookupError("a person that was objected to is not assigned")
    loser = relieved(facts, contact, person.id)
    over = "_over" if loser else ""
    if person.id == contact.id:
        return Doing(because(f"done_take{over}"), (("assignee_id", person.id),), loser)
    done = because(f"done_assign{over}", person=command.value)
    news = (told(facts.incident.id, person.id, "assigned"), *loser)
    return Doing(done, (("assignee_id", person.id),), news)


def is_known_group(command: Command, facts: Facts) -> Explanation | None:
    """Object to a group that the directory has not."""
    if command.value.casefold() in facts.commands.groups:
        return None
    names = ", ".join(sorted(one.name for one in facts.commands.groups.values()))
    return because("no_such_group", name=command.value, names=names)


def regroup(command: Command, facts: Facts, contact: Contact) -> Doing:
    """Return the new support group; its members are told where nobody of it has the incident."""
    group = facts.commands.groups[command.value.casefold()]
    changes: tuple[tuple[str, int | None], ...] = (("group_id", group.id),)
    assignee = facts.incident.assignee_id
    if assignee is not None and assignee not in {one.id for one in group.members}:
        changes += (("assignee_id", None),)
    news = group.id != facts.incident.group_id
    others = [one for one in present(group.members, facts.now) if news and one.id != contact.id]
    effects = tuple(told(facts.incident.id, one.id, "regrouped") for one in others)
    if len(changes) > 1:
        effects += relieved(facts, contact, None)
    return Doing(because("done_group", name=group.name), changes, effects)


def may_take_part(command: Command, facts: Facts) -> Explanation | None:
    """Object to strangers: who is written to stands in the directory or beside the requester.

    Never by mail: a foreign Cc or requester (design section 4).
    """
    for address in added(command):
        if not _is_ours(address, facts):
            return because("foreign_address", address=address)
    return None


def added(command: Command) -> tuple[str, ...]:
    """Return the addresses that a command lets take part."""
    if command.name == "requester":
        return (command.value,)
    return tuple(one[1:] for one in command.value.split() if one[0] == "+")


def _is_ours(address: str, facts: Facts) -> bool:
    home = facts.incident.requester_address.rpartition("@")[2]
    return address in facts.commands.known or address.rpartition("@")[2] == home


def copy_to(command: Command, facts: Facts, contact: Contact) -> Doing:
    """Return who is let in and who is not any more; requester and agents stay."""
    number = facts.incident.id
    effects: list[Effect] = []
    for one in command.value.split():
        sign, address = one[0], one[1:]
        role = facts.situation.conversation.role_of(address)
        if sign == "+" and role is None:
            copied = Participant(address, ParticipantRole.CC)
            effects.append(SetParticipant(number, copied, contact.address))
        elif sign == "-" and role in {ParticipantRole.CC, ParticipantRole.ADDRESSED}:
            effects.append(RemoveParticipant(number, address, contact.address))
    return Doing(because("done_cc", value=command.value), (), tuple(effects))


def change_requester(command: Command, facts: Facts, contact: Contact) -> Doing:
    """Return the new requester; the one before takes part no longer, the priority follows."""
    number, before = facts.incident.id, facts.incident.requester_address
    new = Participant(command.value, ParticipantRole.REQUESTER)
    effects: tuple[Effect, ...] = (SetParticipant(number, new, contact.address),)
    if before != command.value:
        effects = (RemoveParticipant(number, before, contact.address), *effects)
    changes: Changes = (("requester_address", command.value), ("requester_name", ""))
    changes += by_requester(facts) if before != command.value else ()
    return Doing(because("done_requester", address=command.value), changes, effects)
