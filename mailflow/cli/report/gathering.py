"""What a report is made of: the stored version, and what the desk has seen of it since."""

from datetime import datetime, timedelta

from classifiers.errors import ClassifierError
from classifiers.figures import VersionFigures
from classifiers.persistence import load
from classifiers.words import telling_words
from mailflow.adapters.figures import drifts
from mailflow.adapters.store.contract import Work
from mailflow.cli.report.subject import Report, Words
from mailflow.core.classifier_versions import ClassifierVersion, verdict_of
from mailflow.core.sentence_parts import sentence_line
from mailflow.errors import FiguresError
from mailflow.finished import judged_by_agents
from mailflow.watching import MOST, by_month, suggested

SHOWN = timedelta(days=365)


def report_of(work: Work, version: ClassifierVersion, *, key: bytes, now: datetime) -> Report:
    """Return the report of a version, with what agents made of suggestions in the last year."""
    verdict = verdict_of(version)
    ended = judged_by_agents(work, now - SHOWN, MOST)
    return Report(
        number=version.id,
        created_at=version.created_at,
        origin=version.origin,
        sha256=version.sha256,
        active=work.classifiers.active_id() == version.id,
        figures=_figures(version),
        champion=version.champion,
        promoted=verdict.promoted if verdict else None,
        reasons=verdict.reasons if verdict else (),
        sentence_model=sentence_line(version.card),
        words=_words(version, key),
        drifts=drifts(version.metrics, suggested(work, version.id, now - SHOWN)),
        corrections=tuple(one for one in by_month(ended) if one[1].judged),
    )


def _figures(version: ClassifierVersion) -> VersionFigures:
    try:
        return VersionFigures.from_dict(version.metrics)
    except ClassifierError as error:
        raise FiguresError(f"figures of classifier version {version.id}: {error}") from error


def _words(version: ClassifierVersion, key: bytes) -> Words:
    """Return the words of a version that can be read; any other has a report without."""
    try:
        classifier = load(version.content, key=key)
    except ClassifierError:
        return {}
    return {target: telling_words(classifier, target) for target in classifier.targets}
