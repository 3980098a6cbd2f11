"""The clock: read here and nowhere else, so that tests and the demo can turn it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Returns the moment, aware, in UTC."""


def system_clock() -> datetime:
    """Return the real moment in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class ShiftedClock:
    """A clock that runs as the real one does, ahead of it by `ahead`, which may be raised."""

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        """Return the shifted moment."""
        return system_clock() + self.ahead

    def skip(self, duration: timedelta) -> None:
        """Turn the clock on."""
        self.ahead += duration


def pause(seconds: float) -> None:
    """Wait; for loops that have nothing better to wait for."""
    time.sleep(seconds)
