"""Incidents on hold whose time has come: they go on, and who works on them is told."""

from datetime import datetime

from mailflow.adapters.store.contract import Work
from mailflow.applying import Applier
from mailflow.core.effects import ChangeIncident, Decision, Effect
from mailflow.core.lifecycle import going_on
from mailflow.core.records import Incident
from mailflow.core.sending import Addressee, SendNotice
from mailflow.core.undoing import THE_CLOCK
from mailflow.desk import Desk
from models.enums import NoticeKind

LIMIT = 50  # for each look, which holds up everybody else meanwhile


def wake(work: Work, desk: Desk, now: datetime) -> tuple[Incident, ...]:
    """Let incidents go on whose hold is over; return them."""
    work.take_turn()
    due = work.incidents.waking(now, limit=LIMIT)
    effects = tuple(effect for one in due for effect in decide(one, now))
    log = (("waking", f"{len(due)} holds are over"),)
    Applier(work, desk, None, None, now, {one.id: one for one in due}).apply(Decision(effects, log))
    return due


def decide(incident: Incident, now: datetime) -> tuple[Effect, ...]:
    """Return what the end of a hold brings (pure)."""
    told = SendNotice(NoticeKind.AGENT_NOTICE, Addressee.WORKERS, incident.id, reason="woken")
    return (ChangeIncident(incident.id, going_on(incident, now), THE_CLOCK), told)
