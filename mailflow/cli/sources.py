"""Mails named on the command line: files, folders of .eml files, and standard input as `-`."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from mailflow.core.header_text import clean_value

STANDARD_INPUT = "-"
PATTERN = "*.eml"


@dataclass(frozen=True, slots=True)
class Source:
    """One place to read a mail from; the bytes are read when they are asked for."""

    path: Path | None
    name: str = field(default="stdin")

    def content(self) -> bytes:
        """Return the raw bytes."""
        if self.path is None:
            content: bytes = sys.stdin.buffer.read()
            return content
        return self.path.read_bytes()


def find_sources(arguments: Sequence[str]) -> tuple[Source, ...]:
    """Return the mails that the arguments name; wrong ones are refused before any is read."""
    if list(arguments).count(STANDARD_INPUT) > 1:
        raise click.BadParameter("standard input can be read once", param_hint=STANDARD_INPUT)
    return tuple(source for argument in arguments for source in _found(argument))


def _found(argument: str) -> Iterator[Source]:
    if argument == STANDARD_INPUT:
        yield Source(None)
        return
    path = Path(argument)
    if path.is_dir():
        yield from map(_file, sorted(path.glob(PATTERN)))
        return
    if not path.is_file():
        raise click.BadParameter(f"{argument}: no such file or folder", param_hint="FILES")
    yield _file(path)


def _file(path: Path) -> Source:
    return Source(path, f"file:{clean_value(path.name)}")
