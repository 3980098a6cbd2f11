"""Notices as text and HTML: the only home of jinja2.

A template is looked up in the admin's directory first, then in mailflow's own; sentences come
from the message catalogue of the language. What people wrote is a value, never a template.
"""

import re
import textwrap
import tomllib
import traceback
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NoReturn

import jinja2
from jinja2.nodes import EvalContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

import mailflow
from mailflow.core.explanations import Explanation
from mailflow.core.headers import clean, clean_subject, cut
from mailflow.core.local_times import in_zone
from mailflow.core.moments import zone_label
from mailflow.core.notices import NoticeContext
from mailflow.core.quoting import REPLY_MARKER, REPLY_MARKERS
from mailflow.errors import InstallationError, RenderingError

FALLBACK_LANGUAGE = "en"
TEXT_WIDTH = 76
KEPT_TOGETHER = 24
SUBJECT_WIDTH = 78  # what lists of mails show of it, and a header line without folds holds
NAME_LIMIT = 80
PLACEHOLDER = re.compile(r"\{(\w+)\}")
NAMED = frozenset({"state", "field"})  # values that have words of their own: `state.on_hold`
# Letters that are written from right to left: Hebrew, Arabic, Syriac, Thaana, NKo and kin.
RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]")
TYPED = re.compile(r"`([^`]+)`")
# What an expression of a template may raise besides jinja2's own errors.
FAILURES = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)

CommandsHelp = tuple[tuple[str, str], ...]

# Text and HTML of a notice say the same, and many notices the same again.
_remembered = lru_cache(maxsize=256)


@dataclass(frozen=True, slots=True)
class Rendered:
    """One notice in words."""

    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The sentences of one language; what it lacks was filled in from the fallback."""

    language: str
    sentences: Mapping[str, str] = field(repr=False)

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
        return self._filled(key, _plain(self.sentence(key)), values, str)

    def html(self, key: str, values: Mapping[str, object]) -> Markup:
        """Return the sentence filled in, with every value escaped."""
        filled = self._filled(key, _marked_up(self.sentence(key)), values, _isolated)
        return Markup(filled)  # noqa: S704 - sentence and values are escaped above

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
        return self.sentences.get(f"{name}.{value}", value) if name in NAMED else value

    def wall_time(self, value: datetime, zone: str) -> str:
        """Return what a clock of that zone shows, such as `Tue 24 Nov 2026, 12:00 UTC`.

        `date.moment` names UTC itself, in the catalogues of administrators too.
        """
        return self.text(
            "date.moment" if zone == "UTC" else "date.local",
            {
                "weekday": self.words("date.weekdays")[value.weekday()],
                "day": value.day,
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


class Renderer:
    """Turns the facts of a notice into subject, text and HTML; templates are compiled once."""

    def __init__(self, overrides: Path | None = None) -> None:
        own = templates_directory()
        self._directories = (overrides, own) if overrides else (own,)
        self._environments: dict[str, jinja2.Environment] = {}

    def render(self, context: NoticeContext, language: str) -> Rendered:
        """Return the notice in the language, or in English where there is no such catalogue."""
        environment = self._environment(self._known(language))
        folder, notice = context.template, in_zone(context)
        return Rendered(
            subject=_short(_filled(environment, f"{folder}/subject.txt.j2", notice)),
            text=_filled(environment, f"{folder}/body.txt.j2", notice),
            html=_filled(environment, f"{folder}/body.html.j2", notice),
        )

    def explained(self, explanation: Explanation, language: str = FALLBACK_LANGUAGE) -> str:
        """Return in words why something was done or refused."""
        key, values = f"explanation.{explanation.key}", dict(explanation.values)
        return self._catalogue(language).text(key, values)

    def sentence(self, key: str, language: str = FALLBACK_LANGUAGE) -> str:
        """Return a sentence of the catalogue that has no values in it."""
        return self._catalogue(language).text(key, {})

    def say(self, language: str) -> Callable[..., str]:
        """Return what gives a sentence of the language, filled in."""
        catalogue = self._catalogue(language)
        return lambda key, **values: catalogue.text(key, values)

    def _catalogue(self, language: str) -> Catalogue:
        catalogue = self._environment(self._known(language)).globals["catalogue"]
        if not isinstance(catalogue, Catalogue):
            raise RenderingError("an environment without a catalogue")
        return catalogue

    def _known(self, language: str) -> str:
        """Return the language without its region if there is a catalogue, else the fallback."""
        short = re.split("[-_]", language.lower())[0]
        if short in self._environments:
            return short
        is_code = re.fullmatch("[a-z]{2,3}", short)
        return short if is_code and any(self._catalogue_files(short)) else FALLBACK_LANGUAGE

    def _catalogue_files(self, language: str) -> Iterator[Path]:
        """Yield the existing catalogue files of a language, the strongest last."""
        paths = (folder / "messages" / f"{language}.toml" for folder in self._directories[::-1])
        return (path for path in paths if path.is_file())

    def _environment(self, language: str) -> jinja2.Environment:
        if language not in self._environments:
            sentences: dict[str, str] = {}
            for one in dict.fromkeys((FALLBACK_LANGUAGE, language)):
                for path in self._catalogue_files(one):
                    sentences |= read_sentences(path)
            self._environments[language] = _environment(
                self._directories,
                Catalogue(language, sentences),
                sandboxed=len(self._directories) > 1,
            )
        return self._environments[language]


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
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
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


class _Environment(jinja2.Environment):
    """Where our own templates are compiled."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return one dict: jinja2's chain of them is walked for each template of each notice."""
        return {**self.globals, **(d or {})}


