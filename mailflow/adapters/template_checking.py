"""Everything that is wrong with templates and sentences, with file, line and remedy.

Every notice is rendered in every language as it may come: full, empty, and with names, subjects and
texts of odd shapes. What went wrong in many of them is told once.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

from mailflow.adapters.catalogues import PLACEHOLDER, read_sentences, templates_directory
from mailflow.adapters.renderer import FALLBACK_LANGUAGE, Rendered, Renderer
from mailflow.adapters.template_files import MESSAGES, PARTS, SHARED, TemplateFiles
from mailflow.core.edge_notices import edge_notices
from mailflow.core.notices import LATE_INCIDENTS, NoticeContext
from mailflow.core.quoting import REPLY_MARKERS
from mailflow.core.sample_notices import INCIDENT, NOTICE, Sample, samples
from mailflow.errors import RenderingError
from models.enums import NoticeKind

LINE_OF_ERROR = re.compile(r"at line (\d+)")
LOADS = re.compile(
    r"<(?:script|link|iframe|form)\b|url\(|@import|\bsrc=(?!\"cid:)[^ >]{0,40}", re.IGNORECASE
)
WORDS_IN = {"date.weekdays": 7, "date.months": 12}
UNPROVEN = "Unprovensubject Unprovenname"
ECHOLESS = (NoticeKind.ACKNOWLEDGEMENT, NoticeKind.RESOLUTION)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; `notices` are the first in which it showed."""

    file: str
    line: int
    problem: str
    remedy: str
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: problems, what is worth a look, and how much was tried."""

    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    languages: tuple[str, ...]
    rendered: int


@dataclass(slots=True)
class _Found:
    """Problems by what they are, each once."""

    problems: dict[tuple[str, int, str], Problem] = field(default_factory=dict)

    def add(self, problem: Problem) -> None:
        key = (problem.file, problem.line, problem.problem)
        known = self.problems.get(key)
        seen = tuple(dict.fromkeys((known.notices if known else ()) + problem.notices))[:3]
        self.problems[key] = replace(known or problem, notices=seen)

    def tells_of(self, problem: Problem) -> bool:
        """Whether it comes from a sentence that was told of: the sentence is where to mend it."""
        named = re.match(r"the sentence '([\w.]+)' needs", problem.problem)
        return named is not None and any(
            f" in {named[1]}" in one.problem for one in self.problems.values()
        )


@dataclass(frozen=True, slots=True)
class Scope:
    """What is rendered: everything, or the notices of some templates in one language."""

    names: tuple[str, ...] = ()
    language: str = ""

    def takes_in(self, one: Sample) -> bool:
        """Whether this notice is rendered; what all share is tried with all."""
        return (
            one.notice.template in self.names or not self.names or bool({*self.names} & {*SHARED})
        )


def check(overrides: Path | None, scope: Scope = Scope()) -> Report:
    """Return all that is wrong with the templates and sentences that are in force."""
    files, found, notes = TemplateFiles(overrides), _Found(), _Found()
    for problem in (*_broken_catalogues(overrides), *_unused(files)):
        found.add(problem)
    for problem in (*_older(files), *_missing(overrides)):
        notes.add(problem)
    languages: tuple[str, ...] = (FALLBACK_LANGUAGE,)
    rendered = 0
    if all(map(_is_readable, _catalogues(overrides))):
        languages, rendered = _rendered(Renderer(overrides), files, found, scope)
    in_order = sorted(found.problems.values(), key=lambda one: (one.file, one.line, one.problem))
    return Report(tuple(in_order), tuple(notes.problems.values()), languages, rendered)


def _rendered(
    renderer: Renderer, files: TemplateFiles, found: _Found, scope: Scope
) -> tuple[tuple[str, ...], int]:
    """Render everything in every language; return these, and how many notices there were."""
    own = {one.name.partition("/")[0] for one in files.every() if one.is_own}
    everywhere = any(one.startswith(tuple(SHARED)) for one in own)
    every = (*samples(), *edge_notices(), *_unproven())
    notices = tuple(filter(scope.takes_in, every))
    languages = (scope.language,) if scope.language else renderer.languages
    for language in languages:
        for one in notices:
            looked_at = everywhere or one.notice.template in own
            for problem in _wrong(renderer, one, language, files, looked_at=looked_at):
                if not found.tells_of(problem):
                    found.add(replace(problem, notices=(f"{one.name}.{language}",)))
    return languages, len(notices) * len(languages)


def _unproven() -> Iterator[Sample]:
    """Yield what goes to somebody whose address is not proven (promise P13)."""
    told = replace(INCIDENT, subject=UNPROVEN, requester=UNPROVEN)
    unproven = replace(NOTICE, incident=told, recipient_name=UNPROVEN, echo=False)
    for kind in ECHOLESS:
        yield Sample(f"{kind.value}-unproven", replace(unproven, kind=kind, conversation=()))


def _wrong(
    renderer: Renderer, one: Sample, language: str, files: TemplateFiles, *, looked_at: bool
) -> Iterator[Problem]:
    try:
        rendered = renderer.render(one.notice, language)
    except RenderingError as error:
        remedy = "mend this line; `mailflow template show` prints ours"
        yield Problem(_named(error.place, files), error.line, error.reason, remedy)
        return
    if looked_at:
        yield from _amiss(rendered, one.notice, language, files)


def _named(place: str, files: TemplateFiles) -> str:
    """Return the path of a template that an error names."""
    known = {one.name: str(one.path) for one in files.every()}
    return known.get(place, place)


def _amiss(
    rendered: Rendered, notice: NoticeContext, language: str, files: TemplateFiles
) -> Iterator[Problem]:
    """Yield what is wrong with a notice though it could be rendered."""
    subject, text, html = (one.path for one in files.of(notice.template))
    marker = REPLY_MARKERS.get(language, REPLY_MARKERS[FALLBACK_LANGUAGE])
    has_incident = bool(notice.incident.reference)
    is_of_one = has_incident and notice.template != LATE_INCIDENTS
    if not rendered.subject:
        yield Problem(str(subject), 1, "the subject is empty", "let the template say something")
    elif is_of_one and f"[{notice.incident.reference}]" not in rendered.subject:
        remedy = "begin it with [{{ incident.reference }}], by which answers are recognised"
        yield Problem(str(subject), 1, "the subject lacks the reference", remedy)
    for path, content in ((text, rendered.text), (html, rendered.html)):
        if has_incident and marker not in content:
            remedy = 'extend "frame.txt.j2" or "frame.html.j2", or show {{ marker }} on top'
            yield Problem(str(path), 1, "the line above which to write is missing", remedy)
        if not notice.echo and any(word in content for word in UNPROVEN.split()):
            remedy = "show subject and names only where notice.echo is true"
            yield Problem(str(path), 1, "repeats what an unproven sender wrote", remedy)
    if loaded := LOADS.search(rendered.html):
        remedy = "take it out: a notice needs no picture, script, form or network"
        yield Problem(str(html), 1, f"holds {loaded[0]}", remedy)


def _unused(files: TemplateFiles) -> Iterator[Problem]:
    for path in files.unused():
        names = get_close_matches(path.parent.name, files.names, 1)
        of_notice = path.parent.name in files.names
        expected = ", ".join(PARTS) if of_notice else ", ".join(names or files.names)
        remedy = f"rename it; there are: {expected}"
        if of_notice or path.name in PARTS:
            yield Problem(str(path), 1, "no notice is made of this file", remedy)


def _older(files: TemplateFiles) -> Iterator[Problem]:
    for one in files.every():
        if less := one.shows_less:
            problem = f"copied from mailflow {one.version}; ours now shows {', '.join(less)}, too"
            folder = one.name.partition("/")[0].partition(".")[0]
            remedy = f"compare with `mailflow template show {folder} --shipped`"
            yield Problem(str(one.path), 1, problem, remedy)


def _missing(overrides: Path | None) -> Iterator[Problem]:
    """Yield how many sentences of a language come in English."""
    english = read_sentences(templates_directory() / MESSAGES / f"{FALLBACK_LANGUAGE}.toml")
    for language, known in _known_sentences(overrides).items():
        if missing := [key for key in english if key not in known]:
            told = ", ".join(missing[:5]) + (", …" if len(missing) > 5 else "")
            problem = f"{len(missing)} sentences come in English: {told}"
            yield Problem(f"{language}.toml", 1, problem, "add them to the catalogue")


def _known_sentences(overrides: Path | None) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in filter(_is_readable, _catalogues(overrides)):
        found.setdefault(path.stem, set()).update(read_sentences(path))
    return found


def _is_readable(path: Path) -> bool:
    """Whether a catalogue is one; why another is not is told as a problem."""
    try:
        read_sentences(path)
    except RenderingError:
        return False
    return True


def _catalogues(overrides: Path | None) -> tuple[Path, ...]:
    folders = (templates_directory(), *((overrides,) if overrides else ()))
    return tuple(path for one in folders for path in sorted((one / MESSAGES).glob("*.toml")))


def _broken_catalogues(overrides: Path | None) -> Iterator[Problem]:
    english = read_sentences(templates_directory() / MESSAGES / f"{FALLBACK_LANGUAGE}.toml")
    for path in _catalogues(overrides):
        try:
            sentences = read_sentences(path)
        except RenderingError as error:
            line = LINE_OF_ERROR.search(error.reason)
            remedy = 'write `key = "sentence"` below a [section] (TOML 1.0)'
            yield Problem(str(path), int(line[1]) if line else 1, error.reason, remedy)
            continue
        lines = lines_of_keys(path.read_text(encoding="utf-8"))
        for key, problem, remedy in wrong_sentences(sentences, english):
            yield Problem(str(path), lines.get(key, 1), problem, remedy)


def wrong_sentences(
    sentences: Mapping[str, str], english: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Yield key, problem and remedy of each sentence that nothing says, or that asks for more."""
    for key, sentence in sentences.items():
        if key not in english:
            near = get_close_matches(key, english, 1)
            hint = f"did you mean {near[0]}?" if near else "take it out"
            yield key, f"no notice says {key}", hint
            continue
        known = set(PLACEHOLDER.findall(english[key]))
        if unknown := sorted(set(PLACEHOLDER.findall(sentence)) - known):
            names = ", ".join(f"{{{one}}}" for one in sorted(known)) or "no values"
            yield key, f"nothing fills {{{unknown[0]}}} in {key}", f"it may use {names}"
        if key in WORDS_IN and len(sentence.split()) != WORDS_IN[key]:
            yield key, f"{key} needs {WORDS_IN[key]} words", "write them with blanks between"


def lines_of_keys(text: str) -> dict[str, int]:
    """Return the line of each key of a catalogue."""
    found: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.split("\n"), 1):
        if heading := re.fullmatch(r"\s*\[([\w.-]+)\]\s*(?:#.*)?", line):
            section = f"{heading[1]}."
        elif key := re.match(r'\s*"?([\w.-]+)"?\s*=', line):
            found.setdefault(f"{section}{key[1]}", number)
    return found
