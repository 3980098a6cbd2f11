"""Once a day, while anything waits in quarantine, who administers the desk is told of it."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from mailflow.adapters.composer import Envelope, can_be_written_to, compose
from mailflow.adapters.headlines import headline_of
from mailflow.adapters.store.contract import Work
from mailflow.core.headers import sweep
from mailflow.core.notices import NO_INCIDENT, HeldMail, NoticeContext, Quarantine
from mailflow.core.records import Contact, OutboxRow, RawMail
from mailflow.desk import Desk
from models.enums import EndState, NoticeKind, OutboxState, Role

FIRST_HOUR = 7  # in the time zone of the desk
SHOWN = 5
SECRETIVE = frozenset({"verification_mail"})
"""Rules whose mails may bear a code in their subject; it is not sent around (promise P13)."""


def is_time(desk: Desk, now: datetime) -> bool:
    """Whether the day has begun at the desk."""
    return _local(desk, now).hour >= FIRST_HOUR


def remind(work: Work, desk: Desk, now: datetime) -> int:
    """Tell every administrator what waits, unless he heard of it today; return how many."""
    work.take_turn()
    admins = [one for one in _admins(work) if work.outbox.by_once(_once(desk, one, now)) is None]
    waiting = work.mails.quarantined() if admins else {}
    if not waiting:
        return 0
    held = Quarantine(tuple(waiting.items()), tuple(_newest(work)))
    for admin in admins:
        _write(work, desk, admin, held, now)
    return len(admins)


def _admins(work: Work) -> Iterator[Contact]:
    for one in work.directory.agents():
        reachable = one.active and not one.suppressed and can_be_written_to(one.address)
        if one.role is Role.ADMIN and reachable:
            yield one


def local_day(desk: Desk, now: datetime) -> date:
    """Return which day it is at the desk."""
    return _local(desk, now).date()


def _local(desk: Desk, now: datetime) -> datetime:
    return now.astimezone(ZoneInfo(desk.settings.desk.time_zone))


def _once(desk: Desk, admin: Contact, now: datetime) -> str:
    return f"quarantine:{local_day(desk, now).isoformat()}:{admin.id}"


def _newest(work: Work) -> Iterator[HeldMail]:
    for mail in work.mails.listed(EndState.QUARANTINED, SHOWN):
        yield _held(mail)


def _held(mail: RawMail) -> HeldMail:
    found, rule = headline_of(mail.content), mail.rule or ""
    subject = "" if rule in SECRETIVE else found.subject or ""
    return HeldMail(rule, mail.received_at, found.sender or "", subject)


def _write(work: Work, desk: Desk, admin: Contact, held: Quarantine, now: datetime) -> None:
    number, once = work.outbox.draw_id(), _once(desk, admin, now)
    context = NoticeContext(
        kind=NoticeKind.QUARANTINE,
        desk_name=desk.settings.desk.name,
        recipient_name=admin.name,
        incident=NO_INCIDENT,
        quarantine=held,
        now=now,
        zone=desk.settings.desk.zone_of(admin.time_zone),
    )
    rendered = desk.renderer.render(context, admin.language or desk.settings.desk.language)
    message_id = f"<{once.replace(':', '.')}.{number}@{desk.settings.reply_domain}>"
    row = OutboxRow(
        id=number,
        kind=NoticeKind.QUARANTINE,
        incident_id=None,
        contact_id=admin.id,
        recipient=admin.address,
        message_id=message_id,
        subject=sweep(rendered.subject, own_token=""),
        content=compose(rendered, _envelope(desk, admin, message_id, now)),
        state=OutboxState.PENDING,
        created_at=now,
        next_attempt_at=now,
        once=once,
    )
    work.outbox.add(row)
    detail = {"kind": row.kind.value, "notice": str(number), "contact": str(admin.id)}
    work.audit.append(None, "notice_written", detail, now)


def _envelope(desk: Desk, admin: Contact, message_id: str, now: datetime) -> Envelope:
    """A mail without a reply token: an answer to it is a mail like any other."""
    settings = desk.settings.desk
    return Envelope(
        message_id=message_id,
        from_name=settings.name,
        from_address=settings.support_address,
        to_name=admin.display_name,
        to_address=admin.address,
        reply_to=settings.support_address,
        date=now,
        auto_submitted="auto-generated",
        loop_id=settings.instance_id,
        incident="",
    )
