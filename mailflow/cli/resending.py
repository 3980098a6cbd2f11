"""`mailflow outbox retry` and `cancel`: outgoing mail decided about by hand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import click

from mailflow.adapters.store.contract import Work
from mailflow.cli.documents import outbox_document
from mailflow.cli.output import print_json, say, warn
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.core.records import OutboxRow
from mailflow.errors import NotFoundError, PermanentError
from models.enums import OutboxState

EVERY = 2**31 - 1
ENDED = (OutboxState.FAILED, OutboxState.UNKNOWN)
WAITING = (OutboxState.PENDING,)

ids_argument = click.argument("ids", nargs=-1, type=click.IntRange(min=1), metavar="ID...")
dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Say what would be done, change nothing."
)


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to each row: allowed from which states, under which name in the audit."""

    verb: str
    event: str
    states: tuple[OutboxState, ...]
    make: Callable[[Work, OutboxRow], bool]


@click.command()
@ids_argument
@click.option(
    "--state",
    type=click.Choice([state.value for state in ENDED]),
    help="Every mail in this state, instead of IDs.",
)
@dry_run_option
@json_option
@pass_session
def retry(
    session: Session, ids: tuple[int, ...], state: str | None, *, dry_run: bool, as_json: bool
) -> None:
    """Send failed or unknown mail again: the same bytes, at once, with all attempts.

    A mail is unknown when the connection was lost before the server's answer: the recipient
    may have it already and then gets it twice.
    """
    if bool(ids) == bool(state):
        raise click.UsageError("name IDs, or a state by --state")
    at = session.clock()
    change = Change(
        "retry", "notice_retried", ENDED, lambda work, row: work.outbox.retry(row.id, at)
    )
    _change(session, change, ids, state, dry_run=dry_run, as_json=as_json)


@click.command()
@ids_argument
@dry_run_option
@json_option
@pass_session
def cancel(session: Session, ids: tuple[int, ...], *, dry_run: bool, as_json: bool) -> None:
    """End mail that waits to be sent; it is never sent then."""
    if not ids:
        raise click.UsageError("name IDs; see `mailflow outbox list --state pending`")
    change = Change(
        "cancel", "notice_canceled", WAITING, lambda work, row: work.outbox.cancel(row.id)
    )
    _change(session, change, ids, None, dry_run=dry_run, as_json=as_json)


def _change(
    session: Session,
    change: Change,
    ids: Sequence[int],
    state: str | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Change all of the rows or none, and tell."""
    with session.reading() if dry_run else session.writing() as work:
        rows = _rows(work, change, ids, state)
        if not dry_run:
            _apply(session, work, change, rows)
        after = [work.outbox.get(row.id) or row for row in rows]
    _tell(change, rows, after, dry_run=dry_run, as_json=as_json)


def _tell(
    change: Change,
    before: Sequence[OutboxRow],
    after: Sequence[OutboxRow],
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    twice = [row.id for row in before if row.state is OutboxState.UNKNOWN]
    for number in twice:
        warn(f"mail {number} may have arrived already; its recipient may get it twice")
    if as_json:
        changed = bool(before) and not dry_run
        notices = [outbox_document(row) for row in after]
        print_json({"changed": changed, "maybe_twice": twice, "notices": notices})
        return
    verb = f"would {change.verb}" if dry_run else change.verb
    for row in before:
        say(f"{verb}  mail {row.id}  {row.kind.value}  {row.recipient}  ({row.state.value})")
    if not before:
        say("no mail")


def _rows(work: Work, change: Change, ids: Sequence[int], state: str | None) -> list[OutboxRow]:
    """Return what is to be changed, oldest first; what cannot be is refused."""
    if state is not None:
        return list(reversed(work.outbox.listed([OutboxState(state)], limit=EVERY)))
    return [_row(work, change, number) for number in sorted(set(ids))]


def _row(work: Work, change: Change, number: int) -> OutboxRow:
    row = work.outbox.get(number)
    if row is None:
        raise NotFoundError(f"there is no outgoing mail {number}; see `mailflow outbox list`")
    if row.state not in change.states:
        raise PermanentError(_refusal(change, row))
    return row


def _refusal(change: Change, row: OutboxRow) -> str:
    may = " or ".join(state.value for state in change.states)
    return (
        f"mail {row.id} is {row.state.value}; {change.verb} is for {may} mail, nothing is changed"
    )


def _apply(session: Session, work: Work, change: Change, rows: Sequence[OutboxRow]) -> None:
    for row in rows:
        if not change.make(work, row):
            raise PermanentError(f"a worker took mail {row.id} just now; nothing is changed")
        work.audit.append(row.incident_id, change.event, {"notice": str(row.id)}, session.clock())
