"""Priority from impact and urgency (ITIL 4 incident management), and the rules above the matrix."""

from dataclasses import dataclass

from mailflow.service_sections import PriorityMatrix
from models.enums import Level, Priority, PrioritySource

_SCALE = tuple(Priority)
_RULES = {
    PrioritySource.MATRIX: "",
    PrioritySource.VIP: "; raised, the requester is a VIP",
    PrioritySource.MAJOR: "; raised, it is a major incident",
    PrioritySource.HAND: "; given by an agent",
}


@dataclass(frozen=True, slots=True)
class Ranking:
    """A priority, and by which rule it is that one."""

    priority: Priority
    source: PrioritySource = PrioritySource.MATRIX


def ranked(
    impact: Level, urgency: Level, matrix: PriorityMatrix, *, vip: bool, major: bool = False
) -> Ranking:
    """Return the priority by the matrix, raised for a VIP requester and for a major incident.

    `vip` says whether the requester is known to be one: nobody is on his word alone.
    """
    found = Ranking(matrix.of(impact, urgency))
    if vip and matrix.vip == "urgency":
        found = _raised(found, matrix.of(impact, _more(urgency)), PrioritySource.VIP)
    elif vip and matrix.vip == "priority":
        above = _SCALE[max(_SCALE.index(found.priority) - 1, 0)]
        found = _raised(found, above, PrioritySource.VIP)
    return _raised(found, matrix.major, PrioritySource.MAJOR) if major and matrix.major else found


def _raised(found: Ranking, priority: Priority, source: PrioritySource) -> Ranking:
    """Return the higher of both priorities; a rule that changes nothing is no reason."""
    return Ranking(priority, source) if priority < found.priority else found


def _more(urgency: Level) -> Level:
    return Level.MEDIUM if urgency is Level.LOW else Level.HIGH


def why(ranking: Ranking, impact: Level, urgency: Level) -> str:
    """Return in a few words how a priority was found, for those who ask why."""
    levels = f"impact {impact.value}, urgency {urgency.value}"
    return f"{ranking.priority.value}: {levels}{_RULES[ranking.source]}"
