"""What the desk makes of a classifier's suggestion, and of none."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from mailflow.core.article_finding import WORDS, Fitting
from mailflow.sections import Category
from models.enums import LabelSource, Level

READ_CHARACTERS = 2000
TARGETS = ("category", "urgency", "impact")


@dataclass(frozen=True, slots=True)
class Guess:
    """One label with its calibrated confidence (0..1) and the words that spoke for it.

    `label` is empty where the classifier abstains, and where what it would say is not applied by
    itself; `alternatives` are the likeliest labels. `threshold` is the confidence it had to reach;
    `is_sure` says that it would have suggested the first one, applied or not.
    """

    label: str = ""
    confidence: float = 0.0
    alternatives: tuple[tuple[str, float], ...] = ()
    reasons: tuple[str, ...] = ()
    threshold: float = 0.0
    is_sure: bool = False

    @property
    def first(self) -> str:
        """The likeliest label, applied or not."""
        return self.label or (self.alternatives[0][0] if self.alternatives else "")

    @property
    def likelihood(self) -> float:
        """How likely the likeliest label is."""
        return (
            self.confidence
            if self.label
            else max((one for _, one in self.alternatives), default=0.0)
        )

    @property
    def sureness(self) -> str:
        """What becomes of it, in a word or two."""
        return "applied" if self.label else "sure, not applied" if self.is_sure else "unsure"


@dataclass(frozen=True, slots=True)
class Circumstance:
    """What the desk knows of a mail besides its text: of its sender, and of others like it.

    `monitoring` is what a monitor says (down, warning, up), `reporters` how many report the same.
    """

    vip: bool = False
    monitoring: str = ""
    reporters: int = 1


NOTHING_KNOWN = Circumstance()


@dataclass(frozen=True, slots=True)
class Similar:
    """A resolved incident that a text resembles, by so much (0..1); nothing of what it says."""

    reference: str
    similarity: float
    category: str = ""

    @property
    def line(self) -> str:
        """It in a few words for administrators."""
        about = f"{self.category}, " if self.category else ""
        return f"{self.reference} ({about}{self.similarity:.0%})"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the classifier says of one mail: `version` is the one that said it, 0 where none did."""

    category: Guess = Guess()
    urgency: Guess = Guess()
    impact: Guess = Guess()
    circumstance: Circumstance = NOTHING_KNOWN
    version: int = 0
    similar: tuple[Similar, ...] = ()
    articles: tuple[Fitting, ...] = ()


@dataclass(frozen=True, slots=True)
class Categorisation:
    """The labels of a new incident and where each comes from."""

    category: str | None
    category_source: LabelSource
    urgency: Level
    urgency_source: LabelSource
    impact: Level


NO_SUGGESTION = Suggestion()


def categorise(suggestion: Suggestion, categories: Mapping[str, Category]) -> Categorisation:
    """Apply a confident suggestion as *suggested*; leave the rest to people.

    Impact comes from the category's default (ITIL 4: impact is what the service tells us, not
    what the user writes) unless the classifier is sure; urgency is medium where it abstains.
    A label that is no category of the desk any more is none.
    """
    label, urgency, impact = (
        one.label for one in (suggestion.category, suggestion.urgency, suggestion.impact)
    )
    known = categories.get(label)
    category = label if known else None
    default = Level(known.impact) if known else Level.MEDIUM
    return Categorisation(
        category=category,
        category_source=LabelSource.SUGGESTED if category else LabelSource.NONE,
        urgency=Level(urgency) if urgency in set(Level) else Level.MEDIUM,
        urgency_source=LabelSource.SUGGESTED if urgency in set(Level) else LabelSource.NONE,
        impact=Level(impact) if impact in set(Level) else default,
    )


def unanswered(
    suggestion: Suggestion | None, category: LabelSource, urgency: LabelSource
) -> Suggestion | None:
    """Return what is still suggested: nothing where a person said what it is."""
    if suggestion is None:
        return None
    return replace(
        suggestion,
        category=Guess() if category is LabelSource.HUMAN else suggestion.category,
        urgency=Guess() if urgency is LabelSource.HUMAN else suggestion.urgency,
    )


def suggestion_as_data(suggestion: Suggestion) -> dict[str, object]:
    """Return a suggestion as JSON data, to be kept on the incident."""
    guesses = {name: _as_data(getattr(suggestion, name)) for name in TARGETS}
    known = suggestion.circumstance
    beside: dict[str, object] = {"version": suggestion.version} if suggestion.version else {}
    if known != NOTHING_KNOWN:
        beside["circumstance"] = asdict(known)
    if suggestion.similar:
        beside["similar"] = [asdict(one) for one in suggestion.similar]
    if suggestion.articles:
        beside["articles"] = [asdict(one) for one in suggestion.articles]
    return {**guesses, **beside}


def _as_data(guess: Guess) -> dict[str, object]:
    return {
        "label": guess.label,
        "confidence": round(guess.confidence, 4),
        "alternatives": [[label, round(share, 4)] for label, share in guess.alternatives],
        "reasons": list(guess.reasons),
        "threshold": round(guess.threshold, 4),
        "sure": guess.is_sure,
    }


def suggestion_of(data: Mapping[str, object] | None) -> Suggestion | None:
    """Return the suggestion kept on an incident."""
    if not data:
        return None
    version = data.get("version", 0)
    category, urgency, impact = (_guess(data.get(name)) for name in TARGETS)
    return Suggestion(
        category,
        urgency,
        impact,
        circumstance=_circumstance(data.get("circumstance")),
        version=version if isinstance(version, int) else 0,
        similar=_similar(data.get("similar")),
        articles=_articles(data.get("articles")),
    )


def _guess(data: object) -> Guess:
    if not isinstance(data, dict):
        return Guess()
    return Guess(
        label=str(data.get("label", "")),
        confidence=float(data.get("confidence", 0.0)),
        alternatives=tuple((str(name), float(p)) for name, p in data.get("alternatives", [])),
        reasons=tuple(str(reason) for reason in data.get("reasons", [])),
        threshold=float(data.get("threshold", 0.0)),
        is_sure=bool(data.get("sure", data.get("label"))),
    )


def _similar(data: object) -> tuple[Similar, ...]:
    kept = [one for one in data if isinstance(one, dict)] if isinstance(data, list) else []
    return tuple(
        Similar(str(one["reference"]), float(one["similarity"]), str(one.get("category", "")))
        for one in kept
    )


def _articles(data: object) -> tuple[Fitting, ...]:
    kept = [one for one in data if isinstance(one, dict)] if isinstance(data, list) else []
    return tuple(
        Fitting(
            int(one["article_id"]),
            float(one["score"]),
            str(one.get("basis", WORDS)),
            bool(one.get("is_known_error")),
            bool(one.get("is_sure")),
        )
        for one in kept
    )


def _circumstance(data: object) -> Circumstance:
    if not isinstance(data, dict):
        return NOTHING_KNOWN
    return Circumstance(
        vip=bool(data.get("vip")),
        monitoring=str(data.get("monitoring", "")),
        reporters=int(data.get("reporters", 1)),
    )


def classified_text(subject: str, text: str) -> str:
    """Return what the classifier reads of a mail: subject, blank line, new text.

    What a mail is about stands at its start; pasted logs follow.
    """
    return f"{subject}\n\n{text}"[:READ_CHARACTERS]
