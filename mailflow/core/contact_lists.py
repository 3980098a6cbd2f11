"""A list of people as spreadsheets write it (RFC 4180): its rows, and every mistake by its line."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import StringIO

from mailflow.core.header_text import clean_value

SEPARATORS = ",;\t"
COLUMNS = {
    "name": ("name", "display name", "full name"),
    "address": ("address", "email", "e-mail", "mail", "email address"),
    "more": ("more addresses", "other addresses", "further addresses"),
    "role": ("role",),
    "handle": ("handle",),
    "groups": ("groups", "group"),
    "language": ("language",),
    "time_zone": ("time zone", "timezone"),
}
FORMULA_SIGNS = "=+-@"
MAXIMUM_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in a line of the list."""

    line: int
    problem: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One person as written; `addresses` begins with the one that mail goes to."""

    line: int
    name: str = ""
    addresses: tuple[str, ...] = ()
    role: str = ""
    handle: str = ""
    groups: tuple[str, ...] = ()
    language: str = ""
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class ContactList:
    """The rows that could be read, and what could not."""

    rows: tuple[ContactRow, ...] = field(default=(), repr=False)
    problems: tuple[RowProblem, ...] = ()


def read_contact_list(content: bytes) -> ContactList:
    """Read a list with a line of column names; comma, semicolon or tab between its cells."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return _refused(line, "this is no UTF-8; save the list as `CSV UTF-8`")
    found, problems = list[ContactRow](), list[RowProblem]()
    for one in _records(text):
        if isinstance(one, ContactRow):
            found.append(one)
        else:
            problems.append(one)
    if not found and not problems:
        return _refused(1, "the list names nobody")
    return ContactList(tuple(found), tuple(problems))


def _refused(line: int, problem: str) -> ContactList:
    return ContactList(problems=(RowProblem(line, problem),))


def _records(text: str) -> Iterator[ContactRow | RowProblem]:
    head = text.partition("\n")[0]
    separator = max(SEPARATORS, key=head.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    names, line, count = None, 1, 0
    try:
        for cells in reader:
            if names is None:
                names, wrong = _names(cells)
                yield from wrong
                if wrong:
                    return
            elif any(cell.strip() for cell in cells):
                count += 1
                yield _row(line, names, cells)
            line = reader.line_num + 1
            if count >= MAXIMUM_ROWS:
                yield RowProblem(line, f"more than {MAXIMUM_ROWS} people; import them in parts")
                return
    except csv.Error as error:
        yield RowProblem(line, f"this is no row of a list: {error}")
    if names is None:
        yield RowProblem(1, "the list is empty; its first line names the columns")


def _names(cells: Sequence[str]) -> tuple[list[str], list[RowProblem]]:
    """Return the column each cell of the first line means, and what it means not."""
    names, problems = list[str](), list[RowProblem]()
    for cell in cells:
        written = " ".join(cell.replace("_", " ").casefold().split())
        name = next((one for one, known in COLUMNS.items() if written in known), "")
        if not name and written:
            problems.append(RowProblem(1, f"unknown column {clean_value(cell)[:60]!r}"))
        elif name in names and name:
            problems.append(RowProblem(1, f"the column {written!r} stands there twice"))
        names.append(name)
    if "address" not in names:
        problems.append(RowProblem(1, "no column `address`; the first line names the columns"))
    return names, problems


def _row(line: int, names: Sequence[str], cells: Sequence[str]) -> ContactRow | RowProblem:
    if any(cell.strip() for cell in cells[len(names) :]):
        return RowProblem(line, f"{len(cells)} cells, but {len(names)} columns")
    values = {name: clean_value(cell) for name, cell in zip(names, cells, strict=False) if name}
    for name, value in values.items():
        if _is_formula(name, value):
            return RowProblem(line, f"{name}: begins with {value[0]}, as formulas do")
    return ContactRow(
        line,
        name=values.get("name", ""),
        addresses=(values.get("address", ""), *_parts(values.get("more", ""), " ,;|")),
        role=values.get("role", "").casefold(),
        handle=values.get("handle", ""),
        groups=_parts(values.get("groups", ""), ",;|"),
        language=values.get("language", ""),
        time_zone=values.get("time_zone", ""),
    )


def _is_formula(name: str, value: str) -> bool:
    """Whether a spreadsheet would compute the value; a handle may be written with its @."""
    body = value.removeprefix("@") if name == "handle" else value
    return body[:1] != "" and body[0] in FORMULA_SIGNS


def _parts(text: str, separators: str) -> tuple[str, ...]:
    """Return what stands between the separators, each once."""
    for one in separators:
        text = text.replace(one, "\n")
    return tuple(dict.fromkeys(part.strip() for part in text.split("\n") if part.strip()))