class _Sandbox(_Environment, ImmutableSandboxedEnvironment):
    """Where an admin's templates are compiled; they reach nothing but the notice."""


def _environment(
    directories: tuple[Path, ...], catalogue: Catalogue, *, sandboxed: bool
) -> jinja2.Environment:
    """Return where templates are compiled; the sandbox doubles what every notice costs.

    It is for what an admin has put in place: the templates we deliver are code like any other.
    """
    kind = _Sandbox if sandboxed else _Environment
    environment = kind(
        loader=jinja2.FileSystemLoader(directories),
        autoescape=jinja2.select_autoescape(["html.j2"], default_for_string=True),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    _furnish(environment, catalogue)
    return environment


def _furnish(environment: jinja2.Environment, catalogue: Catalogue) -> None:
    """Give templates the sentences and filters of a language.

    A sentence is written `"key"|t(name=value)`: to jinja2 a filter costs half of what a function
    does, and one without values is filled in once, when the template is compiled.
    """

    @jinja2.pass_eval_context
    def say(eval_context: EvalContext, key: str, **values: object) -> str:
        fill = catalogue.html if eval_context.autoescape else catalogue.text
        return fill(key, values)

    explanations = _remembered(catalogue.explained)

    @jinja2.pass_eval_context
    def explained(eval_context: EvalContext, commands: CommandsHelp) -> CommandsHelp:
        return explanations(commands, in_html=bool(eval_context.autoescape))

    marker = REPLY_MARKERS.get(catalogue.language, REPLY_MARKER)
    environment.globals |= {"t": say, "catalogue": catalogue, "marker": marker}
    environment.filters |= {
        "t": say,
        "explained": explained,
        "moment": _moments(catalogue),
        "duration": _remembered(catalogue.duration),
        "working": _remembered(catalogue.working),
        "percent": catalogue.percent,
        "wrap": _wrapped,
        "one_line": _one_line,
    }


def _moments(catalogue: Catalogue) -> Callable[[datetime], str]:
    """Return what shows a moment; one moment in two zones is equal, and is remembered twice."""
    wall_time = _remembered(catalogue.wall_time)
    return lambda moment: wall_time(moment.replace(tzinfo=None), zone_label(moment))


@_remembered  # most sentences have no value in them and come with every notice
def _wrapped(text: str, width: int = TEXT_WIDTH) -> str:
    return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)


def _short(subject: str) -> str:
    """Return a subject that ends with a whole word, where it has any early enough."""
    line = clean_subject(subject)
    if len(line) <= SUBJECT_WIDTH:
        return line
    start = cut(line, SUBJECT_WIDTH - 1)
    whole = start.rpartition(" ")[0] if line[len(start)] != " " else start
    return f"{whole if len(whole) > SUBJECT_WIDTH // 2 else start}…"


def _one_line(text: str) -> str:
    """Return a name or a command in one line, which says so where it is cut."""
    line = clean(text, NAME_LIMIT + 1)
    return line if len(line) <= NAME_LIMIT else f"{cut(line, NAME_LIMIT - 1)}…"


def _filled(environment: jinja2.Environment, name: str, context: NoticeContext) -> str:
    try:
        template = environment.get_template(name)
        return template.render(notice=context, incident=context.incident)
    except (jinja2.TemplateError, RenderingError, *FAILURES) as error:
        _raise_with_place(error, name)


def _raise_with_place(error: Exception, name: str) -> NoReturn:
    """Name template and line; what a value held is not repeated (promise P16)."""
    place, line = name, 0
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.endswith(".j2"):
            place, line = frame.filename, frame.lineno or 0
    if isinstance(error, jinja2.TemplateSyntaxError):
        place, line = error.filename or name, error.lineno
    told = isinstance(error, jinja2.TemplateError | RenderingError)
    reason = str(error) if told else type(error).__name__
    raise RenderingError(f"template {place}, line {line}: {reason}") from error


def render_page(template: Path, values: Mapping[str, object]) -> str:
    """Return a page made from a template of our own; every value is escaped."""
    catalogue = Catalogue(FALLBACK_LANGUAGE, {})
    environment = _environment((template.parent,), catalogue, sandboxed=False)
    try:
        return environment.get_template(template.name).render(values)
    except (jinja2.TemplateError, *FAILURES) as error:
        _raise_with_place(error, template.name)
