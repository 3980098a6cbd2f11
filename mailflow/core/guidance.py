"""What the desk advises its agents to do about incidents of a category."""

from dataclasses import dataclass

OCCASIONS = frozenset(
    {"new", "assigned", "escalated", "regrouped", "split", "alert", "released", "show"}
)
"""Reasons of notices after which somebody begins to work: there he reads it, not each time."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """A short advice, a few steps, and a link to more."""

    advice: str = ""
    checklist: tuple[str, ...] = ()
    link: str = ""

    def __bool__(self) -> bool:
        """Whether there is anything to read."""
        return bool(self.advice or self.checklist or self.link)


NO_GUIDANCE = Guidance()
