"""What a store knows of alerts: the things that monitors watch, and the incidents they are in."""

from datetime import datetime
from typing import Protocol

from mailflow.core.records import AlertGroup, AlertMember


class Alerts(Protocol):
    """Alerts by their monitor and deduplication key, and the groups that share an incident."""

    def member(self, monitor: str, key: str) -> AlertMember | None:
        """Return the thing that this monitor calls so, in the newest incident it was in."""

    def keep_member(self, member: AlertMember) -> None:
        """Store a thing as it stands now; it belongs to this incident from here on."""

    def move_members(self, incident_id: int, to: int) -> None:
        """Let the things of an incident belong to the one that it was merged into."""

    def members_open(self, incident_id: int, limit: int) -> tuple[AlertMember, ...]:
        """Return things of an incident that have not recovered, longest first."""

    def count_open(self, incident_id: int) -> int:
        """Count the things of an incident that have not recovered."""

    def group(self, incident_id: int) -> AlertGroup | None:
        """Return the group of an incident, None where no alert opened it."""

    def newest_group(self, monitor: str) -> AlertGroup | None:
        """Return the group of the newest incident that this monitor opened."""

    def keep_group(self, group: AlertGroup) -> None:
        """Store a group as it stands now."""

    def due(self, now: datetime, limit: int) -> tuple[AlertGroup, ...]:
        """Return groups whose news is to be told by now, longest due first."""
