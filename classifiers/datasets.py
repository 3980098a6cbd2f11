"""Labelled texts of other people: JSON lines and CSV, packed or not.

Each row has a ``text`` and a column with the label asked for; other columns are not looked at.
A row without a label is skipped and counted; what cannot be read is an error that names file and
row, since figures over half a file would look like figures over the whole.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from classifiers.errors import BadDatasetError
from classifiers.examples import Example
from classifiers.row_files import is_nan, plain, rows_of

TEXT: Final = "text"
NO_LABEL: Final = "rows without a label"
NO_TEXT: Final = "rows without a text, read as empty"
ABSENT: Final = frozenset({"", "nan"})  # how tables write what is missing


@dataclass(frozen=True, slots=True)
class Dataset:
    """The rows of a file: texts and labels of equal length, in the order of the file.

    ``remarks`` says how many rows were skipped or read in another way, and why.
    """

    name: str
    texts: tuple[str, ...] = field(repr=False)
    labels: tuple[str, ...] = field(repr=False)
    remarks: Mapping[str, int]

    def __len__(self) -> int:
        """Number of rows that have a label."""
        return len(self.labels)

    def examples(self) -> tuple[Example, ...]:
        """Return the rows as examples whose category is the label."""
        pairs = zip(self.texts, self.labels, strict=True)
        return tuple(
            Example(text, label, None, identifier=str(number))
            for number, (text, label) in enumerate(pairs, start=1)
        )

    def without(self, label: str | None) -> "Dataset":
        """Return the rows of every other label."""
        kept = [at for at, one in enumerate(self.labels) if one != label]
        return self._only(kept)

    def only(self, label: str | None) -> "Dataset":
        """Return the rows of one label."""
        return self._only([at for at, one in enumerate(self.labels) if one == label])

    def _only(self, rows: list[int]) -> "Dataset":
        texts, labels = (tuple(of[at] for at in rows) for of in (self.texts, self.labels))
        return Dataset(self.name, texts, labels, self.remarks)


def read_dataset(source: str | Path, label: str) -> Dataset:
    """Read one file of rows with ``text`` and a column ``label``.

    A label may be a text, a number or true and false. Raises BadDatasetError, naming file and
    row, for what is no such row and where no row has a label, and OSError where the file cannot
    be read.
    """
    path = Path(source)
    remarks, texts, labels, columns = Counter[str](), list[str](), list[str](), set[str]()
    for one in rows_of(path):
        row, place = one.cells, f"{path.name}, {one.place}"
        columns |= row.keys()
        found = plain(row.get(label), f"{place}: {label!r}").strip()
        if found.lower() in ABSENT:
            remarks[NO_LABEL] += 1
            continue
        text = plain(row.get(TEXT), f"{place}: {TEXT!r}")
        remarks[NO_TEXT] += row.get(TEXT) is None or is_nan(row[TEXT])
        texts.append(text)
        labels.append(found)
    _check(path.name, columns, label, rows=len(labels))
    return Dataset(path.name, tuple(texts), tuple(labels), +remarks)


def _check(name: str, columns: set[str], label: str, *, rows: int) -> None:
    """Say at once what is wrong with a file none of whose rows can be used."""
    if not columns:
        raise BadDatasetError(f"{name}: no rows")
    for column in (TEXT, label):
        if column not in columns:
            near = get_close_matches(column, columns, n=1)
            hint = (
                f"did you mean {near[0]!r}" if near else f"there are {', '.join(sorted(columns))}"
            )
            raise BadDatasetError(f"{name}: no row has a column {column!r}; {hint}")
    if not rows:
        raise BadDatasetError(f"{name}: no row has a label in {label!r}")
