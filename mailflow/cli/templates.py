"""`mailflow template`: what notices look like, and an administrator's own templates."""

import tempfile
import webbrowser
from dataclasses import asdict
from pathlib import Path

import click

from mailflow.adapters.catalogues import read_sentences, templates_directory
from mailflow.adapters.renderer import Rendered, Renderer
from mailflow.adapters.template_checking import Problem, Report, Scope, check
from mailflow.adapters.template_files import MESSAGES, TemplateFile, TemplateFiles, keys_in
from mailflow.cli.documents import Document
from mailflow.cli.exit_codes import ExitCode
from mailflow.cli.output import print_block, print_json, print_table, say
from mailflow.cli.people import checked_language
from mailflow.cli.references import Reference
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.errors import NotFoundError, PermanentError
from mailflow.previewing import Preview

COLUMNS = ("template", "files", "own files", "copied from")
LANGUAGE_COLUMNS = ("language", "sentences", "missing", "own sentences")
language_option = click.option("--language", default="", metavar="CODE", help="Such as de.")


@click.group()
def template() -> None:
    """See, check and copy what notices are made of.

    Files and sentences of your own stand in `templates_directory` of the settings, one file and one
    sentence at a time; the rest stays ours.
    """


@template.command("list")
@json_option
@pass_session
def list_(session: Session, *, as_json: bool) -> None:
    """List every template and language, and what of it is your own."""
    overrides = session.settings.templates_directory
    files = TemplateFiles(overrides)
    found = [_template_document(name, files.of(name)) for name in files.names]
    languages = _language_documents(overrides)
    if as_json:
        directory = str(overrides) if overrides else None
        print_json({"directory": directory, "templates": found, "languages": languages})
        return
    rows = [
        [one["template"], len(one["files"]), ", ".join(one["own"]), ", ".join(one["copied_from"])]
        for one in found
    ]
    print_table(COLUMNS, rows, empty="no templates")
    say("")
    print_table(LANGUAGE_COLUMNS, [list(one.values()) for one in languages], empty="no languages")


def _template_document(name: str, files: tuple[TemplateFile, ...]) -> Document:
    return {
        "template": name,
        "files": [one.name for one in files],
        "own": [one.name for one in files if one.is_own],
        "copied_from": sorted({one.version for one in files if one.version}),
    }


def _language_documents(overrides: Path | None) -> list[Document]:
    english = _sentences(templates_directory(), "en")
    found = []
    for language in Renderer(overrides).languages:
        ours = _sentences(templates_directory(), language)
        own = _sentences(overrides, language) if overrides else {}
        known = english.keys() & {**ours, **own}
        missing = len(english) - len(known)
        row = {"language": language, "sentences": len(known), "missing": missing, "own": len(own)}
        found.append(row)
    return found


def _sentences(directory: Path, language: str) -> dict[str, str]:
    path = directory / MESSAGES / f"{language}.toml"
    return read_sentences(path) if path.is_file() else {}


@template.command()
@click.argument("name")
@language_option
@click.option("--shipped", is_flag=True, help="Ours, though there are files of your own.")
@json_option
@pass_session
def show(session: Session, name: str, language: str, *, shipped: bool, as_json: bool) -> None:
    """Print the files of template NAME, with --language the sentences they say."""
    overrides = None if shipped else session.settings.templates_directory
    files = TemplateFiles(overrides).of(name)
    spoken = _spoken(language, overrides)
    said = _said(files, overrides, spoken)
    if as_json:
        found = [{"path": str(one.path), "own": one.is_own, "source": one.source} for one in files]
        print_json({"template": name, "files": found, "sentences": said})
        return
    for one in files:
        say(f"== {one.path}")
        click.echo(one.source.rstrip("\n"))
    if said:
        say(f"== {spoken}")
    for key, sentence in said.items():
        say(f"{key} = {sentence}")


def _spoken(value: str, overrides: Path | None) -> str:
    """Return a language that has sentences, without its region; nothing for nothing."""
    language = (checked_language(value) or "").partition("-")[0]
    known = Renderer(overrides).languages
    if language and language not in known:
        raise NotFoundError(f"there are no sentences in {value}; there are: {', '.join(known)}")
    return language


