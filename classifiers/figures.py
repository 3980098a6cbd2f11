"""Every figure that the report of a version shows, as it is stored with the version.

There is no text of anybody in it: labels, counts, shares, and the identifiers of rows.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from classifiers.comparison import Comparison
from classifiers.curves import Forecast, Point
from classifiers.doubts import Doubt
from classifiers.drift import Shift, confidence_part, shift
from classifiers.records import as_plain, from_plain

FROZEN: Final = "frozen rows"
HELD_OUT: Final = "cross-validation"


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """How one label does; ``support`` counts the rows that bear it, ``guessed`` the guesses.

    ``trained`` is the number of rows it was learned from. Precision is None where it was never
    guessed, recall and F1 where no row bears it; ``champion_f1`` is the champion's on the same
    rows.
    """

    label: str
    trained: int
    support: int
    guessed: int
    precision: float | None
    recall: float | None
    f1: float | None
    champion_f1: float | None = None


@dataclass(frozen=True, slots=True)
class Bin:
    """The rows whose confidence lies in one of ten parts: what was promised, what came true."""

    low: float
    high: float
    rows: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Tradeoff:
    """What asking for at least ``confidence`` gives: the share suggested, and that rightly."""

    confidence: float
    coverage: float
    precision: float


@dataclass(frozen=True, slots=True)
class Confusion:
    """How many rows of a label were guessed as which other one."""

    label: str
    guess: str
    rows: int


@dataclass(frozen=True, slots=True)
class Drift:
    """How far what is guessed, and how surely, has moved since a version was measured."""

    target: str
    labels: Shift
    confidence: Shift


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How good the answers about one target are, all in [0, 1] but for ``rows`` and ``labels``.

    ``accuracy``, ``macro_f1`` (the mean of the labels' F1) and ``expected_calibration_error``
    count every row, confident or not. ``coverage`` is the share of rows for which a label was
    suggested and ``precision`` the share of those suggestions that were right, 0 when there
    were none. The baseline always says the most frequent label.
    """

    target: str
    rows: int
    labels: int
    accuracy: float
    macro_f1: float
    expected_calibration_error: float
    coverage: float
    precision: float
    baseline_accuracy: float
    baseline_macro_f1: float


@dataclass(frozen=True, slots=True)
class TargetFigures(Evaluation):
    """All about one target: the figures, the curves and the rows that look wrong.

    ``measured_on`` says on which rows: frozen ones that no version learns from, or, while there
    are too few of these, held-out folds of the training rows. ``reference`` (guesses) and
    ``reference_confidence`` (in ten bins) are what later mails are compared with for drift.
    """

    trained_rows: int = 0
    measured_on: str = HELD_OUT
    wanted_precision: float = 0.0
    threshold: float | None = None
    baseline_label: str = ""
    by_label: tuple[LabelFigures, ...] = ()
    confusions: tuple[Confusion, ...] = ()
    reliability: tuple[Bin, ...] = ()
    tradeoff: tuple[Tradeoff, ...] = ()
    curve: tuple[Point, ...] = ()
    forecast: Forecast | None = None
    doubts: tuple[Doubt, ...] = ()
    reference: tuple[tuple[str, int], ...] = ()
    reference_confidence: tuple[tuple[str, int], ...] = ()
    versus: Comparison | None = None

    def drift(self, guesses: Iterable[str], confidences: Iterable[float]) -> Drift:
        """Return how far later guesses and their confidence are from those of the measuring."""
        return Drift(
            self.target,
            shift(dict(self.reference), Counter(guesses)),
            shift(dict(self.reference_confidence), Counter(map(confidence_part, confidences))),
        )


@dataclass(frozen=True, slots=True)
class VersionFigures:
    """The figures of a version, by target."""

    targets: tuple[TargetFigures, ...] = ()

    @property
    def comparisons(self) -> dict[str, Comparison]:
        """What the gate judges: the targets that a champion was compared in."""
        return {one.target: one.versus for one in self.targets if one.versus}

    def as_dict(self) -> dict[str, object]:
        """Return the figures by target, ready for JSON."""
        return {one.target: as_plain(one) for one in self.targets}

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> "VersionFigures":
        """Return what ``as_dict`` gave; UnreadableFiguresError for anything else."""
        found = (from_plain(TargetFigures, one, name) for name, one in document.items())
        return cls(tuple(found))
