"""`mailflow classifier drift|review`: what agents made of suggestions; what they should label."""

from datetime import timedelta

import click

from mailflow.cli.documents import Document
from mailflow.cli.output import print_json, print_table, say
from mailflow.cli.people import known_agent
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.core.corrections import Corrections
from mailflow.reviewing import Candidate, ask, candidates
from mailflow.watching import Watched, watch

COLUMNS = ("incident", "why", "category", "looks like", "confidence")


@click.command()
@click.option("--days", type=click.IntRange(1, 3650), default=90, show_default=True)
@json_option
@pass_session
def drift(session: Session, days: int, *, as_json: bool) -> None:
    """Say how far the mails of the last days differ from those the active version was measured on.

    And what agents made of its suggestions: of the categories it applied by itself, the share
    that an agent changed (% wrongly categorised), by month.
    """
    now = session.clock()
    with session.reading() as work:
        found = watch(work, session.desk, now - timedelta(days=days))
    if as_json:
        print_json(_document(found, days))
        return
    for one in found.drifts:
        labels, confidence = one.labels, one.confidence
        moved = f"labels {labels.finding} ({labels.index:.2f})"
        surer = f"confidence {confidence.finding} ({confidence.index:.2f})"
        say(f"{one.target}: {moved}, {surer}, {labels.now} mails")
    say(f"categories: {counts_line(found.corrections)}")
    for month, counts in found.by_month:
        say(f"  {month}: {counts_line(counts)}")
    if found.doubtful:
        say(f"labels that look wrong: {found.doubtful}; `mailflow classifier review` lists them")


def counts_line(counts: Corrections) -> str:
    """Return what agents made of suggestions, in a line."""
    wrong, first = counts.wrongly_categorised, counts.first_was_right
    applied = f"{counts.applied} applied by itself"
    shown = f"{counts.shown} only suggested"
    return ", ".join(
        (
            applied + (f", {wrong:.1%} wrongly categorised" if wrong is not None else ""),
            shown + (f", {first:.1%} rightly in the first place" if first is not None else ""),
        )
    )


def _document(found: Watched, days: int) -> Document:
    from mailflow.adapters.figures import plain  # noqa: PLC0415 - scipy takes its time

    return {
        "version": found.version,
        "days": days,
        "drift": {one.target: plain(one) for one in found.drifts},
        "corrections": counts_document(found.corrections),
        "by_month": [{"month": month, **counts_document(one)} for month, one in found.by_month],
        "doubtful_labels": found.doubtful,
    }


def counts_document(counts: Corrections) -> Document:
    """Return it as JSON data."""
    return {
        "applied": counts.applied,
        "corrected": counts.corrected,
        "wrongly_categorised": counts.wrongly_categorised,
        "shown": counts.shown,
        "taken": counts.taken,
        "first_was_right": counts.first_was_right,
    }


@click.command()
@click.option("--to", "agent", metavar="ADDRESS", help="Ask this agent, one mail an incident.")
@click.option("--number", type=click.IntRange(1, 50), default=5, show_default=True)
@click.option("--dry-run", is_flag=True, help="With --to: say what would be asked.")
@json_option
@pass_session
def review(
    session: Session, agent: str | None, number: int, *, dry_run: bool, as_json: bool
) -> None:
    """List the closed incidents whose label would teach most, and those whose label looks wrong.

    With --to an agent gets a mail about each, and answers `#confirm` or `#wrong NAME`.
    """
    asks = agent is not None and not dry_run
    opened = session.writing() if asks else session.reading()
    with opened as work:
        whom = known_agent(work, agent) if agent else None
        found = candidates(work, session.desk, session.clock(), whom, number)
        if asks and whom is not None:
            ask(work, session.desk, whom, found, session.clock())
    if as_json:
        print_json({"asked": asks, "incidents": [_as_document(one) for one in found]})
        return
    rows = [
        (one.reference, one.why, one.category, one.looks_like, f"{one.confidence:.0%}")
        for one in found
    ]
    print_table(COLUMNS, rows, empty="nothing to label: no closed incident of an agent is in doubt")
    if asks and found:
        say(f"{agent} was sent {len(found)} mails")


def _as_document(one: Candidate) -> Document:
    return {
        "incident": one.reference,
        "why": one.why,
        "category": one.category or None,
        "looks_like": one.looks_like or None,
        "confidence": round(one.confidence, 4),
    }
