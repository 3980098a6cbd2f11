"""Message catalogues: the sentences of each language, filled in as text or as HTML.

A catalogue is a TOML file; `{names}` stand for values, `backticks` mark what somebody types. How
days, numbers and lists are written belongs to the language and stands there, too (after the Unicode
Common Locale Data Repository).
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

import mailflow
from mailflow.errors import InstallationError, RenderingError

KEPT_TOGETHER = 24
PLACEHOLDER = re.compile(r"\{(\w+)\}")
NAMED = frozenset({"state", "field"})  # values that have words of their own: `state.on_hold`
COUNTED = frozenset({"count"})
UNGROUPED = 10_000  # numbers of four digits are easier to read without a sign between them
# Letters that are written from right to left: Hebrew, Arabic, Syriac, Thaana, NKo and kin.
RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]")
TYPED = re.compile(r"`([^`]+)`")

CommandsHelp = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The sentences of one language; what it lacks was filled in from the fallback.

    A sentence that asks for a value which nothing gives, as an administrator's own may after an
    upgrade, gives way to that of the first of `shipped` that does not: a notice is sent all the
    same, and `mailflow template check` tells of it.
    """

    language: str
    sentences: Mapping[str, str] = field(repr=False)
    shipped: tuple[Mapping[str, str], ...] = field(default=(), repr=False)

    def sentence(self, key: str) -> str:
        """Return the sentence with its placeholders."""
        if key not in self.sentences:
            raise RenderingError(f"no sentence {key!r} in the catalogue {self.language!r}")
        return self.sentences[key]

    def __contains__(self, key: object) -> bool:
        """Whether there is a sentence of that key."""
        return key in self.sentences

    def words(self, key: str) -> list[str]:
        """Return a sentence as its words: the names of days and months."""
        return self.sentence(key).split()

    def text(self, key: str, values: Mapping[str, object]) -> str:
        """Return the sentence filled in, for plain text."""
        return self._filled(key, _plain(self._fitting(key, values)), values, str)

    def html(self, key: str, values: Mapping[str, object]) -> Markup:
        """Return the sentence filled in, with every value escaped."""
        filled = self._filled(key, _marked_up(self._fitting(key, values)), values, _isolated)
        return Markup(filled)  # noqa: S704 - sentence and values are escaped above

    def _fitting(self, key: str, values: Mapping[str, object]) -> str:
        """Return the sentence, or ours where it asks for what is not given."""
        sentence = self.sentence(key)
        if _asks(sentence) <= values.keys():
            return sentence
        ours = (one[key] for one in self.shipped if key in one)
        return next((one for one in ours if _asks(one) <= values.keys()), sentence)

    def _filled(
        self,
        key: str,
        pieces: Sequence[str],
        values: Mapping[str, object],
        shown: Callable[[object], str],
    ) -> str:
        """Join the pieces of a sentence; every second one is the name of a value."""
        filled = list(pieces)
        for index in range(1, len(pieces), 2):
            filled[index] = shown(self._value(key, pieces[index], values))
        return "".join(filled)

    def _value(self, key: str, name: str, values: Mapping[str, object]) -> object:
        if name not in values:
            raise RenderingError(f"the sentence {key!r} needs a value for {{{name}}}")
        value = values[name]
        if name in COUNTED and isinstance(value, int):
            return self.number(value)
        return self.sentences.get(f"{name}.{value}", value) if name in NAMED else value

    def number(self, value: float, digits: int = 0) -> str:
        """Return a number as this language writes it: `12,345.6` or `12.345,6`."""
        written = f"{value:,.{digits}f}" if abs(value) >= UNGROUPED else f"{value:.{digits}f}"
        signs = {",": self.sentence("number.group"), ".": self.sentence("number.decimal")}
        return "".join(signs.get(sign, sign) for sign in written)

    def wall_time(self, value: datetime, zone: str) -> str:
        """Return what a clock of that zone shows, such as `Tue 24 Nov 2026, 12:00 UTC`.

        `date.moment` names UTC itself, in the catalogues of administrators too.
        """
        return self.text(
            "date.moment" if zone == "UTC" else "date.local",
            {
                "weekday": self.words("date.weekdays")[value.weekday()],
                "day": self.sentence("date.first") if value.day == 1 else value.day,
                "month": self.words("date.months")[value.month - 1],
                "year": value.year,
                "time": f"{value:%H:%M}",
                "zone": zone,
            },
        )

    def duration(self, value: timedelta) -> str:
        """Return a rounded duration in the largest unit that still tells enough."""
        minutes = max(1, round(value.total_seconds() / 60))
        unit, count = "minute", minutes
        if minutes >= 48 * 60:
            unit, count = "day", round(minutes / (24 * 60))
        elif minutes >= 60:
            unit, count = "hour", round(minutes / 60)
        return self.text(f"date.{unit}" if count == 1 else f"date.{unit}s", {"count": count})

    def working(self, value: timedelta) -> str:
        """Return a length of business time: in hours, for its days are not those of a clock."""
        minutes = max(1, round(abs(value).total_seconds() / 60))
        unit, count = ("hour", round(minutes / 60)) if minutes >= 60 else ("minute", minutes)
        return self.text(f"date.{unit}" if count == 1 else f"date.{unit}s", {"count": count})

    def percent(self, value: float) -> str:
        """Return a share of one in percent."""
        return self.text("date.percent", {"number": round(value * 100)})

    def explained(self, commands: CommandsHelp, *, in_html: bool) -> CommandsHelp:
        """Return commands with the explanations that the catalogue has for them."""
        fill = self.html if in_html else self.text
        keys = [f"commands.{command.split(' ')[0].lstrip('#')}" for command, _ in commands]
        return tuple(
            (command, fill(key, {}) if key in self else explanation)
            for key, (command, explanation) in zip(keys, commands, strict=True)
        )


@cache
def _asks(sentence: str) -> frozenset[str]:
    return frozenset(PLACEHOLDER.findall(sentence))


@cache
def _plain(sentence: str) -> Sequence[str]:
    return PLACEHOLDER.split(TYPED.sub(r"\1", sentence))


@cache
def _marked_up(sentence: str) -> Sequence[str]:
    return PLACEHOLDER.split(TYPED.sub(_typed, str(escape(sentence))))


def _typed(found: re.Match[str]) -> str:
    """Keep a short command of several words on one line."""
    is_kept = " " in found[1] and len(found[1]) <= KEPT_TOGETHER
    style = ' style="white-space:nowrap"' if is_kept else ""
    return f"<code{style}>{found[1]}</code>"


def _isolated(value: object) -> str:
    """Escape a value; a name that runs from right to left takes no neighbours along (UAX 9)."""
    shown = escape(value)
    return f"<bdi>{shown}</bdi>" if RIGHT_TO_LEFT.search(shown) else shown


def templates_directory() -> Path:
    """Return mailflow's own templates: inside the package in a wheel, beside it in the source."""
    package = Path(str(mailflow.__file__)).parent
    for directory in (package / "templates", package.parent / "templates"):
        if directory.is_dir():
            return directory
    raise InstallationError(f"no templates in {package} or beside it; install mailflow again")


def read_sentences(path: Path) -> dict[str, str]:
    """Return the sentences of a catalogue file under dotted keys, such as `state.new`."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RenderingError(f"the catalogue {path} is no TOML: {error}") from error
    return dict(_flat(tables, "", path))


def _flat(table: Mapping[str, object], prefix: str, path: Path) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict):
            yield from _flat(value, f"{key}.", path)
        elif isinstance(value, str):
            yield key, value
        else:
            raise RenderingError(f"the catalogue {path} has no text at {key!r}")
