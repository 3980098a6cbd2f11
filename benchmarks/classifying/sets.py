"""The data sets that the classifiers are held against: other people's, never part of mailflow."""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from classifiers.datasets import Dataset, read_dataset
from classifiers.row_files import plain, rows_of

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Pair:
    """What is learned from and what is asked about; `outside` labels rows of no label."""

    name: str
    train: Dataset
    test: Dataset
    outside: str | None = None


def folder() -> Path:
    """Return where the data sets are."""
    shared = os.environ.get("MAILFLOW_SHARED", str(ROOT.parent / "shared"))
    return Path(shared) / "datasets"


def is_there(name: str) -> bool:
    """Whether a data set is on this machine."""
    return all(_file(name, part).is_file() for part in ("train", "test"))


def read_pair(name: str, label: str, outside: str | None = None) -> Pair:
    """Return both parts of a data set."""
    train, test = (read_dataset(_file(name, part), label) for part in ("train", "test"))
    return Pair(name, train, test, outside)


def incidents_alone(name: str, label: str) -> Pair:
    """Return both parts without requests, whose urgency and impact are always the same."""
    train, test = (_incidents(_file(name, part), label) for part in ("train", "test"))
    return Pair(f"{name}, incidents", train, test)


def drawn(whole: Dataset, rows: int, seed: int) -> Dataset:
    """Return so many rows, drawn without putting back."""
    chosen = np.random.default_rng(seed).choice(len(whole), rows, replace=False).tolist()
    texts, labels = (tuple(of[at] for at in chosen) for of in (whole.texts, whole.labels))
    return Dataset(f"{rows} rows of {whole.name}, seed {seed}", texts, labels, {})


def _incidents(path: Path, label: str) -> Dataset:
    cells = [row.cells for row in rows_of(path)]
    rows = [row for row in cells if plain(row.get("ticket_type"), path.name) == "0"]
    texts, labels = (tuple(plain(row.get(of), path.name) for row in rows) for of in ("text", label))
    return Dataset(path.name, texts, labels, {})


def _file(name: str, part: str) -> Path:
    return folder() / f"{name}.{part}.jsonl.gz"
