"""The gate: whether a candidate may take the champion's place, and why (promise P21).

Pure: the same comparisons give the same verdict. A candidate must be worse in nothing, and
better in something: by the paired test, or with more suggestions at the precision wanted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from classifiers.comparison import Comparison

FEWEST_ROWS: Final = 20
SIGNIFICANCE: Final = 0.05
F1_MARGIN: Final = 0.01
CALIBRATION_MARGIN: Final = 0.04  # of few rows the error itself is uncertain by as much
WELL_CALIBRATED: Final = 0.03  # below it a difference is chance, or harms nobody
PRECISION_MARGIN: Final = 0.02


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the candidate is promoted; ``reasons`` are sentences, those against it first."""

    promoted: bool
    reasons: tuple[str, ...]


def judge(comparisons: Mapping[str, Comparison], *, wanted_precision: float) -> Verdict:
    """Return the verdict over every target that both have been asked about.

    A single target in which the candidate is worse keeps the champion; one in which it is better
    is enough.
    """
    against = [f"{target}: {why}" for target, one in comparisons.items() for why in _worse(one)]
    speaks_for = [
        f"{target}: {why}"
        for target, one in comparisons.items()
        for why in _better(one, wanted_precision)
    ]
    if against or not speaks_for:
        return Verdict(
            promoted=False,
            reasons=(*against, *speaks_for)
            or ("no target: neither better by the paired test nor equal with more coverage",),
        )
    return Verdict(promoted=True, reasons=tuple(speaks_for))


def _worse(found: Comparison) -> Iterator[str]:
    if found.rows < FEWEST_ROWS:
        yield f"only {found.rows} frozen rows to compare on, {FEWEST_ROWS} are wanted"
    if found.p_value < SIGNIFICANCE and found.only_champion > found.only_candidate:
        yield f"the champion has more rows right by McNemar's test ({_test(found)})"
    if found.macro_f1.value < -F1_MARGIN or found.macro_f1.is_below_zero:
        yield (
            f"macro-F1 falls from {found.champion.macro_f1:.3f} to {found.candidate.macro_f1:.3f}"
        )
    error = found.calibration_error
    is_off = error.value > CALIBRATION_MARGIN or error.is_above_zero
    if is_off and found.candidate.calibration_error > WELL_CALIBRATED:
        yield (
            f"the calibration error grows from {found.champion.calibration_error:.3f}"
            f" to {found.candidate.calibration_error:.3f}"
        )


def _better(found: Comparison, wanted_precision: float) -> Iterator[str]:
    if found.p_value < SIGNIFICANCE and found.only_candidate > found.only_champion:
        yield f"more rows right by McNemar's test ({_test(found)})"
    elif found.coverage.is_above_zero and _keeps_precision(found, wanted_precision):
        yield (
            f"as good ({_test(found)}), and suggests for {found.candidate.coverage:.0%} of rows"
            f" instead of {found.champion.coverage:.0%}"
        )


def _keeps_precision(found: Comparison, wanted_precision: float) -> bool:
    """Tell whether coverage was not bought with wrong suggestions."""
    ours, theirs = found.candidate.precision, found.champion.precision
    wanted = wanted_precision - PRECISION_MARGIN
    return ours is not None and (ours >= wanted or (theirs is not None and ours >= theirs))


def _test(found: Comparison) -> str:
    return f"{found.only_candidate} to {found.only_champion} rows, p = {found.p_value:.2g}"
