"""`mailflow security`: what somebody who guards the desk wants to know."""

from collections.abc import Mapping

import click

from mailflow.cli.documents import Document
from mailflow.cli.output import print_json, print_table
from mailflow.cli.session import Session, json_option, limit_option, pass_session
from mailflow.core.records import SecurityEvent, reference

COLUMNS = ("at", "event", "incident", "mail", "detail")


@click.group()
def security() -> None:
    """See forged senders, bad tokens and held commands."""


@security.command("list")
@click.option("--event", "name", metavar="NAME", help="Only events of this name.")
@limit_option
@json_option
@pass_session
def list_(session: Session, name: str | None, limit: int, *, as_json: bool) -> None:
    """List security events, the newest first: forged senders, bad tokens, failed work of the clock.

    `mailflow mails show ID` shows the mail of an event.
    """
    with session.reading() as work:
        found = [_document(one) for one in work.audit.security_events(limit, name)]
    if as_json:
        print_json({"events": found})
        return
    rows = [
        [one["at"], one["event"], one["incident"], one["mail_id"], _in_words(one["detail"])]
        for one in found
    ]
    named = f" of the name {name!r}; without --event all are listed" if name else ""
    print_table(COLUMNS, rows, empty=f"no security events{named}")


def _in_words(detail: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in detail.items())


def _document(event: SecurityEvent) -> Document:
    return {
        "at": event.at,
        "event": event.name,
        "incident": reference(event.incident_id) if event.incident_id else None,
        "mail_id": event.mail_id,
        "detail": event.detail,
    }
