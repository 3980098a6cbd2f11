"""What happened to a group of alerts is told when it is due: many of them in one mail (ADR 12)."""

from datetime import datetime

from mailflow.adapters.store.contract import Work
from mailflow.applying import Applier
from mailflow.containing import Failing
from mailflow.core.alert_groups import LISTED, listed, news_of, once_of, told
from mailflow.core.effects import Decision, Effect, KeepAlert
from mailflow.core.records import AlertGroup
from mailflow.core.sending import Addressee, SendNotice
from mailflow.desk import Desk
from models.enums import NoticeKind

LIMIT = 100  # of groups for each look, which holds up everybody else meanwhile


def due(work: Work, now: datetime, failing: Failing, limit: int = LIMIT) -> tuple[AlertGroup, ...]:
    """Return the groups whose news is due."""
    found = work.alerts.due(now, failing.reach(limit))
    return failing.left(found, lambda one: one.incident_id, now, limit)


def tell_of_alerts(work: Work, desk: Desk, now: datetime, failing: Failing) -> int:
    """Tell the agents of every group whose news is due; return of how many they were told."""
    work.take_turn()
    told = 0
    for group in due(work, now, failing):
        with failing.contained(work, group.incident_id, now):
            Applier(work, desk, None, None, now).apply(_decided(work, group))
            told += 1
    return told


def _decided(work: Work, group: AlertGroup) -> Decision:
    incident = work.incidents.get(group.incident_id)
    kept = KeepAlert(group.incident_id, told(group))
    if incident is None:
        return Decision((kept,), (("alerts", "the incident is gone"),))
    still_open = work.alerts.count_open(group.incident_id)
    reason = news_of(incident, group, still_open)
    notices: tuple[Effect, ...] = ()
    if reason is not None:
        members = work.alerts.members_open(group.incident_id, LISTED)
        notice = SendNotice(
            NoticeKind.AGENT_NOTICE,
            Addressee.WORKERS,
            incident.id,
            reason=reason,
            text=listed(members, still_open) if reason == "alerts" else "",
            once=once_of(group),
            alerts_total=group.size,
            alerts_open=still_open,
        )
        notices = (notice,)
    return Decision((*notices, kept), (("alerts", reason or "nothing to tell"),))
