"""`#major`: one disruption that many report; what is alike stands below it (ITIL 4)."""

from collections.abc import Iterable

from mailflow.core.commands import Command
from mailflow.core.commands.values import major_items
from mailflow.core.decisions.executing.doing import Doing
from mailflow.core.decisions.executing.labels import agreed_before, by_the_matrix
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import Effect, LinkIncidents, NoteEvent, UnlinkIncidents
from mailflow.core.explanations import Explanation, because
from mailflow.core.lifecycle import Changes
from mailflow.core.records import Contact, IncidentLink, reference
from mailflow.core.relations import Beside
from mailflow.core.undoing import ELSEWHERE
from models.enums import LinkKind, PrioritySource

CHILD = "child"


def may_be_major(command: Command, facts: Facts) -> Explanation | None:
    """Object to incidents named that cannot stand below this one."""
    return next((found for one in _named(command) if (found := _objection(one, facts))), None)


def _objection(item: str, facts: Facts) -> Explanation | None:
    number = int(item[1:])
    other = next((one for one in facts.commands.alike if one.incident.id == number), None)
    named = reference(number)
    if number == facts.incident.id:
        return because("same_incident", reference=named)
    if other is None:
        return because("no_such_incident", reference=named)
    if not other.has_right:
        return because("no_right_there", reference=named)
    if item[0] == "-":
        return None
    if other.incident.merged_into is not None:
        target = reference(other.incident.merged_into)
        return because("merged_away", reference=named, target=target)
    if _is_above(other, facts):
        return because("parent_is_below", reference=named)
    return because("has_parent", reference=named) if _foreign_parent(other, facts) else None


def mark_major(command: Command, facts: Facts, contact: Contact) -> Doing:
    """Mark the incident as major and raise it, with what is alike below it; or not any more."""
    if not command.value.startswith("on"):
        return Doing(because("done_major_off"), _lowered(facts))
    taken, left = _taken(command, facts), _left_out(command, facts)
    effects = [one for child in taken for one in _linked(child, facts, contact)]
    effects += (one for child in left for one in _unlinked(child, facts, contact))
    below = ", ".join(one.incident.reference for one in taken)
    offered = ", ".join(_offered(facts, taken, left))
    key = "done_major_on" + ("_below" if below else "") + ("_offered" if offered else "")
    return Doing(because(key, below=below, offered=offered), _raised(facts), tuple(effects))


def children_after(facts: Facts) -> tuple[Beside, ...]:
    """Return what stands open below the incident once the block is carried out."""
    command = next((o for o in facts.commands.block.commands if o.name == "major"), None)
    below = {one.incident.id: one for one in facts.commands.children}
    if command is not None and command.value.startswith("on"):
        below |= {one.incident.id: one for one in _taken(command, facts)}
        for one in _left_out(command, facts):
            below.pop(one.incident.id, None)
    return tuple(one for _, one in sorted(below.items()) if not one.incident.is_finished)


def is_major_after(facts: Facts) -> bool:
    """Whether the incident is major once the block is carried out."""
    value = facts.commands.block.value_of("major")
    return facts.incident.is_major if value is None else value.startswith("on")


def _named(command: Command) -> tuple[str, ...]:
    return major_items(command.value)


def _taken(command: Command, facts: Facts) -> tuple[Beside, ...]:
    """Those named with a plus, and those that the agent was told of, as far as they may."""
    named = set(_named(command))
    wanted = (
        one
        for one in facts.commands.alike
        if f"+{one.incident.id}" in named
        or (one.incident.id in facts.commands.told and f"-{one.incident.id}" not in named)
    )
    return tuple(one for one in wanted if _may_be_below(one, facts))


def _may_be_below(one: Beside, facts: Facts) -> bool:
    """Whether it is another open one, that stands below nothing yet."""
    is_free = not any(link.kind is LinkKind.PARENT for link in one.links)
    stands = one.incident.id != facts.incident.id and not one.incident.is_finished
    return stands and is_free and one.has_right and not _is_above(one, facts)


def _left_out(command: Command, facts: Facts) -> tuple[Beside, ...]:
    named = set(_named(command))
    wanted = (one for one in facts.commands.alike if f"-{one.incident.id}" in named)
    return tuple(one for one in wanted if _own_link(facts) in one.links)


def _is_above(one: Beside, facts: Facts) -> bool:
    return one.incident.id in facts.commands.above.get(facts.incident.id, frozenset())


def _foreign_parent(one: Beside, facts: Facts) -> bool:
    own = _own_link(facts)
    return any(link.kind is LinkKind.PARENT and link != own for link in one.links)


def _own_link(facts: Facts) -> IncidentLink:
    return IncidentLink(facts.incident.id, LinkKind.PARENT)


def _offered(facts: Facts, taken: Iterable[Beside], left: Iterable[Beside]) -> list[str]:
    """Return what is alike, too, and stands below nothing: the agent may name it."""
    done = {one.incident.id for one in (*taken, *left)}
    free = (one for one in facts.commands.alike if _may_be_below(one, facts))
    named = set().union(*(major_items(c.value) for c in _majors(facts)))
    left_out = {int(one[1:]) for one in named if one[0] == "-"}
    return [f"+{o.incident.id}" for o in free if o.incident.id not in done | left_out]


def _majors(facts: Facts) -> tuple[Command, ...]:
    return tuple(one for one in facts.commands.block.commands if one.name == "major")


def _linked(child: Beside, facts: Facts, contact: Contact) -> tuple[Effect, ...]:
    number, actor = child.incident.id, contact.address
    noted = NoteEvent(facts.incident.id, ELSEWHERE, CHILD, child.incident.reference, actor)
    return LinkIncidents(number, _own_link(facts), actor), noted


def _unlinked(child: Beside, facts: Facts, contact: Contact) -> tuple[Effect, ...]:
    number, actor = child.incident.id, contact.address
    noted = NoteEvent(facts.incident.id, ELSEWHERE, CHILD, child.incident.reference, actor)
    return UnlinkIncidents(number, _own_link(facts), actor), noted


def _raised(facts: Facts) -> Changes:
    """Its priority follows, unless it is given here."""
    changes: Changes = (("is_major", True),)
    return changes if _is_given(facts) else (*changes, *_with_the_mark(facts))


def _lowered(facts: Facts) -> Changes:
    """When the mark goes, so does the priority that came with it, and no other."""
    incident, changes = facts.incident, (("is_major", False),)
    if _is_given(facts) or incident.priority_source is not PrioritySource.MAJOR:
        return changes
    return (*changes, *by_the_matrix(facts, incident.impact, incident.urgency))


def _is_given(facts: Facts) -> bool:
    names = {one.name for one in facts.commands.block.commands}
    return bool(names & {"priority", "impact", "urgency"})


def _with_the_mark(facts: Facts) -> Changes:
    wanted = facts.settings.priority_matrix.major
    if not wanted or facts.incident.priority <= wanted:
        return ()
    return (("priority", wanted), ("priority_source", PrioritySource.MAJOR), *agreed_before(facts))
