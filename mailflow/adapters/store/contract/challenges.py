"""What a store knows of the questions to agents."""

from datetime import datetime
from typing import Protocol

from mailflow.core.records import Challenge
from models.enums import ChallengeState


class Challenges(Protocol):
    """Questions to agents whose mail could not be proven to be theirs."""

    def add(self, challenge: Challenge) -> None:
        """Store a new one (its id is given); an open one of the same agent there is replaced."""

    def open(self, contact_id: int, incident_id: int) -> Challenge | None:
        """Return the one that this agent has to answer about this incident."""

    def note_wrong_code(self, challenge_id: int, at: datetime, most: int) -> None:
        """Count a wrong code; at `most` of them the challenge is spent."""

    def settle(self, challenge_id: int, state: ChallengeState, at: datetime) -> None:
        """Give it its end; ConflictError where it has one."""

    def number_since(self, contact_id: int, since: datetime) -> int:
        """Return how many this agent got."""
