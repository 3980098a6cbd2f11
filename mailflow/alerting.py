"""What happened to a group of alerts is told when it is due: many of them in one mail (ADR 12)."""

from datetime import datetime

from mailflow.adapters.store.contract import Work
from mailflow.applying import Applier
from mailflow.core.alert_groups import LISTED, listed, news_of, once_of, told
from mailflow.core.effects import Decision, Effect, KeepAlert
from mailflow.core.records import AlertGroup
from mailflow.core.sending import Addressee, SendNotice
from mailflow.desk import Desk
from models.enums import NoticeKind

LIMIT = 100  # of groups for each look, which holds up everybody else meanwhile


def tell_of_alerts(work: Work, desk: Desk, now: datetime, limit: int = LIMIT) -> int:
    """Tell the agents of every group whose news is due; return how many groups that were."""
    work.take_turn()
    due = work.alerts.due(now, limit)
    for group in due:
        Applier(work, desk, None, None, now).apply(_decided(work, group))
    return len(due)


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
