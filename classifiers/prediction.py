"""Suggestions for new mails: label, confidence, runners-up and the words that decided.

Loading and predicting need numpy and scipy only.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from classifiers.deciding import ranks
from classifiers.dense import Dense, Embedder
from classifiers.effects import Effect, business_effect
from classifiers.errors import UnknownTargetError
from classifiers.features import Features, Floats, Pieces, Rows, Sparse, pieces, probabilities
from classifiers.measures import Flags
from classifiers.out_of_scope import Scope
from classifiers.sentences import SPOKEN, places
from classifiers.signal_strengths import spoken_for, strengths
from classifiers.signals import NO_SIGNALS, Signals
from classifiers.thresholds import NEVER
from classifiers.trust import believe

TOP: Final = 3
FEWEST_KNOWN: Final = 6  # n-grams; one short word has about as many
RARE: Final = 1.0 + math.log(8.0)  # the idf of a word in one mail of eight


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the classifier would say about one target of one mail.

    ``label`` is None when it abstains: the confidence is under the threshold or, then without
    alternatives, the text holds next to nothing that is known. ``confidence`` is the probability
    of the first alternative, in [0, 1]; ``alternatives`` are up to three labels with their
    probabilities, best first; ``reasons`` are up to three words of the mail, as cleaned, that
    speak for the first alternative, strongest first. ``in_scope`` says in [0, 1] how likely the
    mail belongs to any of the labels, and ``threshold`` what confidence the first alternative
    would need: NEVER where no confidence is enough, as for mail that is out of scope.
    ``is_whole`` is False where a sentence model should have had its say and did not.
    """

    label: str | None
    confidence: float
    alternatives: tuple[tuple[str, float], ...]
    reasons: tuple[str, ...]
    in_scope: float = 1.0
    threshold: float = 0.0
    is_whole: bool = True


ABSTENTION: Final = Suggestion(
    label=None, confidence=0.0, alternatives=(), reasons=(), in_scope=0.0
)


