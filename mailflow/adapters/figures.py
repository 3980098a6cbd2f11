"""The figures that are stored with a version, as far as the desk compares later mails with them."""

from collections.abc import Mapping, Sequence
from typing import Any

from classifiers.errors import ClassifierError
from classifiers.figures import Drift, VersionFigures
from classifiers.records import as_plain
from mailflow.core.categorisation import Guess, Suggestion
from mailflow.core.records import reference

Metrics = Mapping[str, Any]


def drifts(metrics: Metrics, suggestions: Sequence[Suggestion]) -> tuple[Drift, ...]:
    """Return how far suggestions have moved from what a version was measured with, by target."""
    try:
        figures = VersionFigures.from_dict(metrics)
    except ClassifierError:  # figures of an older mailflow have no reference to compare with
        return ()
    found = []
    for one in figures.targets:
        guesses: list[Guess] = [getattr(said, one.target) for said in suggestions]
        known = [guess for guess in guesses if guess.first]
        if known and one.reference:
            firsts = (guess.first for guess in known)
            found.append(one.drift(firsts, (guess.confidence for guess in known)))
    return tuple(found)


def plain(drift: Drift) -> dict[str, object]:
    """Return a drift as JSON data."""
    found: dict[str, object] = as_plain(drift)
    return found


def doubts(metrics: Metrics) -> tuple[tuple[int, str, str, float], ...]:
    """Return the incidents whose category looks wrong: number, category, the other, how sure."""
    category = metrics.get("category")
    listed = category.get("doubts", ()) if isinstance(category, dict) else ()
    prefix = reference(0)[:-1]
    return tuple(
        (
            int(str(one["identifier"]).removeprefix(prefix)),
            str(one["label"]),
            str(one["looks_like"]),
            float(one["confidence"]),
        )
        for one in listed
        if str(one["identifier"]).startswith(prefix)
    )
