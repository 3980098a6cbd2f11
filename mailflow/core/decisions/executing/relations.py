"""Commands about how one incident stands to another."""

from dataclasses import replace

from mailflow.core.asking import answered
from mailflow.core.commands import Command
from mailflow.core.decisions.executing.doing import Doing
from mailflow.core.decisions.executing.states import from_the_desk
from mailflow.core.decisions.executing.telling import workers_told
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import (
    AddEntry,
    ChangeIncident,
    Effect,
    LinkIncidents,
    NoteEvent,
    UnlinkIncidents,
)
from mailflow.core.explanations import Explanation, because
from mailflow.core.lifecycle import closing, resolving
from mailflow.core.records import Contact, Incident, IncidentLink, reference
from mailflow.core.sending import Addressee, SendNotice
from mailflow.core.undoing import ELSEWHERE
from models.enums import EntryKind, IncidentKind, LinkKind, NoticeKind

MERGED = "merged"
"""The closure code of what became a part of another incident."""
KINDS = {"link": LinkKind.RELATED, "parent": LinkKind.PARENT, "problem": LinkKind.PROBLEM}


def is_other_incident(command: Command, facts: Facts) -> Explanation | None:
    """Object to an incident that does not exist or is this one."""
    other = facts.commands.incidents.get(command.value)
    if other is None:
        return because("no_such_incident", reference=reference(int(command.value)))
    if other.id == facts.incident.id:
        return because("same_incident", reference=other.reference)
    if other.is_practice != facts.incident.is_practice:
        return because("practice_apart", reference=other.reference)
    return None


def may_be_parent(command: Command, facts: Facts) -> Explanation | None:
    """Object where an incident would stand above itself, or under one that is merged away."""
    if objection := is_other_incident(command, facts) or _merged_away(command, facts):
        return objection
    other = _other(command, facts)
    if facts.incident.id in facts.commands.above.get(other.id, frozenset()):
        return because("parent_is_below", reference=other.reference)
    return None


def may_merge(command: Command, facts: Facts) -> Explanation | None:
    """Object to what is no duplicate, and where requesters would read each other (promise P13).

    A problem causes incidents and an action follows from one: neither is the same as it (ITIL 4).
    """
    if objection := is_other_incident(command, facts) or _merged_away(command, facts):
        return objection
    other = _other(command, facts)
    if other.kind is not facts.incident.kind:
        is_problem = other.kind is IncidentKind.PROBLEM and not facts.incident.is_record
        key = "merge_into_problem" if is_problem else "merge_other_kind"
        return because(key, reference=other.reference)
    if other.requester_address != facts.incident.requester_address:
        return because("other_requester", reference=other.reference)
    if other.is_finished:
        return because("merge_into_open", reference=other.reference)
    return None


def _merged_away(command: Command, facts: Facts) -> Explanation | None:
    other = _other(command, facts)
    if other.merged_into is None:
        return None
    target = reference(other.merged_into)
    return because("merged_away", reference=other.reference, target=target)


def merge(command: Command, facts: Facts, contact: Contact) -> Doing:
    """Close the incident as a part of another, whose history says so; later replies go there.

    Who works on the other one reads what was written here.
    """
    other, incident = _other(command, facts), facts.incident
    said = reference(other.id)
    closed = closing(incident, incident.resolution or said, facts.now, MERGED)
    changes = (*closed, ("closure_code", MERGED), ("merged_into", other.id))
    noted = NoteEvent(other.id, ELSEWHERE, "merged", incident.reference, contact.address)
    news = workers_told(other.id, "merged", contact, incident.id)
    return Doing(because("done_merge", reference=said), changes, (noted, news))


def link(command: Command, facts: Facts, contact: Contact) -> Doing:
    """Link the incident to another; it has one parent, which takes the place of the one before."""
    other, number = _other(command, facts), facts.incident.id
    wanted = IncidentLink(other.id, KINDS[command.name])
    known = facts.commands.links
    gone = [one for one in known if _gives_way(one, wanted)]
    effects: list[Effect] = [UnlinkIncidents(number, one, contact.address) for one in gone]
    if wanted not in known:
        effects.append(LinkIncidents(number, wanted, contact.address))
    return Doing(because(f"done_{command.name}", reference=other.reference), (), tuple(effects))


def _gives_way(link: IncidentLink, wanted: IncidentLink) -> bool:
    return wanted.kind is LinkKind.PARENT and link.kind is wanted.kind and link != wanted


def may_end_below(command: Command, facts: Facts) -> Explanation | None:  # noqa: ARG001 - the form
    """Object where nothing below is open, and to what the agent may not touch."""
    if not facts.commands.below:
        return because("nothing_below", reference=facts.incident.reference)
    foreign = [one.incident for one in facts.commands.below if not one.has_right]
    return because("no_right_there", reference=foreign[0].reference) if foreign else None


def end_below(command: Command, facts: Facts, contact: Contact) -> Doing:
    """Resolve every open incident below this one, each with its own mail to its own people."""
    text = from_the_desk(command.value, facts)
    effects: list[Effect] = []
    for one in facts.commands.below:
        effects += _ended(one.incident, text, facts, contact)
    names = ", ".join(one.incident.reference for one in facts.commands.below)
    return Doing(because("done_children", references=names), (), tuple(effects))


def _ended(child: Incident, text: str, facts: Facts, contact: Contact) -> tuple[Effect, ...]:
    """The words are those given for it; nothing of the conversation above goes along (P13)."""
    response = () if child.responded_at else (("responded_at", facts.now),)
    changes = (*resolving(child, text, facts.now), *response, *answered(child))
    entry = facts.entry(EntryKind.ANSWER, text=text, verified=True, public=True)
    own = (contact.address, facts.situation.author.address)
    return (
        AddEntry(child.id, replace(entry, mail_id=None, attachment_names=(), invitation=None)),
        ChangeIncident(child.id, changes, contact.address),
        NoteEvent(facts.incident.id, ELSEWHERE, "child", child.reference, contact.address),
        SendNotice(
            NoticeKind.RESOLUTION,
            Addressee.PARTICIPANTS,
            child.id,
            author=contact.name,
            except_addresses=own,
        ),
    )


def _other(command: Command, facts: Facts) -> Incident:
    other = facts.commands.incidents.get(command.value)
    if other is None:
        raise LookupError("an incident that was objected to is not linked")
    return other
