"""Who wrote a mail, as far as the header and the directory say."""

from dataclasses import dataclass
from enum import StrEnum

from mailflow.core.mail import Mail, Mailbox
from mailflow.core.records import Contact

NOBODY_ADDRESS = "unknown@invalid"


class AuthorKind(StrEnum):
    """What the sender is to this desk."""

    NOBODY = "nobody"
    INACTIVE_AGENT = "inactive agent"
    AGENT = "active agent"
    MONITOR = "monitor"
    OURSELVES = "one of our own addresses"
    PERSON = "anyone else"


@dataclass(frozen=True, slots=True)
class Author:
    """The sender of a mail."""

    kind: AuthorKind
    mailbox: Mailbox
    contact: Contact | None = None

    @property
    def address(self) -> str:
        """The address in the From field."""
        return self.mailbox.address

    @property
    def addresses(self) -> tuple[str, ...]:
        """The address in the From field, and the others that the directory has for him."""
        return (self.address, *(self.contact.addresses if self.contact else ()))


def author_of(
    mail: Mail,
    contact: Contact | None,
    *,
    own_addresses: frozenset[str],
    monitors: frozenset[str],
    support_address: str,
) -> Author:
    """Decide what the one From mailbox is; `contact` is what the directory has for it.

    Reply-To, Sender and Return-Path never name the author (design section 4).
    """
    sender = mail.sender
    if sender is None:
        return Author(AuthorKind.NOBODY, Mailbox(NOBODY_ADDRESS))
    if contact is not None and contact.is_agent and sender.address.isascii():
        kind = AuthorKind.AGENT if contact.active else AuthorKind.INACTIVE_AGENT
        return Author(kind, sender, contact)
    if is_own_address(sender.address, own_addresses, support_address):
        return Author(AuthorKind.OURSELVES, sender, contact)
    if sender.address in monitors:
        return Author(AuthorKind.MONITOR, sender, contact)
    return Author(AuthorKind.PERSON, sender, contact)


def is_own_address(address: str, own_addresses: frozenset[str], support_address: str) -> bool:
    """Whether mail to this address comes back to this desk, plus addresses included."""
    local, _, domain = address.rpartition("@")
    plain = f"{local.partition('+')[0]}@{domain}"
    return address in own_addresses or plain == support_address or plain in own_addresses
