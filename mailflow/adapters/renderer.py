"""Notices as text and HTML: the only home of jinja2.

A template is looked up in the admin's directory first, then in mailflow's own; sentences come
from the message catalogue of the language. What people wrote is a value, never a template.
"""

import re
import traceback
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

import jinja2
from jinja2.nodes import EvalContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mailflow.adapters.catalogues import (
    Catalogue,
    CommandsHelp,
    read_sentences,
    templates_directory,
)
from mailflow.core.explanations import Explanation
from mailflow.core.headers import clean, clean_subject, cut
from mailflow.core.local_times import in_zone
from mailflow.core.moments import zone_label
from mailflow.core.notices import NoticeContext
from mailflow.core.quoting import REPLY_MARKER, REPLY_MARKERS
from mailflow.core.wrapping import columns, fitting, padded, wrapped
from mailflow.errors import RenderingError

FALLBACK_LANGUAGE = "en"
TEXT_WIDTH = 76
SUBJECT_WIDTH = 78  # what lists of mails show of it, and a header line without folds holds
NAME_LIMIT = 80
# What an expression of a template may raise besides jinja2's own errors.
FAILURES = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)

# Text and HTML of a notice say the same, and many notices the same again.
_remembered = lru_cache(maxsize=256)


@dataclass(frozen=True, slots=True)
class Rendered:
    """One notice in words."""

    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)


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

    @property
    def languages(self) -> tuple[str, ...]:
        """Every language that has a catalogue, here or in the admin's directory."""
        folders = (folder / "messages" for folder in self._directories)
        return tuple(sorted({path.stem for folder in folders for path in folder.glob("*.toml")}))

    def spoken(self, language: str) -> str:
        """Return in which language something is said to somebody of that language."""
        return self._known(language)

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
            self._environments[language] = _environment(
                self._directories,
                self._read_catalogue(language),
                sandboxed=len(self._directories) > 1,
            )
        return self._environments[language]

    def _read_catalogue(self, language: str) -> Catalogue:
        """Return the sentences of English, then of the language, the admin's above ours."""
        sentences: dict[str, str] = {}
        shipped: list[dict[str, str]] = []
        for one in dict.fromkeys((FALLBACK_LANGUAGE, language)):
            for path in self._catalogue_files(one):
                found = read_sentences(path)
                sentences |= found
                if path.parent.parent == self._directories[-1]:
                    shipped.insert(0, found)
        return Catalogue(language, sentences, tuple(shipped))


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
    environment.filters |= {"t": say, "explained": explained, **_shapes(catalogue)}


def _shapes(catalogue: Catalogue) -> dict[str, Callable[..., object]]:
    """Return what gives values the form in which a language writes them."""
    return {
        "moment": _moments(catalogue),
        "duration": _remembered(catalogue.duration),
        "working": _remembered(catalogue.working),
        "percent": catalogue.percent,
        "number": catalogue.number,
        "wrap": _wrapped,
        "padded": padded,
        "columns": columns,
        "one_line": _one_line,
    }


def _moments(catalogue: Catalogue) -> Callable[[datetime], str]:
    """Return what shows a moment; one moment in two zones is equal, and is remembered twice."""
    wall_time = _remembered(catalogue.wall_time)
    return lambda moment: wall_time(moment.replace(tzinfo=None), zone_label(moment))


@_remembered  # most sentences have no value in them and come with every notice
def _wrapped(text: str, width: int = TEXT_WIDTH) -> str:
    return wrapped(text, width)


def _short(subject: str) -> str:
    """Return a subject that ends with a whole word, where it has any early enough."""
    line = clean_subject(subject)
    if columns(line) <= SUBJECT_WIDTH:
        return line
    start = cut(line, len(fitting(line, SUBJECT_WIDTH - 1)))
    whole = start.rpartition(" ")[0] if line[len(start)] != " " else start
    return f"{whole if columns(whole) > SUBJECT_WIDTH // 2 else start}…"


def _one_line(text: str, limit: int = NAME_LIMIT) -> str:
    """Return a name, a command or a sentence in one line, which says so where it is cut."""
    line = clean(text, limit + 1)
    return line if len(line) <= limit else f"{cut(line, limit - 1)}…"


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
    raise RenderingError(reason, place, line) from error


def render_page(template: Path, values: Mapping[str, object]) -> str:
    """Return a page made from a template of our own; every value is escaped."""
    catalogue = Catalogue(FALLBACK_LANGUAGE, {})
    environment = _environment((template.parent,), catalogue, sandboxed=False)
    try:
        return environment.get_template(template.name).render(values)
    except (jinja2.TemplateError, *FAILURES) as error:
        _raise_with_place(error, template.name)
