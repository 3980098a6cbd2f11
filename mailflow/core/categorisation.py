"""What the desk makes of a classifier's suggestion, and of none."""

from dataclasses import dataclass

from mailflow.settings import Category
from models.enums import LabelSource, Level


@dataclass(frozen=True, slots=True)
class Guess:
    """One label with its calibrated confidence (0..1) and the words that spoke for it.

    `label` is empty where the classifier abstains; `alternatives` are the likeliest labels.
    """

    label: str = ""
    confidence: float = 0.0
    alternatives: tuple[tuple[str, float], ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the classifier says of one mail."""

    category: Guess = Guess()
    urgency: Guess = Guess()


@dataclass(frozen=True, slots=True)
class Categorisation:
    """The labels of a new incident and where each comes from."""

    category: str | None
    category_source: LabelSource
    urgency: Level
    urgency_source: LabelSource
    impact: Level


NO_SUGGESTION = Suggestion()


def categorise(suggestion: Suggestion, categories: dict[str, Category]) -> Categorisation:
    """Apply a confident suggestion as *suggested*; leave the rest to people.

    Impact comes from the category's default (ITIL 4: impact is what the service tells us, not
    what the user writes); urgency is medium where the classifier abstains.
    """
    category = suggestion.category.label or None
    urgency = suggestion.urgency.label
    known = categories.get(category or "")
    return Categorisation(
        category=category,
        category_source=LabelSource.SUGGESTED if category else LabelSource.NONE,
        urgency=Level(urgency) if urgency in set(Level) else Level.MEDIUM,
        urgency_source=LabelSource.SUGGESTED if urgency in set(Level) else LabelSource.NONE,
        impact=Level(known.impact) if known else Level.MEDIUM,
    )


def suggestion_as_data(suggestion: Suggestion) -> dict[str, object]:
    """Return a suggestion as JSON data, to be kept on the incident."""
    guesses = {"category": suggestion.category, "urgency": suggestion.urgency}
    return {
        name: {
            "label": guess.label,
            "confidence": round(guess.confidence, 4),
            "alternatives": [[label, round(share, 4)] for label, share in guess.alternatives],
            "reasons": list(guess.reasons),
        }
        for name, guess in guesses.items()
    }


def suggestion_of(data: dict[str, object] | None) -> Suggestion | None:
    """Return the suggestion kept on an incident."""
    if not data:
        return None
    return Suggestion(category=_guess(data.get("category")), urgency=_guess(data.get("urgency")))


def _guess(data: object) -> Guess:
    if not isinstance(data, dict):
        return Guess()
    return Guess(
        label=str(data.get("label", "")),
        confidence=float(data.get("confidence", 0.0)),
        alternatives=tuple((str(name), float(p)) for name, p in data.get("alternatives", [])),
        reasons=tuple(str(reason) for reason in data.get("reasons", [])),
    )
