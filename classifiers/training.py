"""Learning a classifier from labelled mails.

For each target several linear models are learned on the same features. How much each counts, how
their sum becomes a probability, which label is preferred, which confidence is asked for and what
strange mail looks like is read from rows the models were not learned from. This module needs
scikit-learn; prediction does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from classifiers.calibration import Calibration, Held
from classifiers.corpus import Corpus, count_corpus
from classifiers.deciding import decide, frequencies
from classifiers.dense import Embedder, learn_dense
from classifiers.distrust import contradicted, of_many
from classifiers.errors import TooFewExamplesError
from classifiers.examples import TARGETS, Example
from classifiers.features import Features, Floats, Rows, as_stored, probabilities
from classifiers.folds import ALWAYS_TRAINED, assign_folds, keep_lone_labels
from classifiers.hearing import is_helpful, sentence_scores, share_of
from classifiers.out_of_scope import Scope, measure_scope
from classifiers.planes import MODELS, Plane, blend, by_sentences, learn_planes
from classifiers.prediction import Averaged, Classifier, Head
from classifiers.settling import Target, settle
from classifiers.signal_strengths import RAISED, are_levels, assumed
from classifiers.thresholds import NEVER, choose_thresholds
from classifiers.trust import believe

FOLDS: Final = 5
SEED: Final = 20
WANTED_PRECISION: Final = 0.95
FEWEST_ROWS: Final = 20
FEW_ROWS: Final = 1_000  # so few that telling n-grams may serve better than frequent ones


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """What each row of a target gets from models that were not learned from it.

    ``rows`` are the corpus's, without those that are the only one of their label; ``truth`` is
    the column of each one's own label in ``labels``. ``probabilities`` has shape (rows, labels),
    ``said`` is the column of the label said first, ``scope`` is the share of rows stranger;
    ``is_strange`` are rows that would get no label for that.
    """

    labels: tuple[str, ...]
    rows: Rows
    truth: Rows
    probabilities: Floats
    said: Rows
    scope: Floats
    is_strange: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class _Lesson:
    """The labelled rows of a target, one label for each, and how features are chosen.

    ``of_many`` are the rows of requesters who sent many: no held-out score depends on them.
    """

    corpus: Corpus
    rows: Rows
    labels: tuple[str, ...]
    names: tuple[str, ...]
    of_many: NDArray[np.bool_]
    is_telling: bool

    @property
    def codes(self) -> Rows:
        """The column of each row's label."""
        column = {name: at for at, name in enumerate(self.names)}
        return np.array([column[label] for label in self.labels], dtype=np.intp)

    @property
    def places(self) -> Floats:
        """Where a sentence model says that each row's text lies."""
        return self.corpus.places[self.rows]

    def features(self, learned: Rows) -> Features:
        """Choose features from some of the rows, given by their places."""
        if not self.is_telling:
            return self.corpus.frequent(self.rows[learned])
        labels = [self.labels[at] for at in learned.tolist()]
        return self.corpus.telling(self.rows[learned], labels)

    def planes(self, features: Features, learned: Rows) -> tuple[Plane, ...]:
        """Learn the models from some of the rows, given by their places."""
        matrix = self.corpus.matrix(features, self.rows[learned])
        return learn_planes(matrix, self.codes[learned], len(self.names))


@dataclass(frozen=True, slots=True, eq=False)
class _Rehearsal:
    """Held-out scores of every model, and what they ask for.

    ``proof`` says how much each row counts as evidence, which may be not at all; rows of
    requesters who sent many, ``of_many``, have scores but no say.
    """

    lesson: _Lesson
    rows: Rows
    held: Held
    known: Floats
    calibration: Calibration
    preferred: Floats
    trust: Floats
    proof: Floats
    of_many: NDArray[np.bool_]

    @property
    def labels(self) -> tuple[str, ...]:
        return self.lesson.names

    @property
    def asked(self) -> Held:
        """The rows that have a say."""
        return self.held.at(np.flatnonzero(~self.of_many))

    @property
    def said(self) -> Rows:
        return decide(probabilities(self.calibration.logits(self.held)), self.preferred)

    @property
    def shares(self) -> Floats:
        return believe(probabilities(self.calibration.logits(self.held)), self.said, self.trust)

    @property
    def tops(self) -> Floats:
        mixed = np.tensordot(self.calibration.shares, self.held.scores, 1)
        return np.asarray(mixed.max(axis=1, initial=-np.inf))

    @property
    def loss(self) -> float:
        own = self.shares[np.arange(len(self.rows)), self.held.truth][~self.of_many]
        return float(-np.log(np.maximum(own, 1e-12)).mean()) if len(own) else np.inf

    @property
    def scope(self) -> Scope:
        return measure_scope(self.tops[~self.of_many], self.known[~self.of_many])


