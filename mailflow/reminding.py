"""Once a day, while anything waits in quarantine, who administers the desk is told of it."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from mailflow.adapters.headlines import headline_of
from mailflow.adapters.store.contract import Work
from mailflow.containing import Failing
from mailflow.core.notices import NO_INCIDENT, HeldMail, NoticeContext, Quarantine
from mailflow.core.records import Contact, RawMail
from mailflow.desk import Desk
from mailflow.memos import Memo, admins, send
from models.enums import EndState, NoticeKind

FIRST_HOUR = 7  # in the time zone of the desk
SHOWN = 5
SECRETIVE = frozenset({"verification_mail"})
"""Rules whose mails may bear a code in their subject; it is not sent around (promise P13)."""


def is_time(desk: Desk, now: datetime) -> bool:
    """Whether the day has begun at the desk."""
    return _local(desk, now).hour >= FIRST_HOUR


def remind(work: Work, desk: Desk, now: datetime, failing: Failing) -> int:
    """Tell every administrator what waits, unless he heard of it today; return how many."""
    work.take_turn()
    told = unreminded(work, desk, now)
    waiting = work.mails.quarantined() if told else {}
    if not waiting:
        return 0
    held = Quarantine(tuple(waiting.items()), tuple(_newest(work)))
    count = 0
    for admin in told:
        with failing.contained(work, admin.id, now):
            _write(work, desk, admin, held, now)
            count += 1
    return count


def unreminded(work: Work, desk: Desk, now: datetime) -> tuple[Contact, ...]:
    """Return the administrators who did not hear of the quarantine today."""
    known = {_once(desk, one, now): one for one in admins(work)}
    used = work.outbox.used(known)
    return tuple(one for key, one in known.items() if key not in used)


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
    once = _once(desk, admin, now)
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
    send(work, desk, Memo(admin, NoticeKind.QUARANTINE, rendered, once), now)
