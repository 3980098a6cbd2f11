"""Rows of files from strangers: JSON lines and tables, packed or not, read piece by piece.

Never more than one row is in memory, and reading ends at the first thing that is too long: a
packed file says nothing of what it becomes (CWE-409), and a quote left open makes one cell of all
that follows.
"""

import csv
import gzip
import io
import json
import math
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from classifiers.errors import BadDatasetError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MOST_BYTES: Final = 1 << 29  # unpacked
LONGEST: Final = 1 << 22  # characters of a line or a cell
TOO_LONG: Final = f"longer than {LONGEST:,} characters"
MOST_COLUMNS: Final = 1_000
GZIP_MAGIC: Final = b"\x1f\x8b"
MARKS: Final = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
DELIMITERS: Final = ",;\t"
TABLES: Final = (".csv", ".tsv")

Cells = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number, with the head of a table as the first, and the line it ends in."""

    number: int
    line: int
    cells: Cells

    @property
    def place(self) -> str:
        """Where it stands, for whoever has to mend it."""
        return _place(self.number, self.line)


def rows_of(path: Path) -> Iterator[Row]:
    """Yield every row; BadDatasetError for what is no such file, OSError for what is none."""
    with path.open("rb") as file:
        content = io.BufferedReader(_Bounded(_unpacked(file), path.name))
        try:
            yield from _rows(path, content)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise BadDatasetError(f"{path.name}: damaged gzip: {error}") from error


def _unpacked(file: io.BufferedReader) -> "io.BufferedReader | gzip.GzipFile":
    is_packed = file.peek(len(GZIP_MAGIC)).startswith(GZIP_MAGIC)
    return gzip.GzipFile(fileobj=file) if is_packed else file


class _Bounded(io.RawIOBase):
    """A stream that ends with an error where it is longer than MOST_BYTES."""

    def __init__(self, stream: "io.BufferedReader | gzip.GzipFile", name: str) -> None:
        self._stream, self._name, self._left = stream, name, MOST_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer)
        piece = self._stream.read(len(view))
        self._left -= len(piece)
        if self._left < 0:
            raise BadDatasetError(f"{self._name}: more than {MOST_BYTES >> 20} MB unpacked")
        view[: len(piece)] = piece
        return len(piece)


def _rows(path: Path, content: "io.BufferedReader[_Bounded]") -> Iterator[Row]:
    start = content.peek(1)
    encoding = next((found for mark, found in MARKS if start.startswith(mark)), "utf-8")
    if _is_table(path, start.decode(encoding, "ignore")):
        return _table_rows(path.name, _Lines(path.name, content, encoding, ends=""))
    return _json_rows(path.name, _Lines(path.name, content, encoding, ends="\n"))


def _is_table(path: Path, start: str) -> bool:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if any(suffix in TABLES for suffix in suffixes):
        return True
    return not any("json" in suffix for suffix in suffixes) and start.lstrip()[:1] not in "{["


class _Lines:
    """The lines of a file, each of bounded length; ``number`` is that of the last one."""

    def __init__(
        self, name: str, content: "io.BufferedReader[_Bounded]", encoding: str, *, ends: str
    ) -> None:
        self._name, self._encoding = name, encoding.removesuffix("-sig").upper()
        self._text = io.TextIOWrapper(content, encoding, newline=ends)
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._next():
            self.number += 1
            if len(line) > LONGEST:
                raise BadDatasetError(f"{self._name}, line {self.number}: {TOO_LONG}")
            yield line

    def _next(self) -> str:
        try:
            return self._text.readline(LONGEST + 1)
        except UnicodeDecodeError as error:
            line = self.number + 1 + error.object.count(b"\n", 0, error.start)
            raise BadDatasetError(
                f"{self._name}, line {line}: not {self._encoding}; save the file as UTF-8"
            ) from error


def _json_rows(name: str, lines: _Lines) -> Iterator[Row]:
    # JSON strings may hold U+2028 and the like unescaped: only a line feed ends a row.
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadDatasetError(f"{name}, {_place(number, number)}: not JSON: {error}") from error
        if not isinstance(row, dict):
            raise BadDatasetError(
                f"{name}, row {number}: not a JSON object; one object a line is wanted"
            )
        if len(row) > MOST_COLUMNS:
            raise BadDatasetError(f"{name}, row {number}: more than {MOST_COLUMNS} columns")
        yield Row(number, number, row)


def _table_rows(name: str, lines: _Lines) -> Iterator[Row]:
    """Yield the rows below the head; cells may span lines, so a row's number is not its line's."""
    csv.field_size_limit(LONGEST)
    number = 1
    try:
        for number, cells in enumerate(_cells(name, iter(lines)), start=2):
            place = _place(number, lines.number)
            if None in cells or None in cells.values():
                raise BadDatasetError(f"{name}, {place}: not as many cells as the head has")
            yield Row(number, lines.number, cells)
    except csv.Error as error:
        said = f"{TOO_LONG}; is a quote left open?" if "limit" in str(error) else str(error)
        place = _place(number + 1, lines.number)
        raise BadDatasetError(f"{name}, {place}: {said}") from error


def _cells(name: str, lines: Iterator[str]) -> Iterator[dict[str, str]]:
    head = next(lines, "")
    delimiter = max(DELIMITERS, key=head.count)
    table = csv.DictReader(_again(head, lines), delimiter=delimiter, strict=True)
    if len(table.fieldnames or ()) > MOST_COLUMNS:
        raise BadDatasetError(f"{name}, line 1: more than {MOST_COLUMNS} columns")
    return table


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _place(number: int, line: int) -> str:
    return f"row {number}" if number == line else f"row {number}, line {line}"


def plain(value: object, place: str) -> str:
    """Return a cell as text; whole numbers without a fraction, what is missing as nothing."""
    if value is None or is_nan(value):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, str | int | float):
        return str(value)
    raise BadDatasetError(f"{place} is a {type(value).__name__}, not a text or a number")


def is_nan(value: object) -> bool:
    """Whether a cell is the number that tables write for nothing."""
    return isinstance(value, float) and math.isnan(value)
