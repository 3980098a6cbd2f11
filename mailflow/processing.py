"""One inbound mail, top to bottom: screen, read, gather, decide, apply (design section 2)."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from mailflow.adapters.parser import read_mail
from mailflow.adapters.store.contract import Work
from mailflow.applying import Applier
from mailflow.core.categorisation import NO_SUGGESTION, Suggestion, classified_text
from mailflow.core.conversations import subject_tags
from mailflow.core.decisions.circumstances import Release
from mailflow.core.decisions.deciding import decide
from mailflow.core.decisions.narrating import narrate
from mailflow.core.decisions.oversized import oversized
from mailflow.core.effects import Decision, FinishMail, RecordSecurityEvent
from mailflow.core.mail import Mail
from mailflow.core.quoting import NO_TEXT, NewText, new_text
from mailflow.core.records import RawMail, SecurityEvent
from mailflow.core.reply_tokens import TOKEN_LENGTH, written_tokens
from mailflow.core.screening import head_of, is_too_large, screen
from mailflow.core.traces import NO_TRACES, Traces, traces_of
from mailflow.desk import Desk
from mailflow.errors import UnreadableMailError
from mailflow.gathering import Gatherer
from mailflow.settings import Settings
from models.enums import EndState

SHA256_OF_NOTHING = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Reading:
    """A stored mail as it was read, before anything is asked of the database.

    `mail` is None where `refusal` (rule and finding) says why it was not read, and `head` its
    header where it is too large; `new` parts what was written anew from what is quoted;
    `suggestion` is there where the mail was classified beforehand; by its `traces` it is known
    again; `is_answer` says whether it bears a text that may be a reply token.
    """

    raw: RawMail
    mail: Mail | None = None
    new: NewText = NO_TEXT
    refusal: tuple[str, str] = ("", "")
    head: Mail | None = None
    suggestion: Suggestion | None = None
    traces: Traces = NO_TRACES
    is_answer: bool = False

    @property
    def text(self) -> str:
        """What its writer wrote anew."""
        return self.new.text

    @property
    def classified_text(self) -> str:
        """What the classifier reads: subject, blank line, new text."""
        mail = self.mail
        return classified_text(mail.subject, self.text or mail.text) if mail else ""

    @property
    def is_probably_new(self) -> bool:
        """Whether nothing in the mail refers to an earlier one, so that it will be classified."""
        mail = self.mail
        if mail is None or self.is_answer:
            return False
        return not mail.ancestors and not subject_tags(mail.subject)


@dataclass(frozen=True, slots=True)
class Examined:
    """A mail as it was read (None where it was not) and what is to be done with it."""

    mail: Mail | None
    decision: Decision


def read(raw: RawMail, settings: Settings) -> Reading:
    """Screen and parse a stored mail: no database, so no transaction waits for it."""
    refusal = screen(raw.content, settings.limits)
    if refusal is not None:
        return Reading(raw, refusal=("limits", refusal), head=_head(raw.content, settings))
    try:
        mail = read_mail(raw.content)
    except UnreadableMailError as error:
        return Reading(raw, refusal=(error.reason, str(error)))
    new = new_text(mail.text)
    written = written_tokens(mail, settings.desk.support_address, settings.reply_domain)
    is_answer = any(len(one) == TOKEN_LENGTH for one in written)
    return Reading(raw, mail, new, traces=traces_of(mail.subject, new), is_answer=is_answer)


def _head(content: bytes, settings: Settings) -> Mail | None:
    """Return what the header of a too large mail says, to know whom to tell."""
    if not is_too_large(content, settings.limits):
        return None
    head = head_of(content)
    if not head or screen(head, settings.limits) is not None:
        return None
    try:
        return read_mail(head)
    except UnreadableMailError:
        return None


def process(
    work: Work, desk: Desk, reading: Reading, now: datetime, *, release: Release | None = None
) -> Decision:
    """Decide about one mail and do it, all in the caller's unit of work, which has taken it.

    A `release` lets in what only its age, a mark as spam, its likeness to verification mail or
    the block list held back; who may do what is decided as ever.
    """
    examined = examine(work, desk, reading, now, release=release)
    Applier(work, desk, reading.raw, examined.mail, now).apply(examined.decision)
    return examined.decision


def take(work: Work, mail_ids: Sequence[int]) -> frozenset[int]:
    """Take mails for this unit of work; return which are ours, as another worker may be faster.

    One worker at a time decides, since what it decides depends on what others wrote.
    """
    work.take_turn()
    return work.mails.take(mail_ids)


def meet(work: Work, readings: Iterable[Reading]) -> None:
    """Look up the senders of several mails at once."""
    senders = {one.mail.sender.address for one in readings if one.mail and one.mail.sender}
    work.directory.meet(senders)
    work.blocks.meet(senders)


def examine(
    work: Work, desk: Desk, reading: Reading, now: datetime, *, release: Release | None = None
) -> Examined:
    """Decide about one mail without doing anything; `explain` asks the same."""
    raw, mail = reading.raw, reading.mail
    if not raw.content and raw.sha256 != SHA256_OF_NOTHING:
        return _ended(EndState.IGNORED, "erased", "its bytes were erased")
    if raw.before_go_live and release is None:
        return _ended(EndState.IGNORED, "before_go_live", "it is older than the desk")
    if mail is None:
        return _refused(work, desk, reading, now)
    twin = work.mails.twin(raw.id, mail.identity) if mail.message_id else None
    if twin is not None:
        return _ended(EndState.IGNORED, "duplicate", f"the same mail as {twin}", mail)
    known, traces = reading.suggestion, reading.traces
    facts = Gatherer(work, desk, mail, raw, now, reading.new, known, release, traces).facts()
    by_hand = (("released", "by an administrator"),) if release is not None else ()
    return Examined(mail, decide(facts, (*by_hand, *narrate(facts))))


def _ended(end: EndState, rule: str, finding: str, mail: Mail | None = None) -> Examined:
    decision = Decision((FinishMail(end, rule),), (("screening", finding), ("end", rule)))
    return Examined(mail, decision)


def _refused(work: Work, desk: Desk, reading: Reading, now: datetime) -> Examined:
    raw, head = reading.raw, reading.head
    if head is None:
        return _quarantined(raw, now, *reading.refusal)
    facts = Gatherer(work, desk, head, raw, now, NO_TEXT, NO_SUGGESTION, is_head=True).facts()
    return Examined(None, oversized(facts, reading.refusal[1]))


def _quarantined(raw: RawMail, now: datetime, rule: str, finding: str) -> Examined:
    event = RecordSecurityEvent(SecurityEvent(rule, now, mail_id=raw.id))
    effects = (event, FinishMail(EndState.QUARANTINED, rule))
    return Examined(None, Decision(effects, (("screening", finding), ("end", rule))))
