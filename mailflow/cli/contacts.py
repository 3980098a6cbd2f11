"""`mailflow contacts`: everybody the desk writes to, agents among them."""

import click

from mailflow.adapters.store.contract import Work
from mailflow.cli.blocking import block, unblock
from mailflow.cli.contact_import import import_
from mailflow.cli.details import Details, changed_contact, details_options
from mailflow.cli.documents import Document, contact_document
from mailflow.cli.enabling import enabling
from mailflow.cli.merging import merge
from mailflow.cli.output import print_fields, print_json, print_table, say
from mailflow.cli.people import checked_address, group_names, known_contact
from mailflow.cli.session import Session, json_option, limit_option, pass_session
from mailflow.core.records import Contact
from mailflow.errors import NotFoundError, PermanentError
from models.enums import Role

COLUMNS = ("id", "address", "name", "role", "active", "language", "time_zone")


@click.group()
def contacts() -> None:
    """Add, list, show, change, merge, disable, block and import people."""


contacts.add_command(import_)
contacts.add_command(merge)
contacts.add_command(block)
contacts.add_command(unblock)
contacts.add_command(
    enabling(
        known_contact,
        active=False,
        told="Send no mail to a person any more; his own is taken. An agent loses every right.",
    )
)
contacts.add_command(enabling(known_contact, active=True, told="Send mail to a person again."))


@contacts.command()
@click.argument("address")
@details_options
@json_option
@pass_session
def add(session: Session, address: str, details: Details, *, as_json: bool) -> None:
    """Add somebody with ADDRESS who is no agent; who writes to the desk is added by himself."""
    checked = checked_address(address, session.settings)
    with session.writing() as work:
        if work.directory.by_address(checked):
            hint = f"{checked}: somebody has this address; see `mailflow contacts show {checked}`"
            raise click.BadParameter(hint, param_hint="ADDRESS")
        person = work.directory.add(checked, role=Role.REQUESTER, at=session.clock())
        work.directory.update(details.of(person))
        work.audit.append(None, "contact_added", {"contact": str(person.id)}, session.clock())
        document = _document(work, work.directory.get(person.id) or person)
    if as_json:
        print_json(document)
        return
    say(f"{checked} is added")


@contacts.command("list")
@click.argument("text", default="")
@limit_option
@json_option
@pass_session
def list_(session: Session, text: str, limit: int, *, as_json: bool) -> None:
    """List people, the oldest first, or those with TEXT in their name or an address."""
    with session.reading() as work:
        every = work.directory.groups()
        people = work.directory.listed(text, limit=limit)
        found = [contact_document(one, group_names(every, one)) for one in people]
    if as_json:
        print_json({"contacts": found})
        return
    rows = [[one[name] for name in COLUMNS] for one in found]
    print_table(COLUMNS, rows, empty="nobody")


@contacts.command()
@click.argument("address")
@json_option
@pass_session
def show(session: Session, address: str, *, as_json: bool) -> None:
    """Show the person with ADDRESS."""
    with session.reading() as work:
        document = _document(work, known_contact(work, address))
    if as_json:
        print_json(document)
        return
    lists = {name: ", ".join(document[name]) for name in ("addresses", "groups")}
    print_fields((name.replace("_", " "), value) for name, value in {**document, **lists}.items())


@contacts.command()
@click.argument("address")
@details_options
@click.option("--add-address", "added", multiple=True, metavar="OTHER", help="One more address.")
@click.option("--remove-address", "removed", multiple=True, metavar="OTHER", help="No longer his.")
@click.option("--prefer", metavar="OTHER", help="Write to this address of his.")
@json_option
@pass_session
def change(
    session: Session,
    address: str,
    details: Details,
    added: tuple[str, ...],
    removed: tuple[str, ...],
    prefer: str | None,
    *,
    as_json: bool,
) -> None:
    """Change what is known of the person with ADDRESS; what is not given stays as it is.

    An address of an agent may command what he may: take care whose it is.
    """
    new = [checked_address(one, session.settings) for one in added]
    with session.writing() as work:
        before = known_contact(work, address)
        for one in new:
            _add_address(work, before, one)
        for one in removed:
            _remove_address(work, before, one.strip().casefold())
        if prefer:
            _prefer(work, before, prefer.strip().casefold())
        whole = work.directory.get(before.id) or before
        document = changed_contact(session, work, before, details.of(whole))
    if as_json:
        print_json(document)
        return
    say(f"{document['address']} is changed; addresses: {', '.join(document['addresses'])}")


def _add_address(work: Work, contact: Contact, address: str) -> None:
    holder = work.directory.by_address(address)
    if holder is None:
        work.directory.add_address(contact.id, address)
    elif holder.id != contact.id:
        raise PermanentError(
            f"{address} is somebody else's, nothing is changed; if both are one person:"
            f" mailflow contacts merge {address} {contact.address}"
        )


def _remove_address(work: Work, contact: Contact, address: str) -> None:
    known = work.directory.get(contact.id) or contact
    _require_his(known, address)
    if len(known.addresses) == 1:
        raise PermanentError(f"{address} is the only address of this person; nothing is changed")
    work.directory.remove_address(contact.id, address)


def _prefer(work: Work, contact: Contact, address: str) -> None:
    _require_his(work.directory.get(contact.id) or contact, address)
    work.directory.prefer(contact.id, address)


def _require_his(contact: Contact, address: str) -> None:
    if address not in contact.addresses:
        raise NotFoundError(f"{address} is no address of {contact.address}; nothing is changed")


def _document(work: Work, contact: Contact) -> Document:
    return contact_document(contact, group_names(work.directory.groups(), contact))
