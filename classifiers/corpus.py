"""Labelled mails counted once, to learn from all or some of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from classifiers.dense import Embedder
from classifiers.distrust import fold_groups
from classifiers.examples import TARGETS, Example
from classifiers.features import Block, Features, Floats, Rows, Sparse, side_by_side
from classifiers.selection import MOST_GRAMS, MOST_WEIGHTS, Counted, count_texts
from classifiers.sentences import places
from classifiers.signal_strengths import strengths
from classifiers.signals import Signals
from classifiers.thresholds import row_weights


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """Counted texts and their labels: what every fold learns from.

    ``groups`` names what folds keep together, ``weights`` says how much each row counts when
    confidence is measured, shape (size,). ``places``, shape (size, directions), is where a
    sentence model says that the texts lie: there are no directions without one.
    """

    counted: Counted
    labels: Mapping[str, Sequence[str | None]]
    signals: Sequence[Signals]
    groups: Sequence[str]
    requesters: Sequence[str]
    weights: Floats
    size: int
    places: Floats

    def labelled(self, target: str, rows: Rows | None = None) -> tuple[Rows, list[str]]:
        """Return those of the rows (or of all) that have a label for the target, and it."""
        asked = range(self.size) if rows is None else rows.tolist()
        found = [(row, label) for row in asked if (label := self.labels[target][row]) is not None]
        return np.array([row for row, _ in found], dtype=np.intp), [label for _, label in found]

    def frequent(self, rows: Rows) -> Features:
        """Choose the most frequent n-grams of these rows as features."""
        most = max(1, *(len(set(labels)) for labels in self.labels.values()))
        share = min(1.0, MOST_WEIGHTS / (most * sum(MOST_GRAMS.values())))
        blocks = (
            counts.frequent(rows, int(share * MOST_GRAMS[counts.kind]))
            for counts in self.counted.counts
        )
        return Features(tuple(blocks))

    def telling(self, rows: Rows, labels: Sequence[str]) -> Features:
        """Choose the n-grams that tell the rows' labels apart; one label for each row."""
        return Features(tuple(counts.telling(rows, labels) for counts in self.counted.counts))

    def matrix(self, features: Features, rows: Rows) -> Sparse:
        """Return these rows' features, shape (len(rows), features.width)."""
        blocks = zip(self.counted.counts, features.blocks, strict=True)
        return side_by_side([block.weigh(counts.at(block, rows)) for counts, block in blocks])

    def known_shares(self, features: Features, rows: Rows) -> Floats:
        """Return what ``Features.known_shares`` says of these rows' texts."""
        return _known(self.counted, features.blocks[0], rows)

    def strengths(self, rows: Rows) -> Floats:
        """Return how strong each signal is in these rows, shape (len(rows), signals)."""
        found = [strengths(self.signals[row], self.counted.effects[row]) for row in rows.tolist()]
        return np.array(found).reshape(len(rows), -1)


def count_corpus(examples: Sequence[Example], sentences: Embedder | None = None) -> Corpus:
    """Count the examples once, to learn from all or some of them; ask a sentence model too."""
    texts = [example.text for example in examples]
    counted = count_texts(texts)
    return Corpus(
        counted=counted,
        labels={target: [example.label(target) for example in examples] for target in TARGETS},
        signals=[example.signals for example in examples],
        groups=fold_groups(
            [example.group for example in examples], [example.requester for example in examples]
        ),
        requesters=[example.requester for example in examples],
        weights=row_weights(
            [example.requester for example in examples],
            [example.is_evidence for example in examples],
        ),
        size=len(examples),
        places=(
            places(sentences, texts, counted.lengths) if sentences else np.zeros((len(examples), 0))
        ),
    )


def _known(counted: Counted, block: Block, rows: Rows) -> Floats:
    times = counted.counts[0].at(block, rows)
    rarest = float(block.idf.max(initial=1.0))
    weight = np.asarray(times @ block.idf)
    missing = rarest * (counted.lengths[rows] - np.asarray(times.sum(axis=1)).ravel())
    total = weight + missing
    shares: Floats = np.divide(weight, total, out=np.zeros(len(rows)), where=total > 0.0)
    return shares
