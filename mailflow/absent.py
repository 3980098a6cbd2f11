"""While an agent is away for long, his open incidents go back to their groups, told together.

He is told of them in one mail that waits for his return (ADR 22).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailflow.adapters.store.contract import Work
from mailflow.applying import Applier
from mailflow.circles import group_of, workers
from mailflow.containing import Failing, Together
from mailflow.core.effects import ChangeIncident, Decision, Effect, NoteEvent
from mailflow.core.lateness import LateIncident, MissedTarget, Telling, line_of
from mailflow.core.records import Contact, Incident
from mailflow.core.sending import Addressee, SendNotice
from mailflow.core.undoing import THE_CLOCK
from mailflow.desk import Desk
from models.enums import EscalationCause, IncidentState, NoticeKind

HANDED_BACK_FROM = timedelta(hours=4)
"""Of a shorter absence nobody else needs to know."""
LIMIT = 100  # of incidents for each look
AT_WORK = frozenset({IncidentState.NEW, IncidentState.IN_PROGRESS})


@dataclass(frozen=True, slots=True)
class Left:
    """An incident whose assignee is away, with its group, and who is there of it."""

    incident: Incident
    group: str
    people: tuple[int, ...]


def absent_agents(work: Work, now: datetime) -> tuple[Contact, ...]:
    """Return the agents who are away for so long that others must do their work."""
    agents = (one for one in work.directory.agents() if one.away_until is not None)
    return tuple(o for o in agents if o.away_until and o.away_until - now >= HANDED_BACK_FROM)


def held_by(
    work: Work, agent: Contact, now: datetime, failing: Failing, limit: int = LIMIT
) -> tuple[Incident, ...]:
    """Return what an absent agent has in progress."""
    reach = failing.reach(limit)
    found = work.incidents.assigned_to(agent.id, states=AT_WORK, limit=reach)
    return failing.incidents(found, now, limit)


def hand_back(work: Work, desk: Desk, now: datetime, failing: Failing) -> tuple[Incident, ...]:
    """Give the open incidents of absent agents back to their groups; return them."""
    work.take_turn()
    given: list[Incident] = []
    for agent in absent_agents(work, now):
        returned = _Return(work, desk, agent, now)
        own = held_by(work, agent, now, failing, LIMIT - len(given))
        if own:
            done = Together(work, failing, returned.give, now).take(own)
            given += (one for some in done for one in some)
    return tuple(given)


@dataclass(frozen=True, slots=True)
class _Return:
    """Gives incidents of an absent agent back, told in one mail to each person."""

    work: Work
    desk: Desk
    agent: Contact
    now: datetime

    def give(self, own: Sequence[Incident]) -> tuple[Incident, ...]:
        left = tuple(_left(self.work, one, self.now) for one in own)
        effects = decide(self.agent, left, self.now)
        log = (("absence", f"{len(left)} incidents go back to their groups"),)
        seen = {one.id: one for one in own}
        Applier(self.work, self.desk, None, None, self.now, seen).apply(Decision(effects, log))
        return tuple(own)


def decide(agent: Contact, left: tuple[Left, ...], now: datetime) -> tuple[Effect, ...]:
    """Return what becomes of an absent agent's incidents, and who is told (pure)."""
    if not left:
        return ()
    effects: list[Effect] = []
    told: dict[int, list[LateIncident]] = {}
    for one in left:
        number, group_id = one.incident.id, one.incident.group_id
        effects.append(ChangeIncident(number, (("assignee_id", None),), THE_CLOCK))
        to, before = f"group {group_id}" if group_id else "", f"contact {agent.id}"
        cause = EscalationCause.ABSENT
        effects.append(NoteEvent(number, "handed_back", cause.value, to, THE_CLOCK, before))
        line = line_of(one.incident, (MissedTarget(cause, now),), agent.name, one.group)
        for contact_id in (*one.people, agent.id):
            told.setdefault(contact_id, []).append(line)
    notices = (_notice(who, told[who], agent, now) for who in sorted(told))
    return (*effects, *notices)


def _left(work: Work, incident: Incident, now: datetime) -> Left:
    group = group_of(work, incident)
    people = (one.id for one in workers(work, incident, now) if one.id != incident.assignee_id)
    return Left(incident, group.name if group else "", tuple(people))


def _notice(
    contact_id: int, lines: Iterable[LateIncident], agent: Contact, now: datetime
) -> SendNotice:
    """Tell the group at once, the agent when he is back; each in one mail."""
    urgent_first = sorted(lines, key=lambda one: one.urgency)
    first = urgent_first[0].id
    once = f"absent:{first}:{now.isoformat()}"
    is_simple = len(urgent_first) == 1
    return SendNotice(
        NoticeKind.ESCALATION,
        Addressee.CONTACT,
        first,
        reason=EscalationCause.ABSENT.value if is_simple else "several",
        contact_id=contact_id,
        once=once,
        telling=Telling(contact_id, first, once).with_more(urgent_first),
        held_until=agent.away_until if contact_id == agent.id else None,
        rewrites=True,
    )
