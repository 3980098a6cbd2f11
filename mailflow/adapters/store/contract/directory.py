"""What a store knows of people and groups."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from mailflow.core.records import Contact, SupportGroup, Suppression
from models.enums import Role


class Directory(Protocol):
    """People and groups."""

    def by_address(self, address: str) -> Contact | None:
        """Return the contact with this address."""

    def meet(self, addresses: Iterable[str]) -> None:
        """Look these up at once: `by_address` asks no more for them within this unit of work."""

    def get(self, contact_id: int) -> Contact | None:
        """Return one contact."""

    def by_handle(self, handle: str) -> Contact | None:
        """Return the agent with this handle."""

    def add(
        self,
        address: str,
        *,
        role: Role,
        at: datetime,
        display_name: str = "",
        handle: str | None = None,
        language: str | None = None,
        contact_id: int | None = None,
    ) -> Contact:
        """Store a contact; ConflictError when the address or handle is taken.

        He gets the next number, or `contact_id` where one is given. Addresses and handles are
        kept and looked up in lower case.
        """

    def set_active(self, contact_id: int, active: bool) -> None:
        """Enable or disable a contact."""

    def set_away(self, contact_id: int, until: datetime | None) -> None:
        """Say until when a contact is away; None where he is here."""

    def set_written_language(self, contact_id: int, language: str, times: int) -> None:
        """Remember in which language a contact writes, and how surely."""

    def promote(self, contact_id: int, role: Role, handle: str | None, display_name: str) -> None:
        """Make an existing contact an agent or admin."""

    def update(self, contact: Contact) -> None:
        """Store all that is known of a person but his addresses.

        ConflictError when the handle is taken.
        """

    def listed(self, text: str = "", *, limit: int = 100) -> tuple[Contact, ...]:
        """Return contacts by number, those with the text in their name or an address."""

    def add_address(self, contact_id: int, address: str) -> None:
        """Let a person have one more address; ConflictError when somebody has it."""

    def remove_address(self, contact_id: int, address: str) -> None:
        """Take an address from a person who has others, the next is preferred where it was."""

    def prefer(self, contact_id: int, address: str) -> None:
        """Write to a person at this address of his."""

    def merge(self, contact_id: int, into_id: int) -> None:
        """Give a person's addresses, groups and charges to another, for whom he stands now.

        His number goes on naming the other: tokens that were given to him stay valid.
        """

    def agents(self) -> tuple[Contact, ...]:
        """Return agents and admins, active or not."""

    def note_hard_bounce(self, address: str, at: datetime, suppress_after: int) -> bool:
        """Count a hard bounce; suppress the address at the limit; return whether it is now."""

    def suppressions(self) -> tuple[Suppression, ...]:
        """Return the suppressed addresses, the oldest first."""

    def lift_suppression(self, address: str) -> bool:
        """Write to the address again, its bounces forgotten; return whether it was suppressed."""

    def add_group(
        self, name: str, *, tier: int = 1, manager_id: int | None = None, is_default: bool = False
    ) -> SupportGroup:
        """Store a group, or bring a removed one back; ConflictError when the name is taken."""

    def add_member(self, group_id: int, contact_id: int) -> None:
        """Put an agent into a group; one who is in it already stays."""

    def remove_member(self, group_id: int, contact_id: int) -> None:
        """Take an agent out of a group."""

    def change_group(self, group: SupportGroup) -> None:
        """Store name, tier, manager and whether it is the default; members apart.

        ConflictError when the name is taken.
        """

    def remove_group(self, group_id: int) -> None:
        """Remove a group: it has no members and is nowhere shown any more."""

    def group(self, group_id: int) -> SupportGroup | None:
        """Return one group with its members."""

    def groups(self) -> tuple[SupportGroup, ...]:
        """Return every group with its members, by name."""
