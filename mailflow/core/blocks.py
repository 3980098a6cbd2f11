"""Which addresses may be blocked, and which block an address falls under."""

from collections.abc import Iterable

from mailflow.core.correspondents import is_own_address
from mailflow.core.records import AddressBlock
from mailflow.settings import Settings
from models.enums import BlockKind


def patterns_of(address: str) -> tuple[str, ...]:
    """Return the patterns an address falls under: itself, and its domain."""
    folded = address.casefold()
    _, at, domain = folded.rpartition("@")
    return (folded, f"@{domain}") if at else (folded,)


def stricter(found: Iterable[AddressBlock]) -> AddressBlock | None:
    """Return the block that counts where several fit."""
    return min(found, key=lambda one: one.kind is not BlockKind.MAIL, default=None)


def is_ours(pattern: str, settings: Settings, agents: Iterable[str]) -> bool:
    """Whether a pattern would block ourselves, a monitor, a web form or an agent."""
    desk = settings.desk
    senders = (one.lower() for one in (*desk.monitors, *desk.web_forms))
    guarded = {*settings.own_addresses, *senders, *agents}
    if pattern.startswith("@"):
        domains = {one.rpartition("@")[2].casefold() for one in guarded}
        return pattern.removeprefix("@") in {*domains, settings.reply_domain}
    own = is_own_address(pattern, settings.own_addresses, desk.support_address)
    return own or pattern in guarded
