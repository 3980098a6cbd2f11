"""`mailflow incidents assign|resolve|close|reopen|merge|undo`: commands of mails, by hand."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click

from mailflow.adapters.store.contract import Work
from mailflow.changing import Order, carry_out, ordered
from mailflow.cli.findings import summary
from mailflow.cli.output import print_json, say
from mailflow.cli.people import known_agent
from mailflow.cli.references import Reference, incident_page, known_incident
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.core.decisions.by_hand import ByHand
from mailflow.core.decisions.commanding import BESIDE
from mailflow.core.notices import TranscriptLine
from mailflow.core.records import Contact, reference
from mailflow.core.undoing import LAST_BY_HAND
from mailflow.errors import PermanentError

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a change is made: as whom, with which note, with mail or without, or only rehearsed."""

    acting: str | None
    note: str | None
    quiet: bool
    dry_run: bool
    as_json: bool


def _manner_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command take its `manner`."""

    @click.option("--as", "acting", metavar="ADDRESS", help="Act as this agent, with his rights.")
    @click.option("--note", metavar="TEXT", help="Add a note that only agents see.")
    @click.option("--quiet", is_flag=True, help="Send no mail about it to anybody.")
    @click.option("--dry-run", is_flag=True, help="Say what would be done and change nothing.")
    @json_option
    @wraps(command)
    def taking(
        *arguments: Any,
        acting: str | None,
        note: str | None,
        quiet: bool,
        dry_run: bool,
        as_json: bool,
        **others: Any,
    ) -> Any:
        return command(*arguments, manner=Manner(acting, note, quiet, dry_run, as_json), **others)

    return taking


def _record_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command take what belongs to the closure record."""

    @click.option("--code", metavar="CODE", help="Record this closure code of the settings.")
    @click.option("--cause", metavar="TEXT", help="Record the root cause.")
    @wraps(command)
    def taking(*arguments: Any, code: str | None, cause: str | None, **others: Any) -> Any:
        given = (("code", code), ("cause", cause))
        record = tuple((name, value) for name, value in given if value is not None)
        return command(*arguments, record=record, **others)

    return taking


@click.command()
@click.argument("ref", type=Reference(), metavar="REF")
@click.argument("who")
@_manner_options
@pass_session
def assign(session: Session, ref: int, who: str, manner: Manner) -> None:
    """Give the incident REF to WHO: an address, a handle, none, or with --as me."""
    if who.casefold() == "me" and not manner.acting:
        raise click.BadParameter("say who you are with --as ADDRESS", param_hint="WHO")
    is_handle = "@" not in who and who.casefold() not in {"me", "none"}
    _change(session, ref, (("assign", f"@{who}" if is_handle else who),), manner)


@click.command()
@click.argument("ref", type=Reference(), metavar="REF")
@click.argument("text")
@_record_options
@_manner_options
@pass_session
def resolve(session: Session, ref: int, text: str, record: Pairs, manner: Manner) -> None:
    """Resolve the incident REF; TEXT says how, and the requester reads it."""
    _change(session, ref, (("resolve", text), *record), manner)


@click.command()
@click.argument("ref", type=Reference(), metavar="REF")
@click.argument("text", default="")
@_record_options
@_manner_options
@pass_session
def close(session: Session, ref: int, text: str, record: Pairs, manner: Manner) -> None:
    """Close the incident REF; TEXT says how it was resolved, where that is not known yet."""
    _change(session, ref, (("close", text), *record), manner)


@click.command()
@click.argument("ref", type=Reference(), metavar="REF")
@_manner_options
@pass_session
def reopen(session: Session, ref: int, manner: Manner) -> None:
    """Open the finished incident REF again."""
    _change(session, ref, (("reopen", ""),), manner)


@click.command()
@click.argument("ref", type=Reference(), metavar="REF")
@click.argument("into", type=Reference(), metavar="INTO")
@_manner_options
@pass_session
def merge(session: Session, ref: int, into: int, manner: Manner) -> None:
    """Close the incident REF as a part of INTO, which has the same requester."""
    _change(session, ref, (("merge", str(into)),), manner)


@click.command()
@click.argument("ref", type=Reference(), metavar="REF")
@click.argument("mail", type=click.IntRange(min=1), required=False)
@_manner_options
@pass_session
def undo(session: Session, ref: int, mail: int | None, manner: Manner) -> None:
    """Take back what was changed last at the command line in REF, or what MAIL changed.

    Mail that was sent cannot be called back. A merge is taken back in the incident it went into.
    """
    _change(session, ref, (("undo", str(mail or LAST_BY_HAND)),), manner)


CHANGES = (assign, resolve, close, reopen, merge, undo)


def _change(session: Session, number: int, commands: Pairs, manner: Manner) -> None:
    """Carry out the commands, or say why none of them may be; nothing is half done."""
    noted = () if manner.note is None else (("note", manner.note),)
    desk, now = session.desk, session.clock()
    with session.reading() if manner.dry_run else session.writing() as work:
        if not manner.dry_run:
            work.take_turn()
        order = _order(work, number, (*commands, *noted), manner)
        done = (ordered if manner.dry_run else carry_out)(work, desk, order, now)
        if done.is_refused:
            raise PermanentError(_refusal(session, number, done))
        page = incident_page(work, known_incident(work, number))
    if manner.as_json:
        lines = [{"command": one.command, "does": _said(session, one)} for one in done.lines]
        effects = [summary(one) for one in done.effects]
        print_json(
            {
                "changed": not manner.dry_run,
                "lines": lines,
                "effects": effects,
                "open_below": list(done.open_below),
                "cause_missing": done.asks_cause,
                "incident": page,
            }
        )
        return
    _tell(session, number, done, dry_run=manner.dry_run)
    if done.is_undoable and not manner.dry_run:
        where = page["merged_into"] or page["reference"]
        say(f"{reference(number)}: to take it back: mailflow incidents undo {where}")


def _order(work: Work, number: int, commands: Pairs, manner: Manner) -> Order:
    incident = known_incident(work, number)
    if incident.merged_into is not None:
        target = reference(incident.merged_into)
        raise PermanentError(f"{incident.reference} is a part of {target} now: change that one")
    agent = _acting(work, manner.acting) if manner.acting else None
    return Order(incident, commands, agent, quiet=manner.quiet)


def _acting(work: Work, address: str) -> Contact:
    agent = known_agent(work, address)
    if not agent.active:
        raise PermanentError(f"{agent.address} is disabled and may do nothing here")
    return agent


def _said(session: Session, line: TranscriptLine) -> str:
    return session.desk.renderer.explained(line.explanation)


def _refusal(session: Session, number: int, refused: ByHand) -> str:
    wrong = [one for one in refused.lines if not one.executed and one.explanation != BESIDE]
    reasons = dict.fromkeys(_said(session, one) for one in wrong)
    told, name = "; ".join(reasons), reference(number)
    is_named = re.search(rf"\b{name}\b", told)
    return f"not done: {told}" if is_named else f"{name}: not done: {told}"


def _tell(session: Session, number: int, done: ByHand, *, dry_run: bool) -> None:
    for line in done.lines:
        say(f"{reference(number)}: {'would do: ' if dry_run else ''}{_said(session, line)}")
    if done.open_below:
        say(f"{reference(number)}: still open below it: {', '.join(done.open_below)}")
    if done.asks_cause:
        say(f"{reference(number)}: its root cause is not recorded: #cause in an answer, or --cause")
    if dry_run:
        for effect in done.effects:
            say(f"  - {summary(effect)}")
