"""Checks of what an admin types about people and groups; mistakes are told as wrong usage."""

import re
from collections.abc import Sequence
from datetime import datetime

import click

from mailflow.adapters.store.contract import Work
from mailflow.core.addresses import is_ascii, parse_mailboxes
from mailflow.core.correspondents import is_own_address
from mailflow.core.header_text import clean_value
from mailflow.core.quiet_hours import are_hours
from mailflow.core.records import Contact, SupportGroup
from mailflow.errors import AddressError, NotFoundError
from mailflow.identity import is_time_zone
from mailflow.settings import Settings
from models.enums import Role

HANDLE = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,6})?")
LONGEST_NAME = 100
NO_QUIET_HOURS = "none"
LONGEST_ZONE = 64


def checked_address(value: str, settings: Settings) -> str:
    """Return one plain address, lower case, that is not the desk's own."""
    try:
        (mailbox,) = parse_mailboxes(value)
    except (AddressError, ValueError) as error:
        hint = error if isinstance(error, AddressError) else "write one address"
        raise click.BadParameter(f"{value}: {hint}", param_hint="ADDRESS") from None
    if not is_ascii(mailbox.address):
        hint = "only ASCII addresses can give commands (RFC 5322)"
        raise click.BadParameter(f"{value}: {hint}", param_hint="ADDRESS")
    if is_own_address(mailbox.address, settings.own_addresses, settings.desk.support_address):
        raise click.BadParameter(f"{value}: this is the desk's own address", param_hint="ADDRESS")
    return mailbox.address


def checked_handle(value: str) -> str:
    """Return a handle as it is written after the @ in `#assign @handle`."""
    handle = value.removeprefix("@").casefold()
    if HANDLE.fullmatch(handle) is None:
        hint = "letters a-z, digits and . _ - only, at most 64"
        raise click.BadParameter(f"{value}: {hint}", param_hint="--handle")
    return handle


def handle_of(address: str) -> str | None:
    """Return the handle that suits an address, None where none does."""
    handle = address.partition("@")[0].casefold()
    return handle if HANDLE.fullmatch(handle) else None


def checked_name(value: str, option: str) -> str:
    """Return a name as one line."""
    name = clean_value(value)
    if len(name) > LONGEST_NAME:
        raise click.BadParameter(f"longer than {LONGEST_NAME} characters", param_hint=option)
    return name


def checked_language(value: str) -> str | None:
    """Return a language as in BCP 47 (RFC 5646), None for nothing, in the desk's language then."""
    if value and LANGUAGE.fullmatch(value) is None:
        raise click.BadParameter(f"{value}: write a code such as en or de", param_hint="--language")
    return value.lower() or None


def checked_time_zone(value: str) -> str | None:
    """Return the name of a time zone, None for nothing: that of the desk then."""
    if value and (len(value) > LONGEST_ZONE or not is_time_zone(value)):
        hint = "write a time zone such as Europe/Berlin"
        raise click.BadParameter(f"{value}: {hint}", param_hint="--time-zone")
    return value or None


def checked_quiet_hours(value: str) -> str | None:
    """Return hours of a day, `none` for none of one's own, None for those of one's group."""
    if value and value != NO_QUIET_HOURS and not are_hours(value):
        hint = 'write hours such as "22:00-06:00", or none'
        raise click.BadParameter(f"{value}: {hint}", param_hint="--quiet-hours")
    return value or None


def group_names(groups: Sequence[SupportGroup], member: Contact) -> tuple[str, ...]:
    """Return the groups of an agent, by name."""
    return tuple(g.name for g in groups if any(one.id == member.id for one in g.members))


def known_contact(work: Work, address: str) -> Contact:
    """Return the person with this address; NotFoundError where there is none."""
    contact = work.directory.by_address(address.strip().casefold())
    if contact is None:
        raise NotFoundError(f"{address}: nobody has this address; see `mailflow contacts list`")
    return contact


def known_agent(work: Work, address: str) -> Contact:
    """Return the agent with this address; NotFoundError where there is none."""
    contact = work.directory.by_address(address.strip().casefold())
    if contact is None or not contact.is_agent:
        raise NotFoundError(f"{address}: no such agent; see `mailflow agents list`")
    return contact


def contact_of(work: Work, address: str, now: datetime) -> Contact:
    """Return the contact with this address, made where there is none; no agent by that."""
    known = work.directory.by_address(address)
    return known or work.directory.add(address, role=Role.REQUESTER, at=now)


def known_groups(work: Work, names: tuple[str, ...]) -> tuple[SupportGroup, ...]:
    """Return the groups with these names; NotFoundError for an unknown one."""
    by_name = {group.name.casefold(): group for group in work.directory.groups()}
    for name in names:
        if name.casefold() not in by_name:
            raise NotFoundError(f"{name}: no such group; see `mailflow groups list`")
    return tuple(by_name[name.casefold()] for name in names)
