"""Incidents on hold whose time has come: they go on, and who works on them is told."""

from datetime import datetime

from mailflow.adapters.store.contract import Work
from mailflow.applying import Applier
from mailflow.containing import Failing
from mailflow.core.effects import ChangeIncident, Decision, Effect
from mailflow.core.lifecycle import going_on
from mailflow.core.records import Incident
from mailflow.core.sending import Addressee, SendNotice
from mailflow.core.undoing import THE_CLOCK
from mailflow.desk import Desk
from models.enums import NoticeKind

LIMIT = 50  # for each look, which holds up everybody else meanwhile


def due(work: Work, now: datetime, failing: Failing, limit: int = LIMIT) -> tuple[Incident, ...]:
    """Return incidents whose hold is over."""
    found = work.incidents.waking(now, limit=failing.reach(limit))
    return failing.incidents(found, now, limit)


def wake(work: Work, desk: Desk, now: datetime, failing: Failing) -> tuple[Incident, ...]:
    """Let incidents go on whose hold is over; return them."""
    work.take_turn()
    woken: list[Incident] = []
    for one in due(work, now, failing):
        with failing.contained(work, one.id, now):
            decision = Decision(decide(one, now), (("waking", "the hold is over"),))
            Applier(work, desk, None, None, now, {one.id: one}).apply(decision)
            woken.append(one)
    return tuple(woken)


def decide(incident: Incident, now: datetime) -> tuple[Effect, ...]:
    """Return what the end of a hold brings (pure)."""
    told = SendNotice(NoticeKind.AGENT_NOTICE, Addressee.WORKERS, incident.id, reason="woken")
    return (ChangeIncident(incident.id, going_on(incident, now), THE_CLOCK), told)
