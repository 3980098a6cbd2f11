"""Commands about how one incident stands to another."""

from mailflow.core.commands import Command
from mailflow.core.decisions.executing.doing import Doing
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import LinkIncidents
from mailflow.core.explanations import Explanation, because
from mailflow.core.lifecycle import closing
from mailflow.core.records import Contact, Incident, IncidentLink, reference
from models.enums import LinkKind

KINDS = {"link": LinkKind.RELATED, "parent": LinkKind.PARENT, "problem": LinkKind.PROBLEM}


def is_other_incident(command: Command, facts: Facts) -> Explanation | None:
    """Object to an incident that does not exist or is this one."""
    other = facts.commands.incidents.get(command.value)
    if other is None:
        return because("no_such_incident", reference=reference(int(command.value)))
    if other.id == facts.incident.id:
        return because("same_incident", reference=other.reference)
    return None


def may_merge(command: Command, facts: Facts) -> Explanation | None:
    """Object where two requesters would see each other's words (promise P13)."""
    if objection := is_other_incident(command, facts):
        return objection
    other = _other(command, facts)
    if other.requester_address != facts.incident.requester_address:
        return because("other_requester", reference=other.reference)
    if other.is_finished:
        return because("merge_into_open", reference=other.reference)
    return None


def merge(command: Command, facts: Facts, contact: Contact) -> Doing:  # noqa: ARG001
    """Close the incident as a part of another; later replies go there."""
    other, incident = _other(command, facts), facts.incident
    said = reference(other.id)
    closed = closing(incident, incident.resolution or said, facts.now)
    changes = (*closed, ("closure_code", "merged"), ("merged_into", other.id))
    return Doing(because("done_merge", reference=said), changes)


def link(command: Command, facts: Facts, contact: Contact) -> Doing:
    """Link the incident to another."""
    other, kind = _other(command, facts), KINDS[command.name]
    effect = LinkIncidents(facts.incident.id, IncidentLink(other.id, kind), contact.address)
    return Doing(because(f"done_{command.name}", reference=other.reference), (), (effect,))


def _other(command: Command, facts: Facts) -> Incident:
    other = facts.commands.incidents.get(command.value)
    if other is None:
        raise LookupError("an incident that was objected to is not linked")
    return other


def mark_major(command: Command, facts: Facts, contact: Contact) -> Doing:  # noqa: ARG001
    """Mark the incident as major, or not any more."""
    is_major = command.value == "on"
    return Doing(because(f"done_major_{command.value}"), (("is_major", is_major),))
