"""`mailflow incidents review`: the timeline of an incident, for those who look back on it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import click

from mailflow.adapters.renderer import Renderer, render_page
from mailflow.cli.documents import Document
from mailflow.cli.output import print_json, print_table, say
from mailflow.cli.references import Reference, known_incident
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.core.moments import sortable
from mailflow.core.reviews import Review, ReviewLine, Span
from mailflow.looking_back import review as look_back

TEMPLATE = Path(__file__).parent / "report" / "templates" / "review.html.j2"
KEYS = {"response": "first_answer", "resolution": "end"}
SPANS = {"response": "first answer", "resolution": "resolution"}
MARKS = str.maketrans({one: f"\\{one}" for one in "\\`*_{}[]<>#|"})
"""What Markdown would take for a sign of its own (CommonMark 2.4)."""


@dataclass(frozen=True, slots=True)
class Page:
    """A review in words, for every form of it."""

    title: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, str, str], ...]
    actions: tuple[tuple[str, str, str], ...]
    texts: tuple[tuple[str, str], ...]


@click.command("review")
@click.argument("reference", type=Reference(), metavar="REF")
@click.option("--html", "as_html", is_flag=True, help="Print a page for a browser.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print Markdown.")
@json_option
@pass_session
def review(
    session: Session, reference: int, *, as_html: bool, as_markdown: bool, as_json: bool
) -> None:
    """Look back on the incident REF: what happened when, against which targets, what is to be done.

    The same goes by mail to its assignee and the group's manager when a P1 or major one is closed.
    """
    if as_html + as_markdown + as_json > 1:
        raise click.UsageError("give one of --json, --html and --markdown")
    with session.reading() as work:
        found = look_back(work, known_incident(work, reference))
    renderer = session.desk.renderer
    if as_json:
        print_json(review_document(found, renderer))
        return
    page = page_of(found.in_zone(session.settings.desk.zone_of(None)), renderer)
    if as_html:
        click.echo(render_page(TEMPLATE, {"page": page}))
    elif as_markdown:
        click.echo("\n".join(_markdown(page)))
    else:
        _print(page)


def review_document(found: Review, renderer: Renderer) -> Document:
    """Return the review for programs; times are UTC, durations seconds."""
    return {
        "reference": found.reference,
        "subject": found.subject,
        "state": found.state.value,
        "priority": found.priority.value,
        "is_major": found.is_major,
        "opened_at": found.opened_at,
        **{KEYS[one.name]: _span_document(one) for one in found.spans},
        "held_seconds": found.held.total_seconds(),
        "below": found.below,
        "open_below": found.open_below,
        "resolution": found.resolution or None,
        "root_cause": found.root_cause or None,
        "closure_code": found.closure_code or None,
        "timeline": [_line_document(one, renderer) for one in found.lines],
        "left_out": found.left_out,
        "actions": [
            {"incident": one.reference, "state": one.state.value, "subject": one.subject}
            for one in found.actions
        ],
        "notes": [{"at": one.at, "author": one.author, "text": one.text} for one in found.notes],
    }


def _line_document(line: ReviewLine, renderer: Renderer) -> Document:
    said = renderer.explained(line.what)
    return {"at": line.at, "event": line.what.key, "text": said, "actor": line.actor or None}


def _span_document(span: Span) -> Document:
    return {
        "at": span.ended_at,
        "seconds": None if span.took is None else span.took.total_seconds(),
        "due": span.due,
        "met": span.is_met,
    }


def page_of(found: Review, renderer: Renderer) -> Page:
    """Return the review in words."""
    return Page(
        title=f"{found.reference}  {found.subject}",
        facts=tuple(_facts(found)),
        lines=tuple((sortable(o.at), renderer.explained(o.what), o.actor) for o in found.lines),
        actions=tuple((one.reference, one.state.value, one.subject) for one in found.actions),
        texts=tuple(_texts(found)),
    )


def _facts(found: Review) -> Iterator[tuple[str, str]]:
    major = ", a major incident" if found.is_major else ""
    yield "priority", f"{found.priority.value}{major}"
    yield "state", found.state.value.replace("_", " ")
    yield "opened", sortable(found.opened_at)
    for span in found.spans:
        yield SPANS[span.name], _span_said(span)
    if found.held:
        yield "on hold", _length(found.held)
    if found.below:
        yield "below it", f"{found.below} incidents, {found.open_below} of them still open"
    yield "closure code", found.closure_code or "none"
    if found.left_out:
        yield "left out", f"{found.left_out} lines in the middle"


def _span_said(span: Span) -> str:
    if span.took is None:
        return "none" if span.due is None else f"none (due {sortable(span.due)})"
    if span.due is None:
        return f"after {_length(span.took)}"
    met = "in time" if span.is_met else "too late"
    return f"after {_length(span.took)}, {met} (due {sortable(span.due)})"


def _length(duration: timedelta) -> str:
    minutes = round(duration.total_seconds() / 60)
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02} min" if hours else f"{rest} min"


def _texts(found: Review) -> Iterator[tuple[str, str]]:
    yield "Resolution", found.resolution or "none"
    yield "Root cause", found.root_cause or "none"
    for note in found.notes:
        yield f"{note.author}, {sortable(note.at)}", note.text


def _print(page: Page) -> None:
    say(page.title)
    print_table(("fact", "value"), page.facts, empty="")
    say("Timeline")
    print_table(("at", "what", "by"), page.lines, empty="nothing happened")
    say("Actions")
    print_table(("incident", "state", "subject"), page.actions, empty="no actions")
    for title, text in page.texts:
        say(f"{title}:")
        for line in text.split("\n"):
            say(f"  {line}")


def _markdown(page: Page) -> Iterator[str]:
    """Yield the lines; what people wrote is escaped, so that it stays text."""
    yield f"# {_plain(page.title)}"
    yield ""
    yield from (f"- {name}: {_plain(value)}" for name, value in page.facts)
    yield from _table("Timeline", ("At", "What", "By"), page.lines)
    yield from _table("Actions", ("Incident", "State", "Subject"), page.actions)
    for title, text in page.texts:
        yield ""
        yield f"## {_plain(title)}"
        yield ""
        yield from (f"> {_plain(line)}".rstrip() for line in text.split("\n"))


def _table(
    title: str, columns: tuple[str, ...], rows: tuple[tuple[str, str, str], ...]
) -> Iterator[str]:
    yield from ("", f"## {title}", "")
    if not rows:
        yield "none"
        return
    yield _row(columns)
    yield _row("---" for _ in columns)
    yield from (_row(_plain(one) for one in row) for row in rows)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    return " ".join(text.split()).translate(MARKS)
