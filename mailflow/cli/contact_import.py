"""`mailflow contacts import`: people from a spreadsheet, all of them or none."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from mailflow.adapters.store.contract import Work
from mailflow.cli.contact_plans import Planned, Planner, fields_of
from mailflow.cli.documents import Document
from mailflow.cli.exit_codes import ExitCode
from mailflow.cli.failures import Failure
from mailflow.cli.output import print_json, print_table, say
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.core.contact_lists import RowProblem, read_contact_list
from mailflow.core.records import Contact

COLUMNS = ("line", "action", "address", "role", "changes")
MAXIMUM_BYTES = 50_000_000


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be done and change nothing.")
@json_option
@pass_session
def import_(session: Session, file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Add and change people as FILE says, a list in CSV with a line of column names.

    The columns are name, address, more_addresses, role (requester, agent, admin), handle, groups,
    language, time_zone; only address must be there. Several groups or addresses in a cell are
    separated by |. An empty cell leaves what is known. Where anything is wrong, every problem is
    told with its line and nothing is changed.
    """
    content = _content(file)
    with session.reading() if dry_run else session.writing() as work:
        planned, problems = _plan(session, work, content)
        if not problems and not dry_run:
            for one in planned:
                _do(session, work, one)
    if as_json:
        print_json(_document(planned, problems, changed=not (dry_run or problems)))
    else:
        _tell(planned, problems, dry_run=dry_run)
    if problems:
        raise click.exceptions.Exit(int(ExitCode.PERMANENT))


def _content(file: Path) -> bytes:
    if file.stat().st_size > MAXIMUM_BYTES:
        raise click.BadParameter(f"{file}: over {MAXIMUM_BYTES} bytes", param_hint="FILE")
    return file.read_bytes()


def _plan(
    session: Session, work: Work, content: bytes
) -> tuple[tuple[Planned, ...], list[RowProblem]]:
    read = read_contact_list(content)
    planner = Planner(work, session.settings)
    planned = planner.plan(read.rows)
    return planned, sorted((*read.problems, *planner.problems), key=lambda one: one.line)


def _document(
    planned: Sequence[Planned], problems: Sequence[RowProblem], *, changed: bool
) -> Document:
    rows = [
        {
            "line": one.line,
            "action": one.action,
            "address": one.after.address,
            "fields": list(fields_of(one)),
        }
        for one in planned
    ]
    wrong = [{"line": one.line, "problem": one.problem} for one in problems]
    return {"changed": changed, "rows": rows, "problems": wrong}


def _tell(planned: Sequence[Planned], problems: Sequence[RowProblem], *, dry_run: bool) -> None:
    if problems:
        lines = (f"line {one.line}: {one.problem}" for one in problems)
        Failure((*lines, "nothing is changed"), ExitCode.PERMANENT).show()
        return
    rows = [
        (one.line, one.action, one.after.address, one.after.role.value, ", ".join(fields_of(one)))
        for one in planned
    ]
    print_table(COLUMNS, rows, empty="nobody in this list")
    counts = {name: sum(one.action == name for one in planned) for name in ("add", "change")}
    verb = "would be " if dry_run else ""
    say(f"{counts['add']} {verb}added, {counts['change']} {verb}changed, of {len(planned)} people")


def _do(session: Session, work: Work, one: Planned) -> None:
    if one.action == "same":
        return
    contact = one.before or _added(session, work, one.after)
    for address in one.after.addresses:
        if address not in contact.addresses:
            work.directory.add_address(contact.id, address)
    work.directory.update(replace(one.after, id=contact.id))
    for group in one.joins:
        work.directory.add_member(group.id, contact.id)
    name = "contact_added" if one.before is None else "contact_changed"
    detail = {"contact": str(contact.id), "fields": ",".join(fields_of(one)), "by": "import"}
    work.audit.append(None, name, detail, session.clock())


def _added(session: Session, work: Work, new: Contact) -> Contact:
    return work.directory.add(new.address, role=new.role, at=session.clock(), handle=new.handle)
