"""The first classifier of a desk: learned from the seed corpus, measured, signed and stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from classifiers.evaluation import Evaluation, evaluate
from classifiers.examples import Example, seed_corpus
from classifiers.persistence import dump, fingerprint
from classifiers.training import fit
from mailflow import __version__
from mailflow.adapters.store.contract import Work
from mailflow.core.records import SEED_ORIGIN, ClassifierVersion


@dataclass(frozen=True, slots=True)
class Seeded:
    """A version that is not stored yet, and how good it was on mails it had not seen."""

    version: ClassifierVersion
    evaluations: Mapping[str, Evaluation]

    def store(self, work: Work, at: datetime) -> int:
        """Store the version and point every worker to it."""
        number = work.classifiers.add(self.version)
        work.classifiers.activate(number, at)
        work.audit.append(None, "classifier_activated", {"version": str(number)}, at)
        return number


def learn_from_seed(key: bytes, now: datetime) -> Seeded:
    """Learn from the seed corpus; takes some seconds."""
    examples = seed_corpus()
    found = evaluate(examples)
    card = _card(examples, now)
    content = dump(fit(examples), key=key, card=card)
    version = ClassifierVersion(
        id=0,
        created_at=now,
        origin=SEED_ORIGIN,
        content=content,
        sha256=fingerprint(content),
        card=dict(card),
        metrics={target: one.as_dict() for target, one in found.items()},
    )
    return Seeded(version, found)


def figures(evaluations: Mapping[str, Evaluation]) -> tuple[str, ...]:
    """Return one line per target: macro-F1 with the majority baseline's beside it."""
    return tuple(
        f"{target}: macro-F1 {one.macro_f1:.3f} (majority baseline {one.baseline_macro_f1:.3f}),"
        f" {one.labels} labels, {one.rows} mails, cross-validated; suggests for {one.coverage:.0%}"
        f" of mails, {one.precision:.0%} of these rightly"
        for target, one in evaluations.items()
    )


def _card(examples: tuple[Example, ...], now: datetime) -> dict[str, str | int | float]:
    return {
        "origin": SEED_ORIGIN,
        "examples": len(examples),
        "created_at": now.isoformat(),
        "mailflow": __version__,
    }
