"""What the desk advises its agents to do about incidents of a category."""

from collections.abc import Mapping
from dataclasses import dataclass

from mailflow.core.categorisation import Suggestion
from mailflow.sections import Category

LIKELY = 0.5

OCCASIONS = frozenset(
    {"new", "assigned", "escalated", "regrouped", "split", "alert", "released", "show"}
)
"""Reasons of notices after which somebody begins to work: there he reads it, not each time."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """A short advice, a few steps, and a link to more.

    `suggested` is the category it is for, where that is only what the classifier supposes.
    """

    advice: str = ""
    checklist: tuple[str, ...] = ()
    link: str = ""
    suggested: str = ""

    def __bool__(self) -> bool:
        """Whether there is anything to read."""
        return bool(self.advice or self.checklist or self.link)


NO_GUIDANCE = Guidance()


def guidance_of(
    category: str | None, suggestion: Suggestion | None, known: Mapping[str, Category]
) -> Guidance:
    """Return what is advised of a category; without one, of that which is likelier than not.

    A classifier that has not earned to apply anything names it all the same, and who reads it
    sees at once whether it fits.
    """
    if category:
        return _of(category, known)
    guess = suggestion.category if suggestion else None
    if guess is None or guess.likelihood < LIKELY:
        return NO_GUIDANCE
    return _of(guess.first, known, suggested=guess.first)


def _of(name: str, known: Mapping[str, Category], suggested: str = "") -> Guidance:
    one = known.get(name)
    return Guidance(one.advice, one.checklist, one.guideline, suggested) if one else NO_GUIDANCE
