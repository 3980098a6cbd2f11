"""Mail about the desk itself, to people of its directory: about no incident, without a token."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mailflow.adapters.composer import Envelope, can_be_written_to, compose
from mailflow.adapters.renderer import Rendered
from mailflow.adapters.store.contract import Work
from mailflow.containing import Failing
from mailflow.core.headers import sweep
from mailflow.core.mail import Attachment
from mailflow.core.records import Contact, OutboxRow
from mailflow.desk import Desk
from mailflow.errors import AddressError
from models.enums import NoticeKind, OutboxState, Role


@dataclass(frozen=True, slots=True)
class Memo:
    """One mail to one person; of those with the same `once` a single one is ever written."""

    contact: Contact
    kind: NoticeKind
    rendered: Rendered
    once: str | None = None
    pictures: tuple[Attachment, ...] = field(default=(), repr=False)


def is_reachable(one: Contact) -> bool:
    """Whether somebody works here and can be written to (promise P13)."""
    reachable = one.active and not one.suppressed and can_be_written_to(one.address)
    return one.is_agent and reachable


def admins(work: Work) -> Iterator[Contact]:
    """Yield who administers the desk and can be written to."""
    for one in work.directory.agents():
        if one.role is Role.ADMIN and is_reachable(one):
            yield one


def send(work: Work, desk: Desk, memo: Memo, now: datetime) -> int:
    """Write a memo into the outbox; return its number there."""
    if not is_reachable(memo.contact):
        raise AddressError(f"contact {memo.contact.id} is nobody of the desk who gets mail")
    number = work.outbox.draw_id()
    name = (memo.once or memo.kind.value).replace(":", ".")
    message_id = f"<{name}.{number}@{desk.settings.reply_domain}>"
    row = OutboxRow(
        id=number,
        kind=memo.kind,
        incident_id=None,
        contact_id=memo.contact.id,
        recipient=memo.contact.address,
        message_id=message_id,
        subject=sweep(memo.rendered.subject, own_token=""),
        content=_content(desk, memo, message_id, now),
        state=OutboxState.PENDING,
        created_at=now,
        next_attempt_at=now,
        once=memo.once,
    )
    work.outbox.add(row)
    detail = {"kind": row.kind.value, "notice": str(number), "contact": str(memo.contact.id)}
    work.audit.append(None, "notice_written", detail, now)
    return number


def deliver(work: Work, desk: Desk, memos: Sequence[Memo], now: datetime, failing: Failing) -> int:
    """Write memos into the outbox, but what another worker wrote meanwhile; return how many."""
    work.take_turn()
    used = work.outbox.used(one.once for one in memos if one.once)
    told = 0
    for memo in memos:
        if memo.once in used:
            continue
        with failing.contained(work, memo.contact.id, now):
            send(work, desk, memo, now)
            told += 1
    return told


def _content(desk: Desk, memo: Memo, message_id: str, now: datetime) -> bytes:
    """A mail without a reply token: an answer to it is a mail like any other."""
    settings = desk.settings.desk
    envelope = Envelope(
        message_id=message_id,
        from_name=settings.name,
        from_address=settings.support_address,
        to_name=memo.contact.display_name,
        to_address=memo.contact.address,
        reply_to=settings.support_address,
        date=now,
        auto_submitted="auto-generated",
        loop_id=settings.instance_id,
        incident="",
    )
    return compose(memo.rendered, envelope, memo.pictures)
