"""`mailflow report`: how the desk did in a period, for people, programs and spreadsheets."""

import os
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from mailflow.cli.output import print_block, print_json, say
from mailflow.cli.people import known_groups
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.errors import PermanentError

if TYPE_CHECKING:
    from mailflow.core.metrics.periods import Period
    from mailflow.reporting import Report

USUAL_DAYS = 30
FIRST_YEAR = 1970
REPLACE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


class _Day(click.ParamType[date]):
    """A day of the calendar (ISO 8601)."""

    name = "day"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Return the day, or tell how one is written."""
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no day; write one such as 2026-11-26", param, ctx)


DAY = _Day()


@click.command()
@click.option(
    "--from", "first", type=DAY, metavar="DAY", help="First day; 30 days up to --to without it."
)
@click.option(
    "--to", "last", type=DAY, metavar="DAY", help="Last day, as 2026-11-30; today without it."
)
@click.option("--group", metavar="NAME", help="Of one support group alone.")
@click.option("--csv", "as_csv", is_flag=True, help="Print comma-separated values.")
@click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="Write one page with charts; it needs no network.",
)
@click.option("--mail", "address", metavar="ADDRESS", help="Mail it to somebody of the directory.")
@click.option("--definitions", is_flag=True, help="Print what each figure means (Markdown).")
@json_option
@pass_session
def report(
    session: Session,
    first: date | None,
    last: date | None,
    group: str | None,
    page: Path | None,
    address: str | None,
    *,
    as_csv: bool,
    definitions: bool,
    as_json: bool,
) -> None:
    """Tell how the desk did: volume, backlog, times, service levels, reopenings, ratings.

    Each figure stands beside that of the period before. docs/METRICS.md defines them all. Days
    are those of the desk's time zone.
    """
    forms = Forms(page, address, as_json=as_json, as_csv=as_csv, definitions=definitions)
    if forms.number > 1:
        raise click.UsageError("--json, --csv, --html, --mail and --definitions exclude each other")
    if definitions:
        from mailflow.core.metrics.definitions import page as defined  # noqa: PLC0415

        click.echo(defined(), nl=False)
        return
    period = _period(session, first, last)
    if address is not None:
        _mail(session, period, group, address)
        return
    _give(session, _report(session, period, group), forms)


@dataclass(frozen=True, slots=True)
class Forms:
    """In which form the report is wanted."""

    page: Path | None
    address: str | None
    as_json: bool
    as_csv: bool
    definitions: bool

    @property
    def number(self) -> int:
        """How many forms are wanted; none is the text."""
        flags = (self.as_json, self.as_csv, self.definitions)
        return sum((*flags, self.page is not None, self.address is not None))


def _period(session: Session, first: date | None, last: date | None) -> "Period":
    from mailflow.core.metrics.periods import days_between  # noqa: PLC0415

    zone, now = ZoneInfo(session.settings.desk.time_zone), session.clock()
    today = now.astimezone(zone).date()
    until = min(last, today) if last else today
    since = first or _usual_start(until)
    if last and since > last:
        raise click.UsageError(f"--from {since} is after --to {last}")
    if since > today:
        raise click.UsageError(f"--from {since} is still to come")
    if since.year < FIRST_YEAR:
        raise click.UsageError(f"--from {since} is too long ago; give a day since {FIRST_YEAR}")
    return days_between(since, until, zone, now)


def _usual_start(until: date) -> date:
    back = timedelta(days=USUAL_DAYS - 1)
    return until - back if until.year > FIRST_YEAR else until


def _report(session: Session, period: "Period", group: str | None) -> "Report":
    from mailflow import reporting  # noqa: PLC0415 - it brings the store

    with session.reading() as work:
        own = known_groups(work, (group,))[0] if group is not None else None
        return reporting.report(work, session.desk, period, (own,))[0]


def _mail(session: Session, period: "Period", group: str | None, address: str) -> None:
    """Write the mail into the outbox: to people of the directory alone (promise P13)."""
    from mailflow import digesting, memos  # noqa: PLC0415 - it brings every adapter
    from mailflow.memos import is_reachable  # noqa: PLC0415

    with session.store() as store:
        with store.read() as work:
            own = known_groups(work, (group,))[0] if group is not None else None
            contact = work.directory.by_address(address.casefold())
            if contact is None or not is_reachable(contact):
                raise PermanentError(
                    f"{address}: no active agent or admin with this address gets mail; see"
                    " `mailflow agents list`"
                )
            memo = digesting.to_one(work, session.desk, period, own, contact)
        with store.begin() as work:
            work.take_turn()
            memos.send(work, session.desk, memo, session.clock())
    say(f"mailed    {contact.address}; the worker sends it")


def _give(session: Session, found: "Report", forms: Forms) -> None:
    from mailflow.cli.report import desk_document, desk_text  # noqa: PLC0415 - jinja2 takes time

    if forms.as_json:
        print_json(desk_document.document_of(found))
    elif forms.as_csv:
        click.echo(desk_document.table_of(found), nl=False)
    elif forms.page is not None:
        _write(session, found, forms.page)
    else:
        print_block(desk_text.text_of(found, session.desk.renderer.say("en")), indent="")


def _write(session: Session, found: "Report", path: Path) -> None:
    from mailflow.cli.report.desk_page import page_of  # noqa: PLC0415

    renderer = session.desk.renderer
    language = renderer.spoken(session.settings.desk.language)
    page = page_of(found, renderer.say(language), language)
    # It holds words of agents: for its owner alone, as all data files.
    with os.fdopen(os.open(path, REPLACE, 0o600), "w", encoding="utf-8") as file:
        file.write(page)
    say(f"written   {path}")
