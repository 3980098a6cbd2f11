"""What time brings to incidents that ended: they close, are asked about, and are reviewed.

Found by one index, a bounded number at each look, so that a desk that was down does not write all
its mails at once.
"""

from dataclasses import dataclass
from datetime import datetime

from mailflow.adapters.store.contract import Work
from mailflow.applying import Applier
from mailflow.containing import Failing
from mailflow.core.closure import wants_review
from mailflow.core.decisions.by_hand import THE_CLI
from mailflow.core.effects import ChangeIncident, Decision, Effect
from mailflow.core.lifecycle import Cause, Changes, closing, may_become
from mailflow.core.records import Incident
from mailflow.core.sending import Addressee, SendNotice
from mailflow.core.undoing import THE_CLOCK
from mailflow.desk import Desk
from mailflow.letters import BY_ITSELF, CAUSE_MISSING
from mailflow.sections import Closure
from models.enums import FINISHED, IncidentState, LinkKind, NoticeKind, Priority

LIMIT = 50  # for each look, which holds up everybody else meanwhile


@dataclass(frozen=True, slots=True)
class Ended:
    """An incident that ended, whether its requester was acknowledged, and what stands above it.

    `by_agent` says whether somebody of the desk ended it, who may know its cause.
    """

    incident: Incident
    acknowledged: bool = False
    by_agent: bool = True
    above: tuple[Incident, ...] = ()


def due(work: Work, now: datetime, failing: Failing, limit: int = LIMIT) -> tuple[Incident, ...]:
    """Return incidents that ended and for which something is to be done."""
    found = work.incidents.in_aftercare(now, limit=failing.reach(limit))
    return failing.incidents(found, now, limit)


def look_after(work: Work, desk: Desk, now: datetime, failing: Failing) -> tuple[Incident, ...]:
    """Do what is due for incidents that ended; return them."""
    work.take_turn()
    done: list[Incident] = []
    for one in due(work, now, failing):
        with failing.contained(work, one.id, now):
            effects = decide(_gathered(work, one), desk.settings.closure, now)
            decision = Decision(effects, (("closing", "looked after what ended"),))
            Applier(work, desk, None, None, now, {one.id: one}).apply(decision)
            done.append(one)
    return tuple(done)


def decide(ended: Ended, rules: Closure, now: datetime) -> tuple[Effect, ...]:
    """Return what is due for one of them (pure)."""
    incident = ended.incident
    changes: Changes = ()
    notices: list[SendNotice] = []
    if _is_due(incident.cause_due_at, now):
        changes += (("cause_due_at", None),)
        notices += _asked(ended, rules, now)
    if _is_due(incident.review_due_at, now):
        changes += (("review_due_at", None),)
        notices += _reviewed(ended, rules)
    if _is_due(incident.closes_at, now):
        changes += _closed(incident, rules, now)
        notices += _told(ended, rules)
    return (ChangeIncident(incident.id, changes, THE_CLOCK), *notices) if changes else ()


def _gathered(work: Work, incident: Incident) -> Ended:
    acknowledged = work.outbox.by_once(f"acknowledgement:{incident.id}") is not None
    links = work.incidents.links(incident.id)
    above = [work.incidents.get(o.other_id) for o in links if o.kind is LinkKind.PARENT]
    by_agent = incident.cause_due_at is None or _is_of_the_desk(work, _ended_by(work, incident))
    return Ended(incident, acknowledged, by_agent, tuple(one for one in above if one))


def _ended_by(work: Work, incident: Incident) -> str:
    """Return who ended it last; that the clock closes what he had resolved is no end."""
    states = [one for one in work.incidents.events(incident.id) if one.field == "state"]
    ends = (one for one in reversed(states) if one.after in FINISHED and one.before not in FINISHED)
    return next((one.actor for one in ends), "")


def _is_of_the_desk(work: Work, actor: str) -> bool:
    contact = work.directory.by_address(actor) if "@" in actor else None
    return contact.is_agent if contact else actor == THE_CLI


def _is_due(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now


def _closes(incident: Incident, rules: Closure) -> bool:
    may = may_become(incident, IncidentState.CLOSED, Cause.CLOCK)
    return may and rules.auto_close_days > 0


def _closed(incident: Incident, rules: Closure, now: datetime) -> Changes:
    if not _closes(incident, rules):
        return (("closes_at", None),)
    return (("closes_at", None), *closing(incident, "", now, rules.default_code))


def _told(ended: Ended, rules: Closure) -> tuple[SendNotice, ...]:
    """Tell the requester, where a person was acknowledged: else it may be a machine's mail (P11).

    An unproven one reads nothing of what stands in it (P13).
    """
    incident = ended.incident
    if not (ended.acknowledged and _closes(incident, rules)):
        return ()
    kind, one = NoticeKind.CLOSURE, Addressee.REQUESTER
    return (SendNotice(kind, one, incident.id, reason=BY_ITSELF, echo=incident.verified),)


def _asked(ended: Ended, rules: Closure, now: datetime) -> tuple[SendNotice, ...]:
    """Ask once more for the root cause; what belongs to another incident has its cause there."""
    if ended.above or not (ended.by_agent and rules.cause_days):
        return ()
    number, once = ended.incident.id, f"cause:{ended.incident.id}:{now.isoformat()}"
    kind, workers = NoticeKind.AGENT_NOTICE, Addressee.WORKERS
    return (SendNotice(kind, workers, number, reason=CAUSE_MISSING, once=once),)


def _reviewed(ended: Ended, rules: Closure) -> tuple[SendNotice, ...]:
    """Send the review to who had it and to the manager; what a grave one covers has none."""
    covered = any(one.is_major or one.priority is Priority.P1 for one in ended.above)
    if covered or not (rules.reviews and wants_review(ended.incident)):
        return ()
    closed_at = ended.incident.closed_at
    once = f"review:{ended.incident.id}:{closed_at.isoformat() if closed_at else ''}"
    kind, readers = NoticeKind.REVIEW, Addressee.REVIEWERS
    return (SendNotice(kind, readers, ended.incident.id, once=once),)
