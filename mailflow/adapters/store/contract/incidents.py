"""What a store knows of incidents and what belongs to them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from mailflow.core.records import Entry, Incident, IncidentEvent, IncidentLink, Participant
from models.enums import IncidentState


class Incidents(Protocol):
    """Incidents and what belongs to them."""

    def draw_id(self) -> int:
        """Return the next incident number."""

    def add(self, incident: Incident) -> None:
        """Store a new incident under the number drawn before."""

    def get(self, incident_id: int) -> Incident | None:
        """Return one incident, or None."""

    def update(self, incident: Incident) -> Incident:
        """Store changed fields; ConflictError unless `version` is the stored one."""

    def listed(
        self, states: Sequence[IncidentState] = (), *, limit: int = 100
    ) -> tuple[Incident, ...]:
        """Return incidents in these states (all where none is named), newest first."""

    def overdue(self, now: datetime, *, limit: int = 100) -> tuple[Incident, ...]:
        """Return unfinished incidents, not on hold, with a missed target nobody was told of.

        By priority, then by the first due moment nobody was told of.
        """

    def calling(self, now: datetime, *, limit: int = 100) -> tuple[Incident, ...]:
        """Return incidents about which somebody is to be called: `core.escalations.call_at`.

        Those too whose moment a clock that was ahead has put further off than a page can be. By
        priority, then by that moment.
        """

    def assigned_to(
        self, contact_id: int, *, states: Collection[IncidentState], limit: int = 100
    ) -> tuple[Incident, ...]:
        """Return the incidents of one person in these states, by priority and number."""

    def nearing(self, now: datetime, *, limit: int = 100) -> tuple[Incident, ...]:
        """Return unfinished incidents, not on hold, of which a warning is due and not told.

        By priority, then by the moment of the warning.
        """

    def waking(self, now: datetime, *, limit: int = 100) -> tuple[Incident, ...]:
        """Return incidents on hold whose wake-up has come, the earliest first."""

    def in_aftercare(self, now: datetime, *, limit: int = 100) -> tuple[Incident, ...]:
        """Return finished incidents that close now, lack a cause or are to be reviewed.

        The one that waits longest first.
        """

    def open_in_group(self, group_id: int) -> int:
        """Count the unfinished incidents of a support group."""

    def reassign(self, contact_id: int, to_id: int) -> int:
        """Give one person's incidents to another, the finished ones too; return how many."""

    def regroup(self, group_id: int, to_id: int) -> tuple[int, ...]:
        """Give a support group's unfinished incidents to another; return which."""

    def links(self, incident_id: int) -> tuple[IncidentLink, ...]:
        """Return how this incident stands to others, in the order in which they were made."""

    def linked_from(self, incident_id: int) -> tuple[IncidentLink, ...]:
        """Return how others stand to this incident; `other_id` is the other one."""

    def add_link(self, incident_id: int, link: IncidentLink) -> None:
        """Remember how it stands to another; a known link is left as it is."""

    def remove_link(self, incident_id: int, link: IncidentLink) -> None:
        """Forget how it stands to another."""

    def merged_into(self, incident_id: int) -> tuple[int, ...]:
        """Return the incidents that were merged into this one, a hundred at most."""

    def participants(self, incident_id: int) -> tuple[Participant, ...]:
        """Return who takes part."""

    def add_participant(self, incident_id: int, participant: Participant) -> None:
        """Add somebody; one who takes part already is left as he is."""

    def set_participant(self, incident_id: int, participant: Participant) -> None:
        """Add somebody, or give one who takes part another role."""

    def remove_participant(self, incident_id: int, address: str) -> None:
        """Let somebody take part no longer."""

    def entries(self, incident_id: int) -> tuple[Entry, ...]:
        """Return the conversation, oldest first."""

    def last_entries(
        self, incident_ids: Sequence[int], number: int
    ) -> tuple[tuple[int, Entry], ...]:
        """Return so many texts from the end of these conversations as one, oldest first.

        Each with the incident in which it stands.
        """

    def add_entry(self, incident_id: int, entry: Entry) -> None:
        """Add a text to the conversation."""

    def events(self, incident_id: int) -> tuple[IncidentEvent, ...]:
        """Return the history, oldest first."""

    def add_event(self, incident_id: int, event: IncidentEvent) -> None:
        """Add to the history."""

    def commands_of(self, notice_id: int) -> frozenset[str]:
        """Return the commands that ran under this notice."""

    def add_command(
        self, notice_id: int, command: str, incident_id: int, mail_id: int | None, at: datetime
    ) -> None:
        """Remember that it ran; ConflictError when it did before."""
