"""What a report is made of: the stored version, and what the desk has seen of it since."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from classifiers.errors import ClassifierError
from classifiers.figures import Drift, VersionFigures
from classifiers.persistence import load
from classifiers.words import telling_words
from mailflow.adapters.store.contract import Work
from mailflow.cli.report.subject import Corrections, Report, Words
from mailflow.core.categorisation import Guess, suggestion_of
from mailflow.core.classifier_versions import ClassifierVersion
from mailflow.core.training_data import ClosedIncident
from mailflow.errors import FiguresError, NotFoundError
from models.enums import LabelSource

MONTHS_SHOWN = timedelta(days=365)


def report_of(work: Work, number: int | None, *, key: bytes, now: datetime) -> Report:
    """Return the report of one version, of the active one without a number."""
    version = _version(work, number)
    figures = _figures(version)
    seen = [one for labelled in (True, False) for one in _seen(work, now, labelled=labelled)]
    reasons = version.verdict.get("reasons")
    return Report(
        number=version.id,
        created_at=version.created_at,
        origin=version.origin,
        sha256=version.sha256,
        active=work.classifiers.active_id() == version.id,
        figures=figures,
        champion=version.champion,
        promoted=bool(version.verdict.get("promoted")) if reasons else None,
        reasons=tuple(map(str, reasons)) if isinstance(reasons, list) else (),
        words=_words(version, key),
        drifts=tuple(_drifts(figures, seen, version.id)),
        corrections=tuple(corrections_by_month(seen)),
    )


def _version(work: Work, number: int | None) -> ClassifierVersion:
    version = work.classifiers.active() if number is None else work.classifiers.get(number)
    if version is None and number is None:
        raise NotFoundError("no classifier is active, so nothing is suggested; run `mailflow init`")
    if version is None:
        raise NotFoundError(f"there is no classifier version {number}")
    return version


def _figures(version: ClassifierVersion) -> VersionFigures:
    try:
        return VersionFigures.from_dict(version.metrics)
    except ClassifierError as error:
        raise FiguresError(f"figures of classifier version {version.id}: {error}") from error


def _words(version: ClassifierVersion, key: bytes) -> Words:
    """Return the words of a version that can be read; the others have a report without."""
    try:
        classifier = load(version.content, key=key)
    except ClassifierError:
        return {}
    return {target: telling_words(classifier, target) for target in classifier.targets}


def _seen(work: Work, now: datetime, *, labelled: bool) -> tuple[ClosedIncident, ...]:
    return work.training.closed(labelled=labelled, since=now - MONTHS_SHOWN)


def _drifts(
    figures: VersionFigures, seen: Sequence[ClosedIncident], number: int
) -> Iterator[Drift]:
    """Yield how far what this version says has moved; nothing where it has said nothing yet."""
    for found in figures.targets:
        guesses = [guess for guess in _guesses(seen, found.target, number) if guess.first]
        if guesses and found.reference:
            yield found.drift(
                (guess.first for guess in guesses), (guess.confidence for guess in guesses)
            )


def _guesses(seen: Iterable[ClosedIncident], target: str, number: int) -> Iterator[Guess]:
    for one in seen:
        suggestion = suggestion_of(one.suggestion)
        if suggestion and suggestion.version == number:
            by_target = {"category": suggestion.category, "urgency": suggestion.urgency}
            yield by_target.get(target, suggestion.impact)


def corrections_by_month(seen: Iterable[ClosedIncident]) -> Iterator[Corrections]:
    """Yield how many suggested categories agents replaced, month by month.

    What was applied by itself and nobody touched counts as right; what was only shown counts
    where a person set the category.
    """
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in seen:
        suggestion = suggestion_of(one.suggestion)
        guess = suggestion.category if suggestion else Guess()
        is_human = one.category_source is LabelSource.HUMAN
        if guess.label or (guess.first and is_human):
            month = counts[f"{one.at:%Y-%m}"]
            month[0] += 1
            month[1] += is_human and one.category != guess.first
    return (Corrections(month, *numbers) for month, numbers in sorted(counts.items()))
