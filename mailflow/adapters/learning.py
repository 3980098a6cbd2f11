"""Learning a classifier version and judging it: from the desk's rows to bytes and figures.

Heavy: scikit-learn is imported here. Whoever only asks a classifier takes `adapters.classifier`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from classifiers.errors import ClassifierError, TooFewExamplesError
from classifiers.examples import Example, seed_corpus
from classifiers.figures import FROZEN, TargetFigures, VersionFigures
from classifiers.gate import FEWEST_ROWS, judge
from classifiers.measuring import measure_version
from classifiers.persistence import dump, fingerprint, load
from classifiers.prediction import Classifier
from classifiers.sentences import Remembered
from classifiers.training import fit
from mailflow.adapters.classifier import signals_of
from mailflow.core.classifier_versions import Proof, Verdict
from mailflow.core.sentence_parts import FAILED, MODEL, SHARE
from mailflow.core.training_data import Row
from mailflow.errors import NothingToLearnError
from mailflow.sections import Category

Progress = Callable[[str], None]
Card = Mapping[str, str | int | float]


def silent(_: str) -> None:
    """Tell nobody how far it is."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one version learns from and is measured with; `champion` are the bytes of the active.

    `sentences` is a sentence model whose scores are averaged in where that helps.
    """

    train: Sequence[Row]
    frozen: Sequence[Row]
    categories: Mapping[str, Category]
    wanted_precision: float
    champion: bytes | None = field(default=None, repr=False)
    sentences: Remembered | None = None


@dataclass(frozen=True, slots=True)
class Learned:
    """A version that is not stored yet, its figures, what the gate says, what it has earned."""

    content: bytes = field(repr=False)
    sha256: str
    card: Card
    figures: VersionFigures
    verdict: Verdict
    proof: dict[str, object]


def seed_rows() -> tuple[Row, ...]:
    """Return our own example mails."""
    return tuple(
        Row(
            identifier=f"seed-{one.identifier}",
            text=one.text,
            category=one.category,
            urgency=one.urgency,
            impact=one.impact,
            language=one.language,
            is_evidence=one.is_evidence,
        )
        for one in seed_corpus()
    )


def learn(lesson: Lesson, *, key: bytes, card: Card, progress: Progress = silent) -> Learned:
    """Learn, measure and judge one version; NothingToLearnError where there are too few rows.

    The same rows give the same bytes.
    """
    train, frozen = (examples_of(rows, lesson.categories) for rows in (lesson.train, lesson.frozen))
    sentences = asked_before(lesson.sentences, [*train, *frozen], progress)
    progress(f"learning from {len(lesson.train)} mails")
    classifier = _fitted(train, lesson.wanted_precision, sentences)
    champion = _loaded(lesson.champion, key, sentences)
    figures = measure_version(
        classifier,
        train,
        frozen,
        champion=champion,
        wanted_precision=lesson.wanted_precision,
        progress=progress,
        sentences=sentences,
    )
    card = {**card, **_sentence_card(classifier, sentences)}
    content = dump(classifier, key=key, card=card)
    return Learned(
        content=content,
        sha256=fingerprint(content),
        card=card,
        figures=figures,
        verdict=_verdict(figures, lesson, has_champion=champion is not None),
        proof={one.target: _proof(one).as_data(lesson.wanted_precision) for one in figures.targets},
    )


def _fitted(
    train: Sequence[Example], wanted_precision: float, sentences: Remembered | None
) -> Classifier:
    try:
        return fit(train, wanted_precision=wanted_precision, sentences=sentences)
    except TooFewExamplesError as error:
        raise NothingToLearnError(str(error)) from error


def asked_before(
    model: Remembered | None, examples: Sequence[Example], progress: Progress
) -> Remembered | None:
    """Ask a sentence model about all texts once, since each is needed many times."""
    if model is None:
        return None
    texts = [one.text for one in examples]
    asked = Remembered(model.model, most=len(texts), progress=progress)
    asked.vectors(texts)
    return asked


def _sentence_card(classifier: Classifier, sentences: Remembered | None) -> Card:
    """Return which sentence model was asked, and what held-out mails say that it is worth."""
    if sentences is None:
        return {}
    shares = {f"{SHARE}{target}": round(share, 4) for target, share in classifier.shares.items()}
    failed = {FAILED: sentences.failed} if sentences.failed else {}
    return {MODEL: sentences.name, **shares, **failed}


def examples_of(rows: Sequence[Row], categories: Mapping[str, Category]) -> list[Example]:
    """Return rows of the desk as the classifiers take them."""
    return [_example(one, categories.get(one.category or "")) for one in rows]


def _example(row: Row, category: Category | None) -> Example:
    return Example(
        text=row.text,
        category=row.category,
        urgency=row.urgency,
        language=row.language,
        identifier=row.identifier,
        impact=row.impact,
        signals=signals_of(row.circumstance, category.impact if category else ""),
        group=row.group,
        requester=row.requester,
        is_evidence=row.is_evidence,
    )


def _loaded(content: bytes | None, key: bytes, sentences: Remembered | None) -> Classifier | None:
    """Return the champion; one that cannot be read is none that could be worse."""
    if not content:
        return None
    try:
        return load(content, key=key).listening_to(sentences)
    except ClassifierError:
        return None


def _verdict(figures: VersionFigures, lesson: Lesson, *, has_champion: bool) -> Verdict:
    if not has_champion:
        return Verdict(promoted=True, reasons=("there is no version yet to be compared with",))
    if not figures.comparisons:
        found = f"{len(lesson.frozen)} frozen rows are too few to compare on"
        return Verdict(promoted=False, reasons=(f"{found}; {FEWEST_ROWS} are wanted of a target",))
    said = judge(figures.comparisons, wanted_precision=lesson.wanted_precision)
    return Verdict(said.promoted, said.reasons)


def _proof(figures: TargetFigures) -> Proof:
    """Only rows that no version learns from prove anything."""
    if figures.measured_on != FROZEN:
        return Proof(0, 0, figures.measured_on)
    accepted = round(figures.coverage * figures.rows)
    return Proof(accepted, round(figures.precision * accepted), FROZEN)
