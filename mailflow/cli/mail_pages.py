"""A stored mail for people: its page, and its line in a list."""

from collections.abc import Sequence

from mailflow.cli.documents import Document, log_document, mail_document
from mailflow.cli.output import print_fields, print_json, print_table, say
from mailflow.cli.reading import headline_document, page_of
from mailflow.cli.session import Session
from mailflow.core.records import RawMail

FIELDS = ("id", "received_at", "source", "end_state", "rule", "incident", "attempts")
COLUMNS = ("id", "received", "end", "rule", "incident", "from", "subject")
LISTED = ("id", "received_at", "end_state", "rule", "incident", "from", "subject")


def stored_document(mail: RawMail) -> Document:
    """Return a stored mail and how it was decided."""
    return {**mail_document(mail), "decision_log": log_document(mail.decision_log)}


def print_mail(session: Session, mail_id: int, *, as_json: bool) -> None:
    """Print why a mail ended as it did, its headers and its text."""
    with session.reading() as work:
        mail = work.mails.get(mail_id)
    page = page_of(mail.content, session.settings.limits)
    document = {**stored_document(mail), **page.document()}
    if as_json:
        print_json(document)
        return
    print_fields((name.replace("_", " "), document[name]) for name in FIELDS)
    for step, finding in mail.decision_log:
        say(f"  {step}: {finding}")
    say(f"Not parsed: {page.problem}" if page.problem else "Mail")
    page.print()


def print_mails(mails: Sequence[RawMail], *, empty: str, as_json: bool) -> None:
    """Print a list of stored mails."""
    documents = [{**mail_document(mail), **headline_document(mail.content)} for mail in mails]
    if as_json:
        print_json({"mails": documents})
        return
    print_table(COLUMNS, [[one[name] for name in LISTED] for one in documents], empty=empty)
