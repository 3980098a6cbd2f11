"""Priority from impact and urgency (ITIL 4 incident management)."""

from models.enums import Level, Priority

_RANK = {Level.HIGH: 1, Level.MEDIUM: 2, Level.LOW: 3}


def priority_of(impact: Level, urgency: Level) -> Priority:
    """Return impact + urgency - 1 on the scale P1..P5."""
    return Priority(f"P{_RANK[impact] + _RANK[urgency] - 1}")
