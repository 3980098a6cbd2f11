"""One inbound mail, top to bottom: screen, read, gather, decide, apply (design section 2)."""

from dataclasses import dataclass
from datetime import datetime

from mailflow.adapters.parser import read_mail
from mailflow.adapters.store.contract import Work
from mailflow.applying import Applier
from mailflow.core.decisions.deciding import decide
from mailflow.core.decisions.narrating import narrate
from mailflow.core.effects import Decision, FinishMail, RecordSecurityEvent
from mailflow.core.mail import Mail
from mailflow.core.records import RawMail, SecurityEvent
from mailflow.core.screening import screen
from mailflow.desk import Desk
from mailflow.errors import MailTakenError, UnreadableMailError
from mailflow.gathering import Gatherer
from models.enums import EndState


@dataclass(frozen=True, slots=True)
class Examined:
    """A mail as it was read (None where it was not) and what is to be done with it."""

    mail: Mail | None
    decision: Decision


def process(
    work: Work, desk: Desk, mail_id: int, now: datetime, *, released: bool = False
) -> Decision:
    """Decide about one stored mail and do it, all in the caller's unit of work.

    One worker at a time decides, since what it decides depends on what others wrote; MailTakenError
    where another one was faster.
    `released` lets in what only its age, a mark as spam or its likeness to verification mail
    held back; who may do what is decided as ever.
    """
    work.take_turn()
    is_ours = work.mails.take(mail_id)
    raw = work.mails.get(mail_id)
    if not is_ours:
        raise MailTakenError(f"mail {mail_id} has its end already, or another worker is at it")
    examined = examine(work, desk, raw, now, released=released)
    if examined.mail is not None:
        work.mails.identify(mail_id, examined.mail.message_id, examined.mail.body_hash)
    Applier(work, desk, raw, examined.mail, now).apply(examined.decision)
    return examined.decision


def examine(
    work: Work, desk: Desk, raw: RawMail, now: datetime, *, released: bool = False
) -> Examined:
    """Decide about one mail without doing anything; `explain` asks the same."""
    if raw.before_go_live and not released:
        return _ended(EndState.IGNORED, "before_go_live", "it is older than the desk")
    refusal = screen(raw.content, desk.settings.limits)
    if refusal is not None:
        return _quarantined(raw, now, "limits", refusal)
    try:
        mail = read_mail(raw.content)
    except UnreadableMailError as error:
        return _quarantined(raw, now, error.reason, str(error))
    twin = work.mails.twin(raw.id, mail.message_id, mail.body_hash) if mail.message_id else None
    if twin is not None:
        return _ended(EndState.IGNORED, "duplicate", f"the same mail as {twin}", mail)
    facts = Gatherer(work, desk, mail, raw, now, released).facts()
    by_hand = (("released", "by an administrator"),) if released else ()
    return Examined(mail, decide(facts, (*by_hand, *narrate(facts))))


def _ended(end: EndState, rule: str, finding: str, mail: Mail | None = None) -> Examined:
    decision = Decision((FinishMail(end, rule),), (("screening", finding), ("end", rule)))
    return Examined(mail, decision)


def _quarantined(raw: RawMail, now: datetime, rule: str, finding: str) -> Examined:
    event = RecordSecurityEvent(SecurityEvent(rule, now, mail_id=raw.id))
    effects = (event, FinishMail(EndState.QUARANTINED, rule))
    return Examined(None, Decision(effects, (("screening", finding), ("end", rule))))