def _said(files: tuple[TemplateFile, ...], overrides: Path | None, language: str) -> dict[str, str]:
    """Return the sentences that files say in a language, none where none is named."""
    if not language:
        return {}
    known = _sentences(templates_directory(), "en") | _sentences(templates_directory(), language)
    known |= _sentences(overrides, language) if overrides else {}
    keys = keys_in("\n".join(one.source for one in files), tuple(known))
    return {key: known[key] for key in keys}


@template.command()
@click.argument("name")
@click.option("--incident", type=Reference(), help="As it would tell of this incident now.")
@language_option
@click.option("--html", "form", flag_value="html", help="Print the page.")
@click.option("--text", "form", flag_value="text", default="text", help="Print the text (usual).")
@click.option("--open", "form", flag_value="open", help="Show the page in a browser.")
@click.option("--json", "form", flag_value="json", help="Print one JSON document.")
@pass_session
def preview(session: Session, name: str, incident: int | None, language: str, form: str) -> None:
    """Show the notice NAME; nothing is sent or stored, and no link in it works.

    Without --incident it tells of a made-up one. NAME is a notice of `mailflow template list`, or a
    form of one such as incident_report-history; an unknown name prints all.
    """
    spoken = _spoken(language, session.settings.templates_directory)
    looked_at = Preview(session.desk, name, spoken, session.clock())
    if incident is None:
        rendered = looked_at.made_up()
    else:
        with session.reading() as work:
            rendered = looked_at.of(work, incident)
    if form == "json":
        print_json({"subject": rendered.subject, "text": rendered.text, "html": rendered.html})
        return
    _print(rendered, form, name)


def _print(rendered: Rendered, form: str, name: str) -> None:
    if form == "open":
        folder = Path(tempfile.mkdtemp(prefix="mailflow-preview-"))  # for its owner alone
        page = folder / f"{name}.html"
        page.write_text(rendered.html, encoding="utf-8")
        say(f"{page}")
        if not webbrowser.open(page.as_uri()):
            say("no browser here; open the file in one")
        return
    say(f"Subject: {rendered.subject}")
    say("")
    print_block(rendered.html if form == "html" else rendered.text, indent="")


@template.command()
@click.argument("name")
@click.option("--force", is_flag=True, help="Write over files of your own.")
@json_option
@pass_session
def copy(session: Session, name: str, *, force: bool, as_json: bool) -> None:
    """Copy the files of template NAME to your own directory, to change them there."""
    directory = session.settings.templates_directory
    if directory is None:
        raise PermanentError(
            "there is no directory for templates of your own; set `templates_directory` in the"
            " settings"
        )
    files = TemplateFiles(directory).of(name)
    if (known := [one.name for one in files if one.is_own]) and not force:
        raise PermanentError(f"{known[0]} is there already; --force writes over it")
    for one in files:
        target = directory / one.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(one.copy, encoding="utf-8")
    written = [str(directory / one.name) for one in files]
    if as_json:
        print_json({"written": written})
        return
    for path in written:
        say(path)


@template.command("check")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@language_option
@json_option
@pass_session
def check_(session: Session, names: tuple[str, ...], language: str, *, as_json: bool) -> None:
    """Render every notice in every language, with odd content; exit with 1 where one is wrong.

    With NAMEs only those templates, with --language only that one.
    """
    overrides = session.settings.templates_directory
    for name in names:
        TemplateFiles(overrides).of(name)
    report = check(overrides, Scope(names, _spoken(language, overrides)))
    if as_json:
        print_json(asdict(report))
    else:
        _print_report(report)
    if report.problems:
        raise click.exceptions.Exit(int(ExitCode.FOUND_PROBLEMS))


def _print_report(report: Report) -> None:
    for one in report.problems:
        _print_problem("problem", one)
    for one in report.notes:
        _print_problem("note", one)
    languages = ", ".join(report.languages)
    found = len(report.problems)
    say(f"{report.rendered} notices rendered ({languages}); problems: {found}")


def _print_problem(kind: str, one: Problem) -> None:
    seen = f" (in {', '.join(one.notices)})" if one.notices else ""
    say(f"{one.file}:{one.line}: {kind}: {one.problem}{seen}")
    say(f"    {one.remedy}")
