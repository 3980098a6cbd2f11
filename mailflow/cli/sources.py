"""Mails named on the command line: files, mbox files, folders, and standard input as `-`."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from mailflow.adapters.maildir import is_maildir, mail_files, read_file
from mailflow.adapters.mbox import Place, is_mbox, places, read_place
from mailflow.core.header_text import clean_value

STANDARD_INPUT = "-"
PATTERN = "*.eml"
LARGEST_MEMBER = 64 * 1024 * 1024
"""What is read of one mail in an mbox or a Maildir; the desk's own limit is far below."""


@dataclass(frozen=True, slots=True)
class Source:
    """One place to read a mail from; the bytes are read when they are asked for.

    A member is one mail of a Maildir or an mbox: where it cannot be read, the others still are.
    """

    path: Path | None
    is_member: bool = False
    number: int = 0
    place: Place | None = None

    @property
    def name(self) -> str:
        """Where it comes from, in words."""
        if self.path is None:
            return "stdin"
        number = f"#{self.number}" if self.place else ""
        return f"file:{clean_value(self.path.name)}{number}"

    def content(self) -> bytes:
        """Return the raw bytes."""
        if self.path is None:
            content: bytes = sys.stdin.buffer.read()
            return content
        if self.place is not None:
            return read_place(self.path, self.place, most=LARGEST_MEMBER)
        return (
            read_file(self.path, most=LARGEST_MEMBER) if self.is_member else self.path.read_bytes()
        )


def find_sources(arguments: Sequence[str]) -> tuple[Source, ...]:
    """Return the mails that the arguments name; wrong ones are refused before any is read.

    What a file or folder is, its content and structure say: mbox, Maildir, or plain mail.
    """
    if list(arguments).count(STANDARD_INPUT) > 1:
        raise click.BadParameter("standard input can be read once", param_hint=STANDARD_INPUT)
    return tuple(source for argument in arguments for source in _found(argument))


def _found(argument: str) -> Iterator[Source]:
    path = Path(argument)
    if argument == STANDARD_INPUT:
        yield Source(None)
    elif path.is_dir():
        yield from _in_folder(path)
    elif path.is_file():
        yield from _in_file(path)
    else:
        raise click.BadParameter(f"{argument}: no such file or folder", param_hint="FILES")


def _in_folder(path: Path) -> Iterator[Source]:
    if is_maildir(path):
        yield from (Source(one, is_member=True) for one in mail_files(path))
        return
    for one in sorted(path.glob(PATTERN)):
        yield from _in_file(one)


def _in_file(path: Path) -> Iterator[Source]:
    if not is_mbox(path):
        yield Source(path)
        return
    for number, place in enumerate(places(path), start=1):
        yield Source(path, is_member=True, number=number, place=place)