def fit(
    examples: Sequence[Example],
    *,
    wanted_precision: float = WANTED_PRECISION,
    min_rows: int = FEWEST_ROWS,
    sentences: Embedder | None = None,
) -> Classifier:
    """Learn every target that has ``min_rows`` labelled rows and two different labels.

    A label with a single row is learned but has no held-out score. A label's threshold is the
    lowest at which held-out suggestions are expected to be right in the share
    ``wanted_precision``, in (0, 1], of them; where none is, or where only examples that are no
    evidence would show it, that label is never suggested. Scores of a sentence model are averaged
    in for the targets that held-out rows say it helps. The same examples in the same order give
    the same classifier. Raises TooFewExamplesError when no target can be learned, and
    ValueError for a wanted precision out of range.
    """
    if not 0.0 < wanted_precision <= 1.0:
        raise ValueError(f"wanted_precision must be in (0, 1], not {wanted_precision}")
    corpus = count_corpus(examples, sentences)
    with threadpool_limits(limits=1):  # as quick, and the same bits on every machine
        found = _fit(corpus, wanted_precision, min_rows)
    if sentences is None or not any(head.averaged for head in found.heads):
        return found
    return replace(found, sentence_model=sentences.name, sentences=sentences)


def _fit(corpus: Corpus, wanted_precision: float, min_rows: int) -> Classifier:
    common = corpus.frequent(np.arange(corpus.size))
    heads = []
    for target in TARGETS:
        rows, labels = corpus.labelled(target)
        if len(rows) >= min_rows and len(set(labels)) > 1:
            head = learn_head(corpus, target, common=common, wanted_precision=wanted_precision)
            heads.append(head)
    if not heads:
        raise TooFewExamplesError(f"no target has {min_rows} labelled mails with different labels")
    return Classifier(tuple(heads), learn_dense(corpus.counted, np.arange(corpus.size)))


def learn_head(corpus: Corpus, target: str, *, common: Features, wanted_precision: float) -> Head:
    """Learn one target of a counted corpus, with two labels or more.

    ``common`` are the corpus's most frequent n-grams, which its targets share.
    """
    rows, labels, rehearsal, heard = _trusted(corpus, target)
    names, is_telling = rehearsal.labels, rehearsal.lesson.is_telling
    lesson = _Lesson(corpus, rows, tuple(labels), names, _of_many(corpus, rows, labels), is_telling)
    everything = np.arange(len(rows))
    features = lesson.features(everything) if is_telling else common
    planes = lesson.planes(features, everything)
    mixed = blend(planes, rehearsal.calibration.shares)
    head = Head(
        target=target,
        features=features,
        labels=rehearsal.labels,
        weights=as_stored(mixed.weights),
        bias=mixed.bias,
        offset=rehearsal.calibration.offset,
        signals=rehearsal.calibration.signals,
        preferred=rehearsal.preferred,
        trust=rehearsal.trust,
        thresholds=_thresholds(rehearsal, wanted_precision),
        scope=rehearsal.scope,
    )
    return head if heard is None else _averaged(head, lesson, heard, wanted_precision)


def _hear(alone: _Rehearsal) -> _Rehearsal | None:
    """Return what the averaged scores ask for; None where a sentence model is no help."""
    lesson = alone.lesson
    if not lesson.places.any() or alone.of_many.all():
        return None
    folds = _deal(lesson)
    scores = sentence_scores(
        lesson.places, lesson.codes, len(lesson.names), folds, without=lesson.of_many
    )
    tested = np.flatnonzero(folds != ALWAYS_TRAINED)
    words = np.tensordot(alone.calibration.shares, alone.held.scores, 1)
    found = _settle(lesson, np.stack([words, scores[tested]]), alone.known, tested)
    return found if is_helpful(found.asked, assumed(lesson.names)) else None


def _averaged(head: Head, lesson: _Lesson, heard: _Rehearsal, wanted_precision: float) -> Head:
    """Return a head that also knows what a sentence model's scores are worth."""
    calibration = heard.calibration
    plane = by_sentences(lesson.places, lesson.codes, len(lesson.names))
    linear, said = calibration.shares.tolist()
    settled = replace(
        head,
        offset=calibration.offset,
        signals=calibration.signals,
        preferred=heard.preferred,
        trust=heard.trust,
        thresholds=_thresholds(heard, wanted_precision),
        scope=heard.scope,
    )
    averaged = Averaged(
        linear=linear,
        weights=as_stored(said * plane.weights),
        bias=said * plane.bias,
        share=share_of(heard.asked, calibration),
        head=settled,
    )
    return replace(head, averaged=averaged)


def _trusted(corpus: Corpus, target: str) -> tuple[Rows, list[str], _Rehearsal, _Rehearsal | None]:
    """Return the rows to learn from and their rehearsal: all but those of distrusted requesters.

    Behind it stands the rehearsal with a sentence model, where one is heard.
    """
    rows, labels = corpus.labelled(target)
    found = _rehearse(corpus, rows, labels)
    heard = _hear(found)
    senders = [corpus.requesters[row] for row in found.rows.tolist()]
    wrong = contradicted(senders, (heard or found).said, found.held.truth)
    distrusted = set(found.rows[wrong].tolist())
    kept = np.array([row for row in rows.tolist() if row not in distrusted], dtype=np.intp)
    trusted_labels = corpus.labelled(target, kept)[1]
    if not distrusted or len(set(trusted_labels)) < 2:
        return rows, labels, found, heard
    if found.of_many[wrong].all():  # they had no say in it
        return kept, trusted_labels, found, heard
    again = _rehearse(corpus, kept, trusted_labels)
    return kept, trusted_labels, again, _hear(again)


