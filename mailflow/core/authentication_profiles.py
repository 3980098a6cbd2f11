"""Mail providers that write their Authentication-Results otherwise, as data; all off by default.

A profile says under which names a provider's servers write, and in which form. Each trusts the
provider to write its field above whatever came with the mail; `risks` says what that leaves open.
"""

import re
from dataclasses import dataclass

from mailflow.identity import Desk


@dataclass(frozen=True, slots=True)
class Profile:
    """How one kind of server says what it proved.

    `servers` matches the authserv-ids that are its own, None where the settings name the one;
    `nameless` fields bear none. `several` servers write one field for each method: the unbroken
    run of them at the top counts. `internal` trusts Exchange's word that the sender logged in.
    """

    name: str
    trusts: str
    risks: str
    servers: re.Pattern[str] | None = None
    nameless: bool = False
    several: bool = False
    internal: bool = False

    @property
    def needs_name(self) -> bool:
        """Whether the settings must name the server."""
        return self.servers is None and not self.nameless


STANDARD = Profile(
    "",
    "the topmost field, if it bears exactly desk.authserv_id",
    "your server must remove fields with its own name from what comes in (RFC 8601 section 5)",
)

_ROWS = (
    Profile(
        "google",
        "the topmost field, if it is by mx.google.com",
        "every customer's mail is marked with this one name, and a domain without a DMARC record"
        " is never proven: publish one for the agents' domain",
        re.compile(r"mx\.google\.com"),
    ),
    Profile(
        "microsoft365",
        "the topmost field, if it bears no name at all, as Exchange Online writes it",
        "nothing in the field says who wrote it: only for a mailbox that gets all its mail through"
        " Exchange Online, which renames fields that came with a mail; mail between people of one"
        " tenant is not proven",
        nameless=True,
    ),
    Profile(
        "microsoft365-tenant",
        "as microsoft365, and mail that Exchange marks as sent by a logged-in user of the tenant",
        "whoever may send as another in the tenant (a connector for printers, a right to send as)"
        " may command as him",
        nameless=True,
        internal=True,
    ),
    Profile(
        "fastmail",
        "the topmost field, if it is by one host directly below messagingengine.com",
        "every customer's mail is marked by the same hosts",
        re.compile(r"[a-z0-9-]{1,63}\.messagingengine\.com"),
    ),
    Profile(
        "yahoo",
        "the topmost field, if it is by a host below mail.yahoo.com or omega.yahoo.com",
        "many hosts share the names",
        re.compile(r"(?:[a-z0-9-]{1,63}\.){1,6}(?:mail|omega)\.yahoo\.com"),
    ),
    Profile(
        "icloud",
        "the unbroken run at the top of fields by hosts directly below icloud.com, one per method",
        "where one of them is left out, a field that came with the mail may stand in its place",
        re.compile(r"[a-z0-9-]{1,63}\.icloud\.com"),
        several=True,
    ),
    Profile(
        "postfix-opendmarc",
        "the unbroken run at the top of fields that bear exactly desk.authserv_id, as filters"
        " such as OpenDKIM and OpenDMARC write one each",
        "where a filter is down, a field that came with the mail may join the run: let them remove"
        " fields with your own name, and refuse mail while a filter is down",
        several=True,
    ),
)
PROFILES = {row.name: row for row in _ROWS}


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom the desk believes: a profile, the server's name, and how deep its field may stand."""

    profile: Profile
    authserv_id: str = ""
    received_above: int | None = None

    def is_ours(self, authserv_id: str) -> bool:
        """Whether a field under this name is our server's own."""
        if self.profile.nameless:
            return not authserv_id
        if self.profile.servers is not None:
            return self.profile.servers.fullmatch(authserv_id) is not None
        return bool(self.authserv_id) and authserv_id == self.authserv_id.lower()


def trust_of(desk: Desk) -> Trust | None:
    """Return whom the settings believe, None where they name nobody."""
    profile = PROFILES.get(desk.authentication_profile, STANDARD)
    if profile.needs_name and not desk.authserv_id:
        return None
    return Trust(profile, desk.authserv_id, desk.received_above_results)
