"""Alerts in memory."""

from dataclasses import replace
from datetime import datetime

from support.memory_state import State

from mailflow.core.records import AlertGroup, AlertMember


class MemoryAlerts:
    """Keeps the contract `Alerts`."""

    def __init__(self, state: State) -> None:
        self._state = state

    def member(self, monitor: str, key: str) -> AlertMember | None:
        return self._state.alert_members.get((monitor, key))

    def keep_member(self, member: AlertMember) -> None:
        self._state.alert_members[member.monitor, member.deduplication_key] = member

    def move_members(self, incident_id: int, to: int) -> None:
        for key, one in self._state.alert_members.items():
            if one.incident_id == incident_id:
                self._state.alert_members[key] = replace(one, incident_id=to)

    def members_open(self, incident_id: int, limit: int) -> tuple[AlertMember, ...]:
        return tuple(self._open(incident_id)[:limit])

    def count_open(self, incident_id: int) -> int:
        return len(self._open(incident_id))

    def _open(self, incident_id: int) -> list[AlertMember]:
        everything = self._state.alert_members.values()
        found = [m for m in everything if m.incident_id == incident_id and not m.recovered]
        return sorted(found, key=lambda one: (one.changed_at, one.deduplication_key))

    def group(self, incident_id: int) -> AlertGroup | None:
        return self._state.alert_groups.get(incident_id)

    def newest_group(self, monitor: str) -> AlertGroup | None:
        found = [one for one in self._state.alert_groups.values() if one.monitor == monitor]
        return max(found, key=lambda one: one.incident_id, default=None)

    def keep_group(self, group: AlertGroup) -> None:
        self._state.alert_groups[group.incident_id] = group

    def due(self, now: datetime, limit: int) -> tuple[AlertGroup, ...]:
        waiting = (one for one in self._state.alert_groups.values() if one.news_due is not None)
        found = [(one.news_due, one.incident_id, one) for one in waiting if one.news_due]
        return tuple(one for due, _, one in sorted(found, key=lambda f: f[:2]) if due <= now)[
            :limit
        ]
