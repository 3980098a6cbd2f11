"""`#problem`: the record of a cause; incidents are linked to it (ITIL 4 problem management).

A problem is an incident that others are linked to as their problem. Its requester is the agent who
opened it, so that nobody outside the desk hears of it. One that was opened so is a record of the
desk (`IncidentKind.PROBLEM`): it is late for nobody, and no figure counts it. An incident of a
requester that others name as their problem stays one: he waits for it.
"""

from mailflow.core.categorisation import NO_SUGGESTION, Categorisation
from mailflow.core.commands import Command
from mailflow.core.decisions.executing.doing import Doing
from mailflow.core.decisions.executing.relations import is_other_incident, link
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import (
    OPENED,
    AddEntry,
    AddParticipant,
    Effect,
    LinkIncidents,
    NoteEvent,
    OpenIncident,
    OpenProblem,
)
from mailflow.core.explanations import Explanation, because
from mailflow.core.mail import Mailbox
from mailflow.core.priority import Ranking
from mailflow.core.records import Contact, Incident, IncidentLink, Participant
from mailflow.core.relations import Beside
from mailflow.core.sending import Addressee, SendNotice
from mailflow.core.undoing import ELSEWHERE
from models.enums import EntryKind, IncidentKind, LinkKind, NoticeKind, ParticipantRole

NEW = "new"
MOST_NAMED = 10


def may_have_problem(command: Command, facts: Facts) -> Explanation | None:
    """Object to a problem that does not exist, and to a second one."""
    if command.value != NEW:
        return is_other_incident(command, facts)
    if any(one.kind is LinkKind.PROBLEM for one in facts.commands.links):
        return because("has_problem", reference=facts.incident.reference)
    return None


def problem(command: Command, facts: Facts, contact: Contact) -> Doing:
    """Link this incident, and those that came back with it, to a problem; to a new one."""
    others = _others(facts)
    names = ", ".join(one.incident.reference for one in others)
    if command.value != NEW:
        done, number = link(command, facts, contact), int(command.value)
        wanted = IncidentLink(number, LinkKind.PROBLEM)
        effects = [e for o in others for e in _linked(o, wanted, facts, contact)]
        if not effects:
            return done
        told = because("done_problem_with", reference=f"INC-{number}", others=names)
        return Doing(told, done.changes, (*done.effects, *effects))
    key = "done_problem_new_with" if others else "done_problem_new"
    return Doing(because(key, reference=OPENED, others=names), (), _opened(facts, others, contact))


def _others(facts: Facts) -> tuple[Beside, ...]:
    """Those that the agent was told of with this one, as far as no problem is known of them."""
    return tuple(
        one
        for one in facts.commands.recurring
        if one.has_right
        and one.incident.id != facts.incident.id
        and not any(link.kind is LinkKind.PROBLEM for link in one.links)
    )


def _linked(
    one: Beside, wanted: IncidentLink, facts: Facts, contact: Contact
) -> tuple[Effect, ...]:
    if one.incident.id == wanted.other_id:
        return ()
    named, actor = one.incident.reference, contact.address
    noted = NoteEvent(facts.incident.id, ELSEWHERE, "problem", named, actor)
    return LinkIncidents(one.incident.id, wanted, actor), noted


def _opened(facts: Facts, others: tuple[Beside, ...], contact: Contact) -> tuple[Effect, ...]:
    """Nothing that a requester wrote goes into it: it says which incidents it is about (P13)."""
    incident = facts.incident
    related = [incident, *(one.incident for one in others)]
    lines = [f"{o.reference}  {o.opened_at:%Y-%m-%d %H:%M} UTC" for o in related]
    entry = facts.entry(EntryKind.NOTE, text="\n".join(lines), verified=True, public=False)
    some = ", ".join(one.reference for one in related[:MOST_NAMED])
    me, numbers = Mailbox(contact.address, contact.display_name), [one.id for one in related]
    return (
        _opening(incident, f"{some}: problem", me),
        AddParticipant(None, Participant(me.address, ParticipantRole.AGENT, me.display_name)),
        AddEntry(None, entry),
        OpenProblem(incident.id, tuple(numbers), contact.id, contact.address),
        SendNotice(
            NoticeKind.AGENT_NOTICE,
            Addressee.CONTACT,
            None,
            reason="problem",
            contact_id=contact.id,
        ),
    )


def _opening(incident: Incident, subject: str, requester: Mailbox) -> OpenIncident:
    """A problem is about what its first incident is about, and goes to the same group."""
    labels = Categorisation(
        incident.category,
        incident.category_source,
        incident.urgency,
        incident.urgency_source,
        incident.impact,
    )
    return OpenIncident(
        subject,
        requester,
        verified=True,
        language=incident.language,
        categorisation=labels,
        ranking=Ranking(incident.priority),
        suggestion=NO_SUGGESTION,
        is_origin=False,
        kind=IncidentKind.PROBLEM,
    )
