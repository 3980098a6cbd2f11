"""The files that notices are made of: ours, and what an admin has put in their place.

A copied template begins with a note of the version that it was taken from and of what that one
showed; so it can be told when ours shows more.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mailflow import __version__
from mailflow.adapters.catalogues import templates_directory
from mailflow.errors import NotFoundError

SHARED = {
    "frame": ("frame.txt.j2", "frame.html.j2"),
    "macros": ("macros.txt.j2", "macros.html.j2"),
}
PARTS = ("subject.txt.j2", "body.txt.j2", "body.html.j2")
MESSAGES = "messages"
_SHOWN = re.compile(r"\b(?:notice|incident|show)\.[a-z_]+")
_NOTE = re.compile(r"\{# Copied from mailflow (\S+)\. It shows: ([a-z_. ]*) #\}")
_KEY = re.compile(r'"([a-z_]+\.[a-z_]*)"\s*(~|\|t\b|in catalogue)?')


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """One file of a notice, by its path below a directory of templates."""

    name: str
    shipped: Path
    own: Path | None

    @property
    def is_own(self) -> bool:
        """Whether an admin's file stands in its place."""
        return self.own is not None and self.own.is_file()

    @property
    def path(self) -> Path:
        """The file that is used."""
        return self.own if self.own is not None and self.own.is_file() else self.shipped

    @property
    def source(self) -> str:
        """What stands in the file that is used."""
        return self.path.read_text(encoding="utf-8")

    @property
    def version(self) -> str:
        """The version that an admin's file was copied from, empty where it does not say."""
        note = _NOTE.match(self.source) if self.is_own else None
        return note[1] if note else ""

    @property
    def shows_less(self) -> tuple[str, ...]:
        """What ours shows now that was not there when this file was copied from it."""
        note = _NOTE.match(self.source) if self.is_own else None
        if note is None:
            return ()
        known = {*note[2].split(), *shown_in(self.source)}
        return tuple(sorted(shown_in(self.shipped.read_text(encoding="utf-8")) - known))

    @property
    def copy(self) -> str:
        """Our file, with the note of where it is from."""
        source = self.shipped.read_text(encoding="utf-8")
        shown = " ".join(sorted(shown_in(source)))
        return f"{{# Copied from mailflow {__version__}. It shows: {shown} #}}\n{source}"


@dataclass(frozen=True, slots=True)
class TemplateFiles:
    """Every template, with what an admin has put into his directory."""

    overrides: Path | None

    @property
    def names(self) -> tuple[str, ...]:
        """What can be shown and copied: every notice, then what they share."""
        own = templates_directory()
        notices = sorted(path.name for path in own.iterdir() if (path / PARTS[0]).is_file())
        return (*notices, *SHARED)

    def of(self, name: str) -> tuple[TemplateFile, ...]:
        """Return the files of one; NotFoundError where there is no such template."""
        if name not in self.names:
            raise NotFoundError(f"there is no template {name}; see `mailflow template list`")
        files = SHARED.get(name) or tuple(f"{name}/{part}" for part in PARTS)
        own = self.overrides
        return tuple(
            TemplateFile(one, templates_directory() / one, own / one if own else None)
            for one in files
        )

    def every(self) -> Iterator[TemplateFile]:
        """Yield all files of all templates."""
        for name in self.names:
            yield from self.of(name)

    def unused(self) -> Iterator[Path]:
        """Yield the files of the admin's directory that no notice is made of."""
        if self.overrides is None or not self.overrides.is_dir():
            return
        known = {one.name for one in self.every()}
        for folder in sorted(self.overrides.iterdir()):
            if folder.is_dir() and folder.name != MESSAGES:
                files = (path for path in sorted(folder.iterdir()) if path.name.endswith(".j2"))
                yield from (one for one in files if f"{folder.name}/{one.name}" not in known)


def shown_in(source: str) -> frozenset[str]:
    """Return what a template shows of a notice, and the shared pieces that it uses."""
    return frozenset(_SHOWN.findall(source))


def keys_in(source: str, every: tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys of the sentences that a template says, in the order of the catalogue."""
    found = {(match[1], match[2]) for match in _KEY.finditer(source)}
    whole = {key for key, rest in found if rest != "~" and not key.endswith((".", "_"))}
    starts = tuple(key for key, rest in found if rest == "~" or key.endswith((".", "_")))
    return tuple(one for one in every if one in whole or one.startswith(starts or ("\0",)))
