"""The tables and curves of a report, computed from answers to known rows."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from classifiers.answers import Answers
from classifiers.corpus import count_corpus
from classifiers.doubts import Doubt, doubts
from classifiers.drift import confidence_part
from classifiers.examples import Example
from classifiers.features import Floats
from classifiers.figures import Bin, Confusion, LabelFigures, Tradeoff
from classifiers.measures import BINS, bins_of, label_counts
from classifiers.training import held_out

POINTS: Final = 40  # of the curve of coverage and precision; a picture shows no more
FEWEST_ACCEPTED: Final = 5  # rows; the precision of fewer says nothing
MOST_CONFUSIONS: Final = 400


def label_figures(
    trained: Sequence[str], answers: Answers, champion: Answers | None = None
) -> tuple[LabelFigures, ...]:
    """Return the figures of every label that was learned or asked about, most frequent first."""
    rows = Counter(trained)
    names = sorted(rows.keys() | set(answers.truth))
    hits, said, there = label_counts(names, answers.truth, answers.guesses)
    theirs = _f1(*label_counts(names, answers.truth, champion.guesses)) if champion else None
    ours = _f1(hits, said, there)
    found = [
        LabelFigures(
            label=name,
            trained=rows[name],
            support=int(there[at]),
            guessed=int(said[at]),
            precision=float(hits[at] / said[at]) if said[at] else None,
            recall=float(hits[at] / there[at]) if there[at] else None,
            f1=float(ours[at]) if there[at] else None,
            champion_f1=float(theirs[at]) if theirs is not None and there[at] else None,
        )
        for at, name in enumerate(names)
    ]
    return tuple(sorted(found, key=lambda one: (-one.support, -one.trained, one.label)))


def _f1(hits: Floats, said: Floats, there: Floats) -> Floats:
    both = said + there
    found: Floats = np.divide(2.0 * hits, both, out=np.zeros_like(hits), where=both > 0)
    return found


def confusions(answers: Answers) -> tuple[Confusion, ...]:
    """Return how often each label was guessed as each, the right guesses too, most rows first."""
    pairs = Counter(zip(answers.truth, answers.guesses, strict=True))
    ranked = sorted(pairs.items(), key=lambda one: (-one[1], one[0]))
    return tuple(Confusion(*pair, rows) for pair, rows in ranked[:MOST_CONFUSIONS])


def reliability(answers: Answers) -> tuple[Bin, ...]:
    """Return, for each of ten parts of the confidence that has rows, what came true."""
    at, right = bins_of(answers.confidences), answers.right
    return tuple(
        Bin(
            low=part / BINS,
            high=(part + 1) / BINS,
            rows=int((at == part).sum()),
            confidence=float(answers.confidences[at == part].mean()),
            accuracy=float(right[at == part].mean()),
        )
        for part in range(BINS)
        if (at == part).any()
    )


def tradeoff(answers: Answers) -> tuple[Tradeoff, ...]:
    """Return what asking for less and less confidence gives: more suggested, fewer right."""
    if not len(answers):
        return ()
    order = np.argsort(-answers.confidences, kind="stable")
    ranked, taken = answers.confidences[order], np.arange(1, len(answers) + 1)
    precision = np.cumsum(answers.right[order]) / taken
    ends = np.flatnonzero(np.append(ranked[:-1] != ranked[1:], True) & (taken >= FEWEST_ACCEPTED))
    if not len(ends):
        return ()
    shown = np.unique(ends[np.linspace(0, len(ends) - 1, min(POINTS, len(ends))).astype(int)])
    return tuple(
        Tradeoff(float(ranked[end]), float(taken[end] / len(answers)), float(precision[end]))
        for end in shown.tolist()
    )


def confidence_counts(answers: Answers) -> tuple[tuple[str, int], ...]:
    """Return how many guesses lie in each part of the confidence."""
    return tuple(sorted(Counter(map(confidence_part, answers.confidences.tolist())).items()))


def doubtful(training: Sequence[Example], target: str) -> tuple[Doubt, ...]:
    """Return the training rows whose label is likely wrong, by out-of-fold probabilities."""
    found = held_out(count_corpus(training), target)
    identifiers = [training[row].identifier for row in found.rows.tolist()]
    return doubts(identifiers, found.labels, found.truth, found.probabilities)
