"""Labelled mails: what they are and how they are read from JSON lines.

One object a line: ``{"id", "text", "category", "urgency", "impact", "language"}``. Only ``text``
must be there; a label may be null or left out when nobody has decided it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from classifiers.errors import BadExampleError
from classifiers.signals import NO_SIGNALS, Signals

TARGETS: Final = ("category", "urgency", "impact")
URGENCIES: Final = ("high", "medium", "low")  # the levels of an impact too
_FIELDS: Final = frozenset({"id", "text", "language", *TARGETS})


@dataclass(frozen=True, slots=True)
class Example:
    """One mail's subject and body as plain text, with the labels a person gave it.

    ``None`` for a label means that nobody has decided it, not that there is none. Examples of
    the same ``group``, mails of one conversation, are never parted by folds; ``requester`` is a
    hash that tells people apart without naming them. Both are empty where unknown. Confidence
    and thresholds are measured on mails with ``is_evidence`` alone: what was made up to start
    with is learned from but proves nothing.
    """

    text: str
    category: str | None
    urgency: str | None
    language: str = "en"
    identifier: str = ""
    impact: str | None = None
    signals: Signals = NO_SIGNALS
    group: str = ""
    requester: str = ""
    is_evidence: bool = True

    def label(self, target: str) -> str | None:
        """Return the label for one of TARGETS."""
        if target == "category":
            return self.category
        return self.urgency if target == "urgency" else self.impact


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
    """Return the labelled mails that come with the package (see seed/DATASHEET.md).

    They are no evidence: nobody ever sent them, so they prove nothing about a desk's own mail.
    """
    found = read_examples(files("classifiers") / "seed")
    return tuple(replace(example, is_evidence=False) for example in found)


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
    text = _optional(row, "text", place)
    if text is None:
        raise BadExampleError(f"{place}: field 'text' is missing")
    return Example(
        text=text,
        category=_optional(row, "category", place),
        urgency=_level(row, "urgency", place),
        language=_optional(row, "language", place) or "en",
        identifier=_optional(row, "id", place) or "",
        impact=_level(row, "impact", place),
    )


def _level(row: Mapping[str, object], name: str, place: str) -> str | None:
    level = _optional(row, name, place)
    if level is not None and level not in URGENCIES:
        raise BadExampleError(f"{place}: {name} {level!r} is none of {', '.join(URGENCIES)}")
    return level


def _optional(row: Mapping[str, object], name: str, place: str) -> str | None:
    value = row.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip():
        raise BadExampleError(f"{place}: field {name!r} is not a text with something in it")
    return value
