"""Labelled mails: what they are and how they are read from JSON lines.

One object a line: ``{"id", "text", "category", "urgency", "language"}``. Only ``text`` must be
there; ``category`` and ``urgency`` may be null or left out when nobody has labelled them.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from classifiers.errors import BadExampleError

TARGETS: Final = ("category", "urgency")
URGENCIES: Final = ("high", "medium", "low")
_FIELDS: Final = frozenset({"id", "text", "language", *TARGETS})


@dataclass(frozen=True, slots=True)
class Example:
    """One mail's subject and body as plain text, with the labels a person gave it.

    ``None`` for a label means that nobody has decided it, not that there is none.
    """

    text: str
    category: str | None
    urgency: str | None
    language: str = "en"
    identifier: str = ""

    def label(self, target: str) -> str | None:
        """Return the label for ``"category"`` or ``"urgency"``."""
        return self.category if target == "category" else self.urgency


def read_examples(source: str | Path | Traversable) -> tuple[Example, ...]:
    """Read one JSON lines file, or every ``*.jsonl`` of a folder in the order of their names.

    Raises BadExampleError, naming file and line, for a line that is no such object, and OSError
    when the file cannot be read.
    """
    root = Path(source) if isinstance(source, str) else source
    if not root.is_dir():
        return tuple(_read_file(root))
    members = sorted(
        (member for member in root.iterdir() if member.name.endswith(".jsonl")),
        key=lambda member: member.name,
    )
    return tuple(example for member in members for example in _read_file(member))


def seed_corpus() -> tuple[Example, ...]:
    """Return the labelled mails that come with the package (see seed/DATASHEET.md)."""
    return read_examples(files("classifiers") / "seed")


def _read_file(source: Traversable) -> Iterator[Example]:
    try:
        content = source.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadExampleError(f"{source.name}: not UTF-8 at byte {error.start}") from error
    # Not splitlines(): JSON strings may hold U+2028 and the like unescaped.
    for number, line in enumerate(content.split("\n"), start=1):
        if line.strip():
            yield _parse(line, place=f"{source.name}:{number}")


def _parse(line: str, *, place: str) -> Example:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BadExampleError(f"{place}: not JSON: {error}") from error
    if not isinstance(row, dict):
        raise BadExampleError(f"{place}: not a JSON object")
    if unknown := sorted(set(row) - _FIELDS):
        raise BadExampleError(f"{place}: unknown field {unknown[0]!r}")
    urgency = _optional(row, "urgency", place)
    if urgency is not None and urgency not in URGENCIES:
        raise BadExampleError(f"{place}: urgency {urgency!r} is none of {', '.join(URGENCIES)}")
    text = _optional(row, "text", place)
    if text is None:
        raise BadExampleError(f"{place}: field 'text' is missing")
    return Example(
        text=text,
        category=_optional(row, "category", place),
        urgency=urgency,
        language=_optional(row, "language", place) or "en",
        identifier=_optional(row, "id", place) or "",
    )


def _optional(row: Mapping[str, object], name: str, place: str) -> str | None:
    value = row.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip():
        raise BadExampleError(f"{place}: field {name!r} is not a text with something in it")
    return value
