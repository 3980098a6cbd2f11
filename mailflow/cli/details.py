"""What is known of a person and changed by options: name, language, time zone, VIP mark."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

import click

from mailflow.adapters.store.contract import Work
from mailflow.cli.documents import Document, contact_document
from mailflow.cli.people import checked_language, checked_name, checked_time_zone, group_names
from mailflow.cli.session import Session
from mailflow.core.records import Contact


@dataclass(frozen=True, slots=True)
class Details:
    """What was given; None for what stays as it is."""

    name: str | None
    language: str | None
    time_zone: str | None
    vip: bool | None

    def of(self, contact: Contact) -> Contact:
        """Return the person with what was given."""
        if self.name is not None:
            contact = replace(contact, display_name=checked_name(self.name, "--name"))
        if self.language is not None:
            contact = replace(contact, language=checked_language(self.language))
        if self.time_zone is not None:
            contact = replace(contact, time_zone=checked_time_zone(self.time_zone))
        if self.vip is not None:
            contact = replace(contact, vip=self.vip)
        return contact


def details_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command take `details`: a name, a language, a time zone, a VIP mark."""

    @click.option("--name", help="What to call this person.")
    @click.option("--language", metavar="CODE", help='Of his notices, such as de; "" forgets it.')
    @click.option(
        "--time-zone",
        metavar="ZONE",
        help='Of the days and times he writes, such as Europe/Berlin; "" forgets it.',
    )
    @click.option("--vip/--no-vip", default=None, help="Whether much depends on him.")
    @wraps(command)
    def taking(
        *arguments: Any,
        name: str | None,
        language: str | None,
        time_zone: str | None,
        vip: bool | None,
        **others: Any,
    ) -> Any:
        return command(*arguments, details=Details(name, language, time_zone, vip), **others)

    return taking


def changed_contact(session: Session, work: Work, before: Contact, after: Contact) -> Document:
    """Store what differs, write the names of the fields to the audit, return the person."""
    names = [one for one in Contact.__dataclass_fields__ if _differs(one, before, after)]
    work.directory.update(after)
    detail = {"contact": str(after.id), "fields": ",".join(names)}
    work.audit.append(None, "contact_changed", detail, session.clock())
    found = work.directory.get(after.id) or after
    return contact_document(found, group_names(work.directory.groups(), found))


def _differs(name: str, before: Contact, after: Contact) -> bool:
    return bool(getattr(before, name) != getattr(after, name))