@dataclass(frozen=True, slots=True)
class Prediction:
    """The suggestions for one mail; a target that was not learned is an abstention."""

    category: Suggestion = ABSTENTION
    urgency: Suggestion = ABSTENTION
    impact: Suggestion = ABSTENTION


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Mails as a head sees them; each field has one entry for each mail.

    ``matrix`` holds their features, ``known`` which share of their words was seen in training,
    ``signals`` what else is known of them and ``effects`` their words of business effect;
    ``places`` is where a sentence model says they lie, a row of zeros where it says nothing.
    """

    matrix: Sparse
    known: Floats
    signals: Sequence[Signals]
    effects: Sequence[Effect]
    places: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """One target's linear model over its features.

    ``weights`` has shape (features, labels) and ``bias`` (labels,); ``offset`` (labels,) and
    ``signals``, shape (signals, labels), are added to make log-odds of the scores. The label
    said first is the likeliest after ``preferred``, shape (labels,), is taken off, and ``trust``
    says how far to believe it; it is an abstention under that label's threshold, or when the
    mail is out of ``scope``. ``averaged`` judges mails that a sentence model has its say about.
    """

    target: str
    features: Features
    labels: tuple[str, ...]
    weights: Floats
    bias: Floats
    offset: Floats
    signals: Floats
    preferred: Floats
    trust: Floats
    thresholds: Floats
    scope: Scope
    averaged: "Averaged | None" = None

    @property
    def earned(self) -> Mapping[str, bool]:
        """Whether held-out mails have shown that a label can be suggested precisely enough."""
        return {
            label: bool(threshold <= 1.0)
            for label, threshold in zip(self.labels, self.thresholds, strict=True)
        }

    def probabilities(self, asked: Asked) -> Floats:
        """Return calibrated probabilities, shape (mails, labels)."""
        likely = self._probabilities(self.scores(asked.matrix), self._strengths(asked))
        return believe(likely, ranks(likely, self.preferred).argmax(axis=1), self.trust)

    def scores(self, matrix: Sparse) -> Floats:
        """Return what the words alone say for each label, shape (rows of ``matrix``, labels)."""
        scores: Floats = matrix @ self.weights + self.bias
        return scores

    def suggest(self, asked: Asked) -> list[Suggestion]:
        """Return one suggestion for each mail."""
        scores = self.scores(asked.matrix)
        is_readable = np.diff(asked.matrix.indptr) >= FEWEST_KNOWN
        found = self.judge(asked, scores, is_readable)
        if self.averaged is None:
            return found
        heard = self.averaged.heard(asked)
        if not heard.any():
            return [replace(one, is_whole=False) for one in found]
        both = self.averaged.suggest(asked, scores, heard)
        pairs = zip(found, both, heard, strict=True)
        return [said if is_heard else replace(one, is_whole=False) for one, said, is_heard in pairs]

    def judge(self, asked: Asked, scores: Floats, is_readable: Flags) -> list[Suggestion]:
        """Return what scores suggest for each mail; of one that is not readable, nothing."""
        strengths = self._strengths(asked)
        likely = self._probabilities(scores, strengths)
        tops = scores.max(axis=1, initial=-np.inf)
        scope = self.scope.in_scope(tops, asked.known)
        best = np.argsort(-ranks(likely, self.preferred), axis=1, kind="stable")[:, :TOP]
        needed = np.where(
            self.scope.is_strange(tops, asked.known), NEVER, self.thresholds[best[:, 0]]
        )
        shares = believe(likely, best[:, 0], self.trust)
        return [
            Suggestion(
                label=self.labels[first] if share >= need else None,
                confidence=float(share),
                alternatives=tuple((self.labels[at], float(shares[row, at])) for at in best[row]),
                reasons=self._reasons(asked, row, first, strengths[row]),
                in_scope=float(scope[row]),
                threshold=float(need),
            )
            if is_readable[row]
            else ABSTENTION
            for row, (first, need) in enumerate(zip(best[:, 0].tolist(), needed, strict=True))
            for share in (shares[row, first],)
        ]

    def _reasons(self, asked: Asked, row: int, first: int, strengths: Floats) -> tuple[str, ...]:
        """Return the signals that speak clearly for a label, and its words in what room is left."""
        span = slice(asked.matrix.indptr[row], asked.matrix.indptr[row + 1])
        columns: Rows = asked.matrix.indices[span]
        pull = asked.matrix.data[span] * self.weights[columns, first]
        added = strengths * self.signals[:, first]
        spoken = spoken_for(added, asked.signals[row], asked.effects[row], most=TOP - 1)
        return spoken + _reasons(columns, pull, self.features)[: TOP - len(spoken)]

    def _strengths(self, asked: Asked) -> Floats:
        """Return how strong each signal is in each mail, shape (mails, signals)."""
        if not len(self.signals):
            return np.zeros((len(asked.signals), 0))
        pairs = zip(asked.signals, asked.effects, strict=True)
        return np.array([strengths(known, effect) for known, effect in pairs])

    def _probabilities(self, scores: Floats, strengths: Floats) -> Floats:
        # One signal after the other: a mail gets the same bits alone and among others.
        added = sum(strengths[:, [at]] * one for at, one in enumerate(self.signals))
        return probabilities(scores + self.offset + added)


@dataclass(frozen=True, slots=True, eq=False)
class Averaged:
    """A head's scores averaged with those of a sentence model.

    ``linear`` multiplies the head's own scores; ``weights``, shape (directions, labels), and
    ``bias`` make scores of where a text lies. ``head`` is the same head with everything behind
    the scores settled for their sum. ``share``, in (0, 1), is how much of the sum's spread on
    held-out mails comes from the sentence model.
    """

    linear: float
    weights: Floats
    bias: Floats
    share: float
    head: Head

    def heard(self, asked: Asked) -> Flags:
        """Tell about which mails the sentence model has its say."""
        if asked.places.shape[1] != len(self.weights):
            return np.zeros(len(asked.signals), dtype=np.bool_)
        return np.asarray(asked.places.any(axis=1))

    def suggest(self, asked: Asked, scores: Floats, heard: Flags) -> list[Suggestion]:
        """Return what the sum suggests; ``scores`` are the head's own."""
        said: Floats = asked.places @ self.weights + self.bias
        words = self.linear * scores
        found = self.head.judge(asked, words + said, heard)
        return [
            _with_spoken(one, self.head.labels, words[row], said[row])
            for row, one in enumerate(found)
        ]


def _with_spoken(one: Suggestion, labels: Sequence[str], words: Floats, said: Floats) -> Suggestion:
    """Name the sentence model as a reason where it speaks more for the label than all words."""
    if not one.alternatives:
        return one
    first = labels.index(one.alternatives[0][0])
    if said[first] <= max(0.0, words[first]):
        return one
    return replace(one, reasons=(*one.reasons[: TOP - 1], SPOKEN))


