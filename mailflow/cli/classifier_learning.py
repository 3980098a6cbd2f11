"""`mailflow classifier retrain|promote|rollback`: a new version, and which one is active."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from mailflow.cli.classifier_imports import bring
from mailflow.cli.classifier_pages import version_document, version_lines
from mailflow.cli.documents import Document
from mailflow.cli.exit_codes import ExitCode
from mailflow.cli.output import print_json, say, steps, warn
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.core.classifier_versions import Verdict
from mailflow.core.decisions.by_hand import THE_CLI
from mailflow.promoting import (
    NIGHTLY,
    foresee,
    known_version,
    roll_back,
    rollback_target,
    standing_verdict,
)
from mailflow.promoting import promote as promote_version
from mailflow.retraining import Candidate, Gathered, gather, is_worth_it, keep, learn

STEPS = 5
STEPS_OF_SENTENCES = 10
NICENESS = 10


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is to become of the new version."""

    promotes: bool
    force: bool
    dry_run: bool
    scheduled: bool

    def is_met_by(self, session: Session, verdict: Verdict) -> bool:
        """Whether it is promoted now."""
        if self.scheduled:
            return session.settings.classifier.promote_nightly and verdict.promoted
        return self.promotes and (self.force or verdict.promoted)


def _wish_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command take its `wish`."""

    @click.option("--promote", "promotes", is_flag=True, help="Make it active if the gate agrees.")
    @click.option("--force", is_flag=True, help="With --promote: whatever the gate says; recorded.")
    @click.option("--dry-run", is_flag=True, help="Learn and judge, and store nothing.")
    @click.option("--scheduled", is_flag=True, hidden=True, help="As the worker does at night.")
    @wraps(command)
    def taking(
        *arguments: Any,
        promotes: bool,
        force: bool,
        dry_run: bool,
        scheduled: bool,
        **others: Any,
    ) -> Any:
        if force and not promotes:
            raise click.UsageError("--force goes with --promote")
        wish = _Wish(promotes, force, dry_run, scheduled)
        return command(*arguments, wish=wish, **others)

    return taking


@click.command()
@click.option(
    "--from",
    "source",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Keep labelled history (CSV or JSON lines) as an import; it trains once approved.",
)
@click.option("--map", "mapped", multiple=True, metavar="OLD=NEW", help="With --from: a category.")
@_wish_options
@json_option
@pass_session
def retrain(
    session: Session, source: Path | None, mapped: tuple[str, ...], *, wish: _Wish, as_json: bool
) -> None:
    """Learn a new version from closed incidents and judge it beside the active one.

    It is not active before `mailflow classifier promote`, or with --promote. With --from FILE
    nothing is learned: the file is kept as an import.
    """
    if source is not None:
        bring(session, source, _renamed(mapped), dry_run=wish.dry_run, as_json=as_json)
        return
    if wish.scheduled:
        os.nice(NICENESS)
    with session.reading() as work:
        gathered = gather(work, session.desk)
        is_due = is_worth_it(work, session.desk, gathered)
    if wish.scheduled and not is_due:
        say("nothing new to learn from")
        return
    number = STEPS + STEPS_OF_SENTENCES * (session.settings.classifier.sentence_model is not None)
    with steps("learning", number) as progress:
        candidate = learn(session.desk, gathered, session.clock(), progress)
    if wish.dry_run:
        _tell(session, gathered, candidate, None, as_json=as_json)
    else:
        _keep(session, gathered, candidate, wish, as_json=as_json)


def _renamed(mapped: tuple[str, ...]) -> dict[str, str]:
    pairs = [one.partition("=") for one in mapped]
    if any(not (old and sign and new) for old, sign, new in pairs):
        raise click.BadParameter("write OLD=NEW", param_hint="--map")
    return {old: new for old, _, new in pairs}


def _keep(
    session: Session, gathered: Gathered, candidate: Candidate, wish: _Wish, *, as_json: bool
) -> None:
    now, desk = session.clock(), session.desk
    with session.writing() as work:
        number = keep(work, desk, gathered, candidate, now)
        verdict = standing_verdict(work, known_version(work, number))
        is_promoted = wish.is_met_by(session, verdict)
        if is_promoted:
            by = NIGHTLY if wish.scheduled else THE_CLI
            promote_version(work, desk, number, now, by=by, force=wish.force)
    _tell(session, gathered, candidate, number, as_json=as_json, is_promoted=is_promoted)
    if wish.promotes and not is_promoted:
        warn(f"version {number} is not active: {'; '.join(verdict.reasons)}")
        raise click.exceptions.Exit(int(ExitCode.FOUND_PROBLEMS))


def _tell(
    session: Session,
    gathered: Gathered,
    candidate: Candidate,
    number: int | None,
    *,
    as_json: bool,
    is_promoted: bool = False,
) -> None:
    version = candidate.version(session.clock())
    if as_json:
        document: Document = version_document(version, has_bytes=True)
        rows = gathered.rows
        document |= {"id": number, "active": is_promoted, "left_out": dict(rows.left_out)}
        document |= {"learned_rows": len(rows.train), "frozen_rows": len(rows.test)}
        print_json(document)
        return
    rows = gathered.rows
    say(f"learned from {len(rows.train)} incidents, {len(rows.test)} are kept for measuring")
    for why, count in rows.left_out.items():
        say(f"  left out: {count} ({why})")
    for line in version_lines(version):
        say(line)
    if number is None:
        say("nothing is stored (--dry-run)")
    else:
        say(f"version {number} is {'active' if is_promoted else 'stored'}")
        if not is_promoted and candidate.verdict.promoted:
            say(f"next: mailflow classifier promote {number}")


@click.command()
@click.argument("version", type=click.IntRange(min=1))
@click.option("--force", is_flag=True, help="Whatever the gate says; recorded in the audit.")
@click.option("--dry-run", is_flag=True, help="Say what the gate says and change nothing.")
@json_option
@pass_session
def promote(session: Session, version: int, *, force: bool, dry_run: bool, as_json: bool) -> None:
    """Make VERSION the active one, if the gate lets it pass (1 where it does not)."""
    with session.reading() as work:
        verdict = foresee(work, session.desk, version)
    passes = verdict.promoted or force
    if passes and not dry_run:
        with session.writing() as work:
            promote_version(work, session.desk, version, session.clock(), by=THE_CLI, force=force)
    document: Document = {
        "id": version,
        "promoted": passes and not dry_run,
        "gate": verdict.as_data(),
        "forced": force and not verdict.promoted,
        "dry_run": dry_run,
    }
    if as_json:
        print_json(document)
    else:
        _tell_promotion(document, verdict.reasons)
    if not passes:
        raise click.exceptions.Exit(int(ExitCode.FOUND_PROBLEMS))


def _tell_promotion(document: Document, reasons: tuple[str, ...]) -> None:
    for reason in reasons:
        say(f"gate: {reason}")
    done = "is active" if document["promoted"] else "is not active; nothing is changed"
    say(f"version {document['id']} {done}{' (forced)' if document['forced'] else ''}")


@click.command()
@click.option("--dry-run", is_flag=True, help="Say which version it would be.")
@json_option
@pass_session
def rollback(session: Session, *, dry_run: bool, as_json: bool) -> None:
    """Go back to the version that was active before, to the last bit."""
    if dry_run:
        with session.reading() as work:
            number = rollback_target(work, session.desk)
    else:
        with session.writing() as work:
            number = roll_back(work, session.desk, session.clock(), by=THE_CLI)
    if as_json:
        print_json({"id": number, "dry_run": dry_run})
        return
    say(f"version {number} {'would be' if dry_run else 'is'} active again")
