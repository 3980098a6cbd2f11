"""The classifier of the demonstration: trained once, then read from the folder again."""

import hashlib
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from classifiers.errors import ClassifierError
from classifiers.persistence import dump, fingerprint, read_card
from mailflow.adapters.clock import Clock
from mailflow.adapters.store.contract import Work
from mailflow.core.records import SEED_ORIGIN, ClassifierVersion


def trained(path: Path, key: bytes) -> bytes:
    """Return the signed classifier, from the file where it fits this version of the program."""
    lesson = _lesson()
    if path.exists():
        kept = path.read_bytes()
        try:
            if read_card(kept, key=key).get("lesson") == lesson:
                return kept
        except ClassifierError:
            path.unlink()
    content = _train(key, lesson)
    path.write_bytes(content)
    path.chmod(0o600)
    return content


def install(work: Work, content: bytes, clock: Clock) -> None:
    """Store the classifier and make it the active version."""
    now = clock()
    version = ClassifierVersion(0, now, SEED_ORIGIN, content, fingerprint(content))
    work.classifiers.activate(work.classifiers.add(version), now)


def _train(key: bytes, lesson: str) -> bytes:
    from classifiers.examples import seed_corpus  # noqa: PLC0415
    from classifiers.training import fit  # noqa: PLC0415 - scikit-learn takes its time

    examples = seed_corpus()
    card: dict[str, str | int | float] = {
        "origin": SEED_ORIGIN,
        "examples": len(examples),
        "lesson": lesson,
    }
    return dump(fit(examples), key=key, card=card)


def _lesson() -> str:
    """Return a digest of all that a classifier is learned from and with."""
    digest = hashlib.sha256()
    for file in _sources(files("classifiers")):
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _sources(folder: Traversable) -> list[Traversable]:
    found = []
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            found += _sources(entry)
        elif entry.name.endswith((".py", ".jsonl")):
            found.append(entry)
    return found
