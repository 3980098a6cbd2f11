"""`mailflow incidents`: list and show."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import click

from mailflow import merging
from mailflow.adapters.store.contract import Work
from mailflow.cli.attachments import attachments
from mailflow.cli.documents import (
    Document,
    entry_document,
    event_document,
    log_document,
    mail_document,
    outbox_document,
)
from mailflow.cli.due_moments import due_words
from mailflow.cli.incident_changes import CHANGES
from mailflow.cli.output import (
    cell_text,
    print_block,
    print_fields,
    print_json,
    print_table,
    say,
)
from mailflow.cli.post_incident import review
from mailflow.cli.recurring import recurring
from mailflow.cli.references import Reference, incident_page, known_incident
from mailflow.cli.session import Session, json_option, limit_option, pass_session
from mailflow.core.categorisation import suggestion_of
from mailflow.core.records import Incident
from mailflow.inquiries import related, shown_value
from models.enums import IncidentState

COLUMNS = (
    "incident",
    "state",
    "priority",
    "category",
    "requester",
    "assignee",
    "opened",
    "subject",
)
LISTED = ("reference", "state", "priority", "category", "requester", "assignee", "opened_at")
SHOWN = (
    *LISTED[1:],
    "group",
    "priority_source",
    "urgency",
    "impact",
    "verified",
    "response_due",
    "responded_at",
    "resolution_due",
    "resolved_at",
    "closed_at",
    "closes_at",
    "resolution",
    "root_cause",
    "closure_code",
    "rating",
    "rating_comment",
    "article",
    "hold_reason",
    "wake_at",
    "merged_into",
    "mentions",
    "may_belong_to",
)

Changes = Mapping[tuple[str, str | None], str]
"""What to print for a value of a field."""


@click.group()
def incidents() -> None:
    """List and show incidents and their files, and change them."""


incidents.add_command(attachments)
incidents.add_command(review)
incidents.add_command(recurring)
for command in CHANGES:
    incidents.add_command(command)


@incidents.command("list")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([state.value for state in IncidentState]),
    help="Only these states (may be given more than once).",
)
@limit_option
@json_option
@pass_session
def list_(session: Session, states: tuple[str, ...], limit: int, *, as_json: bool) -> None:
    """List incidents, the newest first."""
    wanted = [IncidentState(state) for state in states]
    with session.reading() as work:
        found = [incident_page(work, one) for one in work.incidents.listed(wanted, limit=limit)]
    if as_json:
        print_json({"incidents": found})
        return
    rows = [[*(one[name] for name in LISTED), one["subject"]] for one in found]
    print_table(COLUMNS, rows, empty="no incidents")


@incidents.command()
@click.argument("reference", type=Reference(), metavar="REF")
@json_option
@pass_session
def show(session: Session, reference: int, *, as_json: bool) -> None:
    """Show the incident REF: fields, timeline, its mails and how they were decided."""
    with session.reading() as work:
        incident = known_incident(work, reference)
        document = _whole(work, incident)
        dues = due_words(incident, session.settings, document["group"] or "", session.clock())
        changes = {} if as_json else _changes(work, document["timeline"])
    if as_json:
        print_json(document)
        return
    _print_page({**document, **dues}, changes)


def _changes(work: Work, timeline: Sequence[Document]) -> Changes:
    """Return values of events as people know them: a name instead of a number."""
    events = [line for line in timeline if line["type"] == "event" and line["field"]]
    return {
        (line["field"], value): cell_text(shown_value(line["field"], value, work))
        for line in events
        for value in (line["before"], line["after"])
    }


def _whole(work: Work, incident: Incident) -> Document:
    mails = work.mails.of_incident(incident.id)
    rows = work.outbox.listed(incident_id=incident.id, limit=1000)
    return {
        **incident_page(work, incident),
        "participants": [
            {"address": one.address, "role": one.role.value, "name": one.display_name}
            for one in work.incidents.participants(incident.id)
        ],
        "related": [
            {"relation": one.relation.value, "incident": one.reference, "state": one.state.value}
            for one in related(work, incident)
        ],
        "timeline": _timeline(work, incident.id),
        "message_ids": [mail.message_id for mail in mails if mail.message_id],
        "mails": [
            {**mail_document(m), "decision_log": log_document(m.decision_log)} for m in mails
        ],
        "notices": [outbox_document(row) for row in reversed(rows)],
    }


def _timeline(work: Work, incident_id: int) -> list[Document]:
    """Return what was written and what happened, by time; at one moment the text comes first."""
    entries = merging.written(work, incident_id)
    lines = [
        entry_document(one, number if number != incident_id else None) for number, one in entries
    ]
    lines += [event_document(event) for event in work.incidents.events(incident_id)]
    return sorted(lines, key=_moment)


def _moment(line: Document) -> datetime:
    at = line["at"]
    if not isinstance(at, datetime):
        raise TypeError("a line of the timeline has no time")
    return at


def _print_page(document: Document, changes: Changes) -> None:
    say(f"{document['reference']}  {document['subject']}")
    print_fields((name.replace("_", " "), document[name]) for name in SHOWN if document[name])
    suggestion = suggestion_of(document["suggestion"])
    if suggestion and suggestion.similar:
        print_fields([("similar", ", ".join(one.line for one in suggestion.similar))])
    if suggestion and suggestion.articles:
        print_fields([("articles", ", ".join(one.line for one in suggestion.articles))])
    people = (f"{one['address']} ({one['role']})" for one in document["participants"])
    print_fields([("participants", ", ".join(people))])
    print_fields([("related", ", ".join(map(_relation, document["related"])))])
    say("Timeline")
    for line in document["timeline"]:
        _print_line(line, changes)
    _print_mails(document["mails"])
    columns = ("notice", "kind", "recipient", "state")
    names = ("id", "kind", "recipient", "state")
    rows = [[one[name] for name in names] for one in document["notices"]]
    print_table(columns, rows, empty="no notices")


def _relation(one: Document) -> str:
    return f"{one['relation'].replace('_', ' ')} {one['incident']} ({one['state']})"


def _print_line(line: Document, changes: Changes) -> None:
    at = cell_text(line["at"])
    if line["type"] == "event":
        field, change = line["field"], ""
        if field:
            before, after = (changes[field, line[one]] for one in ("before", "after"))
            change = f" {field.removesuffix('_id').replace('_', ' ')}: {before!r} -> {after!r}"
        say(f"  {at}  {line['name']}{change}  by {line['actor']}")
        return
    marks = ["private"] * (not line["public"]) + ["unverified"] * (not line["verified"])
    marks += [line["protection"]] * (line["protection"] != "none")
    marks += [f"in {line['merged_from']}"] * bool(line["merged_from"])
    say(f"  {at}  {line['name']} by {line['actor']} {' '.join(marks)}".rstrip())
    _print_invitation(line["invitation"])
    print_block(line["text"], indent="      ")
    _print_names(line["attachments"])


def _print_invitation(invitation: Document | None) -> None:
    names = ("summary", "when", "location", "organizer", "attendees")
    if invitation is None:
        return
    say(f"      calendar: {invitation['kind']}")
    for name in names:
        if invitation[name]:
            say(f"      {name}: {invitation[name]}")


def _print_names(names: Iterable[str]) -> None:
    joined = ", ".join(names)
    if joined:
        say(f"      attached: {joined}")


def _print_mails(mails: Sequence[Document]) -> None:
    say("Mails")
    for mail in mails:
        say(f"  mail {mail['id']}  {mail['end_state']} ({mail['rule']})  {mail['message_id']}")
        for line in mail["decision_log"]:
            say(f"      {line['step']}: {line['finding']}")
