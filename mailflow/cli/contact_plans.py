"""What a list of people would do to the directory, row by row, and what is wrong with it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import click

from mailflow.adapters.store.contract import Work
from mailflow.cli.people import (
    checked_address,
    checked_handle,
    checked_language,
    checked_name,
    checked_time_zone,
    group_names,
    handle_of,
)
from mailflow.core.contact_lists import ContactRow, RowProblem
from mailflow.core.records import Contact, SupportGroup
from mailflow.settings import Settings
from models.enums import Role

NEW = 0


@dataclass(frozen=True, slots=True)
class Planned:
    """One row: the person as he is (None for a new one) and as he will be."""

    line: int
    before: Contact | None
    after: Contact
    joins: tuple[SupportGroup, ...] = ()

    @property
    def action(self) -> str:
        """What becomes of him: `add`, `change`, or `same`."""
        if self.before is None:
            return "add"
        return "same" if self.after == self.before and not self.joins else "change"


@dataclass(slots=True)
class Planner:
    """Checks the rows against the directory and against each other."""

    work: Work
    settings: Settings
    problems: list[RowProblem] = field(default_factory=list)
    addresses: dict[str, int] = field(default_factory=dict)
    handles: dict[str, int] = field(default_factory=dict)

    def plan(self, rows: tuple[ContactRow, ...]) -> tuple[Planned, ...]:
        """Return what is planned; where there are problems, none of it may be done."""
        groups = {one.name.casefold(): one for one in self.work.directory.groups()}
        found = (self._planned(row, groups) for row in rows)
        return tuple(one for one in found if one is not None)

    def _planned(self, row: ContactRow, groups: Mapping[str, SupportGroup]) -> Planned | None:
        wrong = len(self.problems)
        try:
            addresses = self._addresses(row)
            known = self._known(row, addresses)
            after = self._after(row, addresses, known)
            joins = self._joins(row, after, known, groups)
        except click.BadParameter as error:
            self._wrong(row, error.message)
            return None
        return Planned(row.line, known, after, joins) if len(self.problems) == wrong else None

    def _wrong(self, row: ContactRow, problem: str) -> None:
        self.problems.append(RowProblem(row.line, problem))

    def _addresses(self, row: ContactRow) -> tuple[str, ...]:
        if not row.addresses[0]:
            raise click.BadParameter("no address")
        found = tuple(dict.fromkeys(checked_address(one, self.settings) for one in row.addresses))
        for one in found:
            earlier = self.addresses.setdefault(one, row.line)
            if earlier != row.line:
                self._wrong(row, f"{one} stands in line {earlier}, too")
        return found

    def _known(self, row: ContactRow, addresses: tuple[str, ...]) -> Contact | None:
        holders = {one: self.work.directory.by_address(one) for one in addresses}
        people = {one.id: one for one in holders.values() if one is not None}
        if len(people) > 1:
            names = ", ".join(one.address for one in people.values())
            self._wrong(row, f"these addresses are of several people ({names}): merge them first")
        return next(iter(people.values()), None)

    def _after(self, row: ContactRow, addresses: tuple[str, ...], known: Contact | None) -> Contact:
        name = self._read(row, lambda: checked_name(row.name, "name"))
        language = self._read(row, lambda: checked_language(row.language))
        time_zone = self._read(row, lambda: checked_time_zone(row.time_zone))
        role = self._role(row, known)
        blank = known or Contact(NEW, addresses[0], role, addresses=addresses[:1])
        more = tuple(sorted({*blank.addresses[1:], *addresses} - {blank.address}))
        return replace(
            blank,
            role=role,
            addresses=(blank.address, *more),
            display_name=name or blank.display_name,
            handle=self._handle(row, blank),
            language=language or blank.language,
            time_zone=time_zone or blank.time_zone,
        )

    def _read(self, row: ContactRow, check: Callable[[], str | None]) -> str | None:
        """Return what a cell says; where it is wrong that is noted, and the next one is read."""
        try:
            return check()
        except click.BadParameter as error:
            self._wrong(row, error.message)
            return None

    def _role(self, row: ContactRow, known: Contact | None) -> Role:
        before = known.role if known else Role.REQUESTER
        if not row.role:
            return before
        if row.role not in set(Role):
            raise click.BadParameter(f"role {row.role!r} is none of {', '.join(Role)}")
        if before is not Role.REQUESTER and row.role == Role.REQUESTER:
            raise click.BadParameter("this is an agent; `mailflow agents disable` takes his rights")
        return Role(row.role)

    def _handle(self, row: ContactRow, contact: Contact) -> str | None:
        """Return the handle of an agent: as written, as it was, or what suits his address."""
        if self._role(row, contact) is Role.REQUESTER:
            if row.handle:
                self._wrong(row, "only agents have a handle")
            return None
        handle = checked_handle(row.handle) if row.handle else contact.handle
        handle = handle or handle_of(contact.address)
        if handle is None:
            raise click.BadParameter("no handle suits this address; write one")
        holder = self.work.directory.by_handle(handle)
        if holder is not None and holder.id != contact.id:
            self._wrong(row, f"@{handle} is {holder.address}")
        earlier = self.handles.setdefault(handle, row.line)
        if earlier != row.line:
            self._wrong(row, f"@{handle} stands in line {earlier}, too")
        return handle

    def _joins(
        self,
        row: ContactRow,
        after: Contact,
        known: Contact | None,
        groups: Mapping[str, SupportGroup],
    ) -> tuple[SupportGroup, ...]:
        """Return the groups he is not in yet; a new agent joins the default one."""
        unknown = [name for name in row.groups if name.casefold() not in groups]
        for name in unknown:
            self._wrong(row, f"there is no group {name!r}; see `mailflow groups list`")
        if row.groups and not after.is_agent:
            self._wrong(row, "only agents are members of groups; give a role")
        wanted = [groups[name.casefold()] for name in row.groups if name not in unknown]
        if not row.groups and after.is_agent and not (known and known.is_agent):
            wanted = [one for one in groups.values() if one.is_default]
        had = group_names(wanted, known) if known else ()
        return tuple(one for one in wanted if one.name not in had)


def fields_of(one: Planned) -> Iterator[str]:
    """Yield the names of the fields that a row changes."""
    before = one.before
    for name in Contact.__dataclass_fields__:
        if before is not None and getattr(before, name) != getattr(one.after, name):
            yield name
    if one.joins:
        yield "groups"
