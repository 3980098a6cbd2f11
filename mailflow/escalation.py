"""Escalation by time: incidents past a target are told to their group's manager, once."""

from datetime import datetime

from mailflow.adapters.store.contract import Work
from mailflow.applying import Applier
from mailflow.core.effects import Addressee, ChangeIncident, Decision, Effect, SendNotice
from mailflow.core.records import Incident
from mailflow.core.service_levels import missed_targets
from mailflow.desk import Desk
from models.enums import EscalationCause, NoticeKind

THE_CLOCK = "clock"


def escalate(work: Work, desk: Desk, now: datetime) -> tuple[Incident, ...]:
    """Tell managers of every target missed since the last look; return the incidents."""
    work.take_turn()
    late = work.incidents.overdue(now)
    applier = Applier(work, desk, None, None, now)
    for incident in late:
        applier.apply(decide(incident, now))
    return late


def decide(incident: Incident, now: datetime) -> Decision:
    """Return the effects of the missed targets of one incident (pure)."""
    effects: list[Effect] = []
    for cause in missed_targets(incident, now):
        due = incident.response_due
        if cause is EscalationCause.RESOLUTION:
            due = incident.resolution_due
        marked = ((f"{cause.value}_escalated_at", now),)
        effects += [
            ChangeIncident(incident.id, marked, THE_CLOCK),
            SendNotice(
                NoticeKind.ESCALATION,
                Addressee.MANAGER,
                incident.id,
                reason=cause.value,
                late=due,
                once=f"escalation:{incident.id}:{cause.value}",
            ),
        ]
    return Decision(tuple(effects), (("escalation", f"{len(effects) // 2} targets missed"),))
