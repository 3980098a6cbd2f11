"""Labelled texts of other people: JSON lines and CSV, packed or not.

Each row has a ``text`` and a column with the label asked for; other columns are not looked at.
A row without a label is skipped and counted; what cannot be read is an error that names file and
row, since figures over half a file would look like figures over the whole.
"""

import csv
import gzip
import json
import math
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from io import BytesIO, StringIO
from pathlib import Path
from typing import Final

from classifiers.errors import BadDatasetError
from classifiers.examples import Example

TEXT: Final = "text"
MOST_BYTES: Final = 1 << 29  # unpacked; a packed file says nothing of what it becomes
GZIP_MAGIC: Final = b"\x1f\x8b"
MARKS: Final = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
DELIMITERS: Final = ",;\t"
TABLES: Final = (".csv", ".tsv")
NO_LABEL: Final = "rows without a label"
NO_TEXT: Final = "rows without a text, read as empty"
ABSENT: Final = frozenset({"", "nan"})  # how tables write what is missing

Cells = Mapping[str, object]


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
    for number, row in rows_of(path):
        place = f"{path.name}, row {number}"
        columns |= row.keys()
        found = plain(row.get(label), f"{place}: {label!r}").strip()
        if found.lower() in ABSENT:
            remarks[NO_LABEL] += 1
            continue
        text = plain(row.get(TEXT), f"{place}: {TEXT!r}")
        remarks[NO_TEXT] += row.get(TEXT) is None or _is_nan(row[TEXT])
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


def rows_of(path: Path) -> Iterator[tuple[int, Cells]]:
    """Yield every row with its number; BadDatasetError for what is no such file."""
    content = _decoded(path.name, _unpacked(path))
    if _is_table(path, content):
        return _table_rows(path.name, content)
    return _json_rows(path.name, content)


def _unpacked(path: Path) -> bytes:
    content = path.read_bytes()
    if not content.startswith(GZIP_MAGIC):
        return content
    try:
        with gzip.open(BytesIO(content)) as stream:
            unpacked = stream.read(MOST_BYTES + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise BadDatasetError(f"{path.name}: damaged gzip: {error}") from error
    if len(unpacked) > MOST_BYTES:
        raise BadDatasetError(f"{path.name}: more than {MOST_BYTES >> 20} MB unpacked")
    return unpacked


def _decoded(name: str, content: bytes) -> str:
    encoding = next((found for mark, found in MARKS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise BadDatasetError(
            f"{name}, line {row}: not UTF-8 at byte {error.start}; save the file as UTF-8"
        ) from error


def _is_table(path: Path, content: str) -> bool:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if any(suffix in TABLES for suffix in suffixes):
        return True
    return not any("json" in suffix for suffix in suffixes) and content.lstrip()[:1] not in "{["


def _json_rows(name: str, content: str) -> Iterator[tuple[int, Cells]]:
    # Not splitlines(): JSON strings may hold U+2028 and the like unescaped.
    for number, line in enumerate(content.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadDatasetError(f"{name}, row {number}: not JSON: {error}") from error
        if not isinstance(row, dict):
            raise BadDatasetError(
                f"{name}, row {number}: not a JSON object; one object a line is wanted"
            )
        yield number, row


def _table_rows(name: str, content: str) -> Iterator[tuple[int, Cells]]:
    """Yield the rows below the head; cells may span lines, so the number is the row's."""
    csv.field_size_limit(MOST_BYTES)
    head = content.partition("\n")[0]
    delimiter = max(DELIMITERS, key=head.count)
    reader = csv.DictReader(StringIO(content, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        for number, row in enumerate(reader, start=2):
            if None in row or None in row.values():
                raise BadDatasetError(f"{name}, row {number}: not as many cells as the head has")
            yield number, row
    except csv.Error as error:
        raise BadDatasetError(f"{name}, row {number + 1}: {error}") from error


def plain(value: object, place: str) -> str:
    """Return a cell as text; whole numbers without a fraction, what is missing as nothing."""
    if value is None or _is_nan(value):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, str | int | float):
        return str(value)
    raise BadDatasetError(f"{place} is a {type(value).__name__}, not a text or a number")


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)