def _of_many(corpus: Corpus, rows: Rows, labels: Sequence[str]) -> NDArray[np.bool_]:
    return of_many([corpus.requesters[row] for row in rows.tolist()], labels)


def held_out(corpus: Corpus, target: str) -> HeldOut:
    """Return what the rows of a target get from models that were not learned from them."""
    with threadpool_limits(limits=1):
        alone = _rehearse(corpus, *corpus.labelled(target))
        found = _hear(alone) or alone
    scope = found.scope
    return HeldOut(
        labels=found.labels,
        rows=found.rows,
        truth=found.held.truth,
        probabilities=found.shares,
        said=found.said,
        scope=scope.in_scope(found.tops, found.known),
        is_strange=scope.is_strange(found.tops, found.known),
    )


def _thresholds(rehearsal: _Rehearsal, wanted_precision: float) -> Floats:
    if not len(rehearsal.rows):
        return np.full(len(rehearsal.labels), NEVER)
    shares, said = rehearsal.shares, rehearsal.said
    return choose_thresholds(
        shares[np.arange(len(said)), said],
        said,
        said == rehearsal.held.truth,
        rehearsal.proof,
        labels=len(rehearsal.labels),
        wanted=wanted_precision,
    )


def _rehearse(corpus: Corpus, rows: Rows, labels: Sequence[str]) -> _Rehearsal:
    """Learn with each fold left out; of few rows also with telling n-grams alone.

    A mail in a language of which there are few is told by its label's words only where the
    language's own are left out; where there are many rows, leaving n-grams out costs accuracy.
    """
    names, busy = tuple(sorted(set(labels))), _of_many(corpus, rows, labels)
    lesson = _Lesson(corpus, rows, tuple(labels), names, busy, is_telling=False)
    found = _settle(lesson, *_leave_out(lesson))
    if len(rows) - busy.sum() > FEW_ROWS:
        return found
    lesson = replace(lesson, is_telling=True)
    telling = _settle(lesson, *_leave_out(lesson))
    return telling if telling.loss < found.loss else found


def _leave_out(lesson: _Lesson) -> tuple[Floats, Floats, Rows]:
    """Return scores of each model, known shares and the rows that were held out.

    Everything, the choice of features included, is learned anew for each fold. A label that is in
    one fold alone is never held out.
    """
    corpus, rows = lesson.corpus, lesson.rows
    folds = _deal(lesson)
    scores = np.zeros((MODELS, len(rows), len(lesson.names)))
    known = np.zeros(len(rows))
    for fold in range(FOLDS):
        held = np.flatnonzero(folds == fold)
        if len(held):
            learned = np.flatnonzero((folds != fold) & ~lesson.of_many)
            features = lesson.features(learned)
            planes = lesson.planes(features, learned)
            matrix = corpus.matrix(features, rows[held])
            scores[:, held] = [plane.scores(matrix) for plane in planes]
            known[held] = corpus.known_shares(features, rows[held])
    tested = np.flatnonzero(folds != ALWAYS_TRAINED)
    return scores[:, tested], known[tested], tested


def _deal(lesson: _Lesson) -> Rows:
    """Return each row's fold: the desk's own mails in the order they came, others shuffled."""
    corpus, rows = lesson.corpus, lesson.rows
    folds = np.zeros(len(rows), dtype=np.intp)
    own, others = corpus.weights[rows] > 0.0, ~lesson.of_many
    for part, seed in ((own & others, None), (~own & others, SEED), (lesson.of_many, None)):
        at = np.flatnonzero(part)
        groups = [corpus.groups[row] for row in rows[at].tolist()]
        labels = [lesson.labels[one] for one in at.tolist()]
        if labels:
            folds[at] = assign_folds(labels, FOLDS, seed=seed, groups=groups)
    learned = np.flatnonzero(others)
    folds[learned] = keep_lone_labels(folds[learned], [lesson.labels[at] for at in learned])
    return folds


def _settle(lesson: _Lesson, scores: Floats, known: Floats, tested: Rows) -> _Rehearsal:
    """Return what held-out scores ask for."""
    corpus, names, rows = lesson.corpus, lesson.names, lesson.rows[tested]
    start = assumed(names)
    others = ~lesson.of_many[tested]
    weights = corpus.weights[rows] * others
    held = Held(
        scores=scores,
        truth=lesson.codes[tested],
        weights=weights if weights.any() else np.ones(len(rows)),
        signals=corpus.strengths(rows) if len(start) else np.zeros((len(rows), 0)),
    )
    vital = names.index(RAISED) if are_levels(names) and RAISED in names else None
    frequent = frequencies(lesson.codes[~lesson.of_many], len(names))
    found = settle(held.at(np.flatnonzero(others)), Target(start, frequent, vital))
    return _Rehearsal(
        lesson,
        rows,
        held,
        known,
        found.calibration,
        found.preferred,
        found.trust,
        weights,
        ~others,
    )
