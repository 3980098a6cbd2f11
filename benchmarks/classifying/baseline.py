"""What anybody builds in an hour: words and characters, a calibrated linear SVM of scikit-learn.

The guess is the label with the largest decision value; its confidence is Platt's, from five
folds. A label with fewer rows than folds cannot be calibrated so: its rows are left out, which
is what one would do.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.svm import LinearSVC

from benchmarks.classifying.sets import Pair
from classifiers.answers import Answers
from classifiers.datasets import Dataset
from classifiers.features import Floats

FOLDS = 5
SEED = 20
NEVER = 2.0


def features() -> FeatureUnion:
    """Return TF-IDF of words 1 to 2 and of characters 2 to 5 inside words."""
    word = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    character = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
    return FeatureUnion([("words", word), ("characters", character)])


def machine(weights: str | None) -> LinearSVC:
    """Return the linear SVM, with balanced classes or not."""
    return LinearSVC(C=1.0, class_weight=weights, random_state=SEED, max_iter=5_000)


class Baseline:
    """The baseline, learned from the rows in scope."""

    def __init__(self, train: Dataset, weights: str | None, *, wanted: float | None = None) -> None:
        texts, labels = _enough(train)
        self._features = features()
        matrix = self._features.fit_transform(texts)
        self._plain = machine(weights).fit(matrix, labels)
        model = CalibratedClassifierCV(machine(weights), cv=FOLDS, ensemble=False)
        self._calibrated = model.fit(matrix, labels)
        self._threshold = _threshold(texts, labels, weights, wanted) if wanted else 1.0

    def answer(self, part: Dataset) -> Answers:
        """Return its answers to rows whose labels are known."""
        if not len(part):
            return Answers((), (), *(np.empty(0) for _ in range(4)))  # type: ignore[arg-type]
        matrix = self._features.transform(part.texts)
        guesses = self._plain.predict(matrix)
        shares = self._calibrated.predict_proba(matrix)
        own = shares[np.arange(len(part)), np.searchsorted(self._calibrated.classes_, guesses)]
        rows = len(part)
        return Answers(
            part.labels,
            tuple(map(str, guesses)),
            own,
            own >= self._threshold,
            np.full(rows, self._threshold),
            shares.max(axis=1),
        )


def baseline_answers(
    pair: Pair, weights: str | None = None, *, wanted: float | None = None
) -> tuple[Answers, Answers]:
    """Return the answers to the test rows in scope and to those out of it."""
    train, test = pair.train, pair.test
    outside = test.only(pair.outside) if pair.outside else test.only(None)
    if pair.outside:
        train, test = train.without(pair.outside), test.without(pair.outside)
    learned = Baseline(train, weights, wanted=wanted)
    return learned.answer(test), learned.answer(outside)


def plain_guesses(pair: Pair, weights: str | None) -> tuple[str, ...]:
    """Return the guesses alone, without calibration, which takes most of the time."""
    texts, labels = _enough(pair.train)
    model = make_pipeline(features(), machine(weights)).fit(texts, labels)
    return tuple(map(str, model.predict(pair.test.texts)))


def _enough(train: Dataset) -> tuple[list[str], list[str]]:
    rows = Counter(train.labels)
    kept = [at for at, label in enumerate(train.labels) if rows[label] >= FOLDS]
    return [train.texts[at] for at in kept], [train.labels[at] for at in kept]


def _threshold(
    texts: Sequence[str], labels: Sequence[str], weights: str | None, wanted: float
) -> float:
    """Return the confidence from which on held-out guesses are right often enough."""
    inner = CalibratedClassifierCV(machine(weights), cv=3, ensemble=True)
    model = make_pipeline(features(), inner)
    shares: Floats = cross_val_predict(model, texts, labels, cv=3, method="predict_proba")
    names = np.array(sorted(set(labels)))
    confidences = shares.max(axis=1)
    order = np.argsort(-confidences, kind="stable")
    right = (names[shares.argmax(axis=1)] == np.array(labels))[order]
    fits = np.flatnonzero(np.cumsum(right) / np.arange(1, len(right) + 1) >= wanted)
    return float(confidences[order][fits[-1]]) if len(fits) else NEVER