@dataclass(frozen=True, slots=True, eq=False)
class Classifier:
    """A learned version: one head for each target that could be learned.

    ``dense`` says where a text lies among those it was learned from. ``sentence_model`` names
    the sentence model whose scores are averaged in, empty for none, and ``sentences`` is that
    model where it is at hand; without it the words alone are asked.
    """

    heads: tuple[Head, ...]
    dense: Dense | None = None
    sentence_model: str = ""
    sentences: Embedder | None = None

    @property
    def targets(self) -> tuple[str, ...]:
        """The targets it has learned, out of ``"category"`` and ``"urgency"``."""
        return tuple(head.target for head in self.heads)

    @property
    def shares(self) -> Mapping[str, float]:
        """How much a sentence model weighs beside the words, by target."""
        return {one.target: one.averaged.share if one.averaged else 0.0 for one in self.heads}

    def head(self, target: str) -> Head:
        """Return one target's model; UnknownTargetError when it has not been learned."""
        for head in self.heads:
            if head.target == target:
                return head
        raise UnknownTargetError(f"this classifier has not learned {target!r}")

    def labels(self, target: str) -> tuple[str, ...]:
        """Return the labels it may suggest, sorted; UnknownTargetError when it has none."""
        return self.head(target).labels

    def listening_to(self, model: Embedder | None) -> "Classifier":
        """Return the same, asking this sentence model if it is the one that was learned with."""
        is_its_own = model is not None and model.name == self.sentence_model
        return replace(self, sentences=model if is_its_own else None)

    def predict(
        self,
        texts: Sequence[str],
        signals: Sequence[Signals] | None = None,
        *,
        learn: Callable[[Sequence[Prediction]], Sequence[Signals]] | None = None,
    ) -> list[Prediction]:
        """Return one prediction for each text, in the same order.

        ``signals`` holds what else is known of each mail, without it nothing is; or ``learn``
        says so when it has the first answers, and the texts are not read again. ValueError when
        there are not as many signals as texts.
        """
        if signals is not None and len(signals) != len(texts):
            raise ValueError(f"{len(signals)} signals for {len(texts)} texts")
        if not texts:
            return []
        known = [NO_SIGNALS for _ in texts] if signals is None else signals
        parted = [pieces(text) for text in texts]
        effects = [business_effect(one["words"], one["characters"]) for one in parted]
        where = self._places(texts, parted)
        asked = {
            id(features): Asked(
                features.transform(parted), features.known_shares(parted), known, effects, where
            )
            for features in {id(head.features): head.features for head in self.heads}.values()
        }
        found = self._said(asked, len(texts))
        return self._again(asked, found, learn(found)) if learn else found

    def _again(
        self, asked: Mapping[int, Asked], found: list[Prediction], signals: Sequence[Signals]
    ) -> list[Prediction]:
        if all(one == NO_SIGNALS for one in signals):
            return found
        more = {at: replace(one, signals=signals) for at, one in asked.items()}
        return self._said(more, len(found))

    def _said(self, asked: Mapping[int, Asked], rows: int) -> list[Prediction]:
        by_target = {head.target: head.suggest(asked[id(head.features)]) for head in self.heads}
        return [
            Prediction(**{target: found[row] for target, found in by_target.items()})
            for row in range(rows)
        ]

    def _places(self, texts: Sequence[str], parted: Sequence[Pieces]) -> Floats:
        if self.sentences is None:
            return np.zeros((len(texts), 0))
        return places(self.sentences, texts, [len(one["words"]) for one in parted])


def _reasons(columns: Rows, pull: Floats, features: Features) -> tuple[str, ...]:
    """Return up to three n-grams with the strongest positive pull, no two about the same word.

    Words that few mails share come first, then any words; characters only without any word.
    """
    order = np.argsort(-pull, kind="stable")
    ranked = columns[order[pull[order] > 0.0]]
    words = ranked[ranked < features.readable]
    rare = words[features.blocks[0].idf[words] >= RARE]
    for tier in (rare, words, ranked):
        if chosen := _first_different(features.gram(int(column)) for column in tier):
            return chosen
    return ()


def _first_different(grams: Iterable[str]) -> tuple[str, ...]:
    chosen: list[str] = []
    for gram in map(str.strip, grams):
        parts = gram.split()
        overlaps = any(part in other or other in part for other in chosen for part in parts)
        if not overlaps and all(is_readable(part) for part in parts):
            chosen.append(gram)
        if len(chosen) == TOP:
            break
    return tuple(chosen)


def is_readable(part: str) -> bool:
    """Tell whether a person would recognise it: letters only, three of them in Latin script."""
    return part.isalpha() and (len(part) > 2 or not part.isascii())
