"""What a store knows of drills."""

from typing import Protocol

from mailflow.core.drills import Drill


class Drills(Protocol):
    """Practice incidents, who has them and how far they are."""

    def add(self, drill: Drill) -> int:
        """Store a new one (its id is given); return its number."""

    def get(self, drill_id: int) -> Drill | None:
        """Return one drill, or None."""

    def of_mail(self, mail_id: int) -> Drill | None:
        """Return the drill whose incident this mail opens."""

    def of_incident(self, incident_id: int) -> Drill | None:
        """Return the drill that an incident belongs to."""

    def open(self) -> tuple[Drill, ...]:
        """Return those that have not ended, oldest first."""

    def listed(self, *, limit: int = 100) -> tuple[Drill, ...]:
        """Return drills, newest first."""

    def update(self, drill: Drill) -> None:
        """Store its incident, what was sent and its end; NotFoundError where there is none."""

    def commands(self, incident_id: int) -> tuple[str, ...]:
        """Return the commands that ran in an incident, in their order."""
