"""What an admin should know before others do: of addresses, languages, and the clock's work.

Of addresses of replies (design section 4), of readers to whom nothing is sent, and of what fails
at each look of the clock.
"""

import shlex
from collections.abc import Iterator
from datetime import datetime

from mailflow.adapters.store.contract import Work
from mailflow.containing import LONGEST_WAIT, LOOK_FAILED, RECENT, TOLD_EVERY, about
from mailflow.core.records import SecurityEvent, reference
from mailflow.memos import is_reachable
from mailflow.settings import Settings

TAG_LENGTH = 41  # "+" and the 40 characters of a reply token
MAXIMUM_LOCAL_PART = 64  # RFC 5321 section 4.5.3.1.1


def reply_address_cautions(settings: Settings) -> tuple[str, ...]:
    """Return one sentence, with its remedy, for each doubt about the reply addresses."""
    found = (_corporate_domain(settings), _too_long(settings))
    return tuple(sentence for sentence in found if sentence)


def _corporate_domain(settings: Settings) -> str:
    support_domain = settings.desk.support_address.rpartition("@")[2]
    corporate = {support_domain, *(domain.lower() for domain in settings.desk.served_domains)}
    if settings.reply_domain not in corporate:
        return ""
    return (
        f"desk.reply_domain: replies go to {settings.reply_domain}, your people's own domain, so"
        " that third parties may take a reply address for one of your people; use a domain of its"
        f" own, such as reply.{support_domain}, if you can"
    )


def _too_long(settings: Settings) -> str:
    local = settings.desk.support_address.rpartition("@")[0]
    length = len(local.encode()) + TAG_LENGTH
    if not settings.desk.plus_addresses or length <= MAXIMUM_LOCAL_PART:
        return ""
    return (
        f"desk.support_address: {local}+token has {length} characters before the @, more than the"
        f" {MAXIMUM_LOCAL_PART} that mail servers must accept; take a shorter address or set"
        " desk.plus_addresses = false"
    )


def reader_cautions(settings: Settings, work: Work) -> Iterator[str]:
    """Yield who is named as a reader of the digest and gets none: only agents do (promise P13)."""
    for address in settings.digest.to if settings.digest.weekday != "never" else ():
        contact = work.directory.by_address(address.casefold()) if "@" in address else None
        if "@" not in address or (contact and is_reachable(contact)):
            continue
        if contact is not None and contact.is_agent:
            yield (
                f"digest.to: {address} is disabled or gets no mail, so no digest either; put"
                " somebody else there"
            )
        else:
            yield (
                f"digest.to: {address} is no agent, so no digest is sent there; `mailflow agents"
                f" add {shlex.quote(address)}`, or take it out"
            )


def failing_cautions(work: Work, now: datetime) -> Iterator[str]:
    """Yield what fails at looks of the clock: each is told hourly, as long as it does."""
    found: dict[str, list[SecurityEvent]] = {}
    for event in work.audit.security_events(RECENT, LOOK_FAILED):
        if now - event.at < TOLD_EVERY + LONGEST_WAIT:
            found.setdefault(event.detail["look"], []).append(event)
    for look, events in found.items():
        last, number = events[0], len(set(map(about, events)))
        which = f" ({reference(last.incident_id)})" if last.incident_id else ""
        yield (
            f"{look}: {number} failed alone at the last looks of the clock, at last{which}"
            f" with {last.detail['error']}; the others are done, these are tried again; `mailflow"
            f" security list --event {LOOK_FAILED}` tells which they are, `mailflow template check`"
            " finds templates that fail"
        )


def language_cautions(settings: Settings, work: Work) -> Iterator[str]:
    """Yield which agents are to be written in a language that nothing is written in."""
    for one in work.directory.agents():
        if one.active and one.language and not settings.speaks(one.language):
            yield (
                f"agent {one.address}: no notices are written in {one.language!r}, so English is"
                f" sent; there are {', '.join(settings.languages)}: mailflow agents change"
                f" {shlex.quote(one.address)} --language CODE"
            )
