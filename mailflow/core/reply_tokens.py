"""The reply token as the rules see it: its shape in a mail, its fields, what it is worth now.

Format: `support+<40 base32 characters>@<reply domain>` and `<mf.<the same>@...>` as Message-ID
(design section 4). The keys and the MAC are the business of adapters/tokens.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mailflow.core.mail import Mail
from mailflow.core.records import Contact, OutboxRow

TOKEN_LENGTH = 40
PLUS_DETAIL = re.compile(r"[a-z0-9]{20,200}")
OUR_MESSAGE_ID = re.compile(r"<mf\.([^@<>\s]{1,200})@([^<>\s]{1,255})>", re.IGNORECASE)
ADDRESSED_FIELDS = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
BARE_ADDRESS = re.compile(r"[^\s<>,;:\"()]{1,200}@[^\s<>,;:\"()]{1,255}")


class TokenState(StrEnum):
    """What a token is worth now."""

    NONE = "none"
    INVALID = "invalid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    VALID = "valid"


@dataclass(frozen=True, slots=True)
class TokenFields:
    """What the MAC of a token vouches for."""

    incident_id: int
    contact_id: int
    outbox_id: int
    key_id: int


@dataclass(frozen=True, slots=True)
class TokenReading:
    """One token of a mail, read and weighed."""

    state: TokenState
    fields: TokenFields | None = None
    owner_is_agent: bool = False
    owner_is_author: bool = False

    @property
    def incident_id(self) -> int | None:
        """The incident it names, where its MAC holds."""
        return self.fields.incident_id if self.fields else None


NO_TOKEN = TokenReading(TokenState.NONE)
INVALID_TOKEN = TokenReading(TokenState.INVALID)


def written_tokens(mail: Mail, support_address: str, reply_domain: str) -> tuple[str, ...]:
    """Return the texts that stand where a token of ours stands, the recipient addresses first.

    Lower case, since mail programs change the case of local parts.
    """
    local = support_address.partition("@")[0]
    in_addresses = [_plus_detail(address, local) for address in _addressed(mail)]
    ours = (OUR_MESSAGE_ID.fullmatch(one) for one in mail.ancestors)
    in_ids = [m.group(1).lower() for m in ours if m and m.group(2).lower() == reply_domain]
    return tuple(dict.fromkeys(text for text in (*in_addresses, *in_ids) if text))


def _addressed(mail: Mail) -> list[str]:
    addresses = [mailbox.address for mailbox in (*mail.to, *mail.cc)]
    for name in ADDRESSED_FIELDS:
        for value in mail.header_values(name):
            addresses += BARE_ADDRESS.findall(value[:1000])
    return addresses


def _plus_detail(address: str, support_local: str) -> str:
    local, _, _ = address.lower().rpartition("@")
    plain, plus, detail = local.partition("+")
    return detail if plus and plain == support_local and PLUS_DETAIL.fullmatch(detail) else ""


def weigh(
    fields: TokenFields | None,
    row: OutboxRow | None,
    *,
    owner: Contact | None,
    author_contact_id: int | None,
    now: datetime,
    lifetime: timedelta,
) -> TokenReading:
    """Decide what a token is worth: its MAC, then its outbox row, then its age.

    Without its row a token has no age and no owner, so it is worth nothing. `owner` is who stands
    for the contact it names: another one where that was merged.
    """
    if fields is None or row is None:
        return INVALID_TOKEN
    if (row.incident_id, row.contact_id) != (fields.incident_id, fields.contact_id):
        return INVALID_TOKEN
    state = TokenState.VALID
    if row.revoked_at is not None:
        state = TokenState.REVOKED
    elif row.created_at + lifetime < now:
        state = TokenState.EXPIRED
    owner_id = owner.id if owner else fields.contact_id
    is_agent = owner is not None and owner.is_agent
    return TokenReading(state, fields, is_agent, owner_id == author_contact_id)


def decisive(readings: tuple[TokenReading, ...]) -> TokenReading:
    """Return the reading that decides: the first, and an address stands before a Message-ID."""
    return readings[0] if readings else NO_TOKEN
