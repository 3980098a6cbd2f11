"""What commands say of a classifier version: as a document, and in lines."""

from collections.abc import Iterator, Mapping

from mailflow.adapters.store.contract import Work
from mailflow.cli.documents import Document
from mailflow.core.classifier_versions import ClassifierVersion, verdict_of
from mailflow.core.sentence_parts import sentence_line
from mailflow.errors import NotFoundError
from mailflow.promoting import known_version

FIGURES = (
    ("rows", "rows"),
    ("accuracy", "accuracy"),
    ("macro_f1", "macro-F1"),
    ("baseline_macro_f1", "majority macro-F1"),
    ("expected_calibration_error", "calibration error"),
    ("coverage", "coverage"),
    ("precision", "precision"),
)


def version_document(version: ClassifierVersion, *, has_bytes: bool) -> Document:
    """Return a version as JSON data; `bytes` says whether it can still be loaded."""
    return {
        "id": version.id,
        "active": version.active,
        "origin": version.origin,
        "created_at": version.created_at,
        "sha256": version.sha256,
        "bytes": has_bytes,
        "champion": version.champion,
        "verdict": version.verdict,
        "proof": version.proof,
        "card": version.card,
        "metrics": version.metrics,
    }


def version_lines(version: ClassifierVersion) -> Iterator[str]:
    """Yield what people want to know of a version."""
    for target, figures in version.metrics.items():
        if isinstance(figures, Mapping):
            yield f"{target}: {_figures(figures)}"
    for target, proof in version.proof.items():
        if isinstance(proof, Mapping):
            yield f"{target}: {_proven(proof)}"
    if said := sentence_line(version.card):
        yield said
    verdict = verdict_of(version)
    if verdict is not None:
        yield f"gate: {'passed' if verdict.promoted else 'refused'}"
        yield from (f"  {reason}" for reason in verdict.reasons)


def _figures(figures: Mapping[str, object]) -> str:
    shown = [f"{title} {_number(figures[name])}" for name, title in FIGURES if name in figures]
    measured = figures.get("measured_on")
    return ", ".join(shown) + (f" ({measured})" if measured else "")


def _number(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _proven(proof: Mapping[str, object]) -> str:
    earned = "applied by itself" if proof.get("earned") else "only suggested"
    source = f" ({proof['source']})" if proof.get("source") else ""
    return f"{earned}: sure {proof.get('rows')} times, right {proof.get('right')} times{source}"


def wanted_version(work: Work, version: int | None) -> ClassifierVersion:
    """Return a version, without a number the active one; NotFoundError where there is none."""
    if version is not None:
        return known_version(work, version)
    active = work.classifiers.active()
    if active is None:
        raise NotFoundError("no classifier is active, so nothing is suggested; run `mailflow init`")
    return active
