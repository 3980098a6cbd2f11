"""What a worker remembers from one look of the clock to the next."""

from dataclasses import dataclass, field
from datetime import date, datetime

from mailflow.containing import Failing
from mailflow.escalation import NO_CATCH_UP, CatchUp
from mailflow.recalling import Whole


@dataclass(slots=True)
class Memory:
    """What one look of the clock leaves to the next; a worker that is gone needs none of it."""

    catch_up: CatchUp = NO_CATCH_UP
    sealed_at: datetime | None = None
    reminded_at: datetime | None = None
    weighed_at: datetime | None = None
    placed_at: datetime | None = None
    placed_whole: Whole | None = None
    absences_at: datetime | None = None
    digested_at: datetime | None = None
    alike_at: datetime | None = None
    proposed_on: date | None = None
    idle: set[str] = field(default_factory=set)
    night: str | None = None
    refused: set[int] = field(default_factory=set)
    failing: dict[str, Failing] = field(default_factory=dict)

    def failing_at(self, look: str, subject: str = "incident") -> Failing:
        """Return what fails at a look of the clock."""
        return self.failing.setdefault(look, Failing(look, subject))
