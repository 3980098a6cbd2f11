"""Faults of the SMTP server, and mail that a hand sends again or ends."""

from collections.abc import Callable, Sequence

from support.fault_desk import RECOVERY_SECONDS, FaultDesk
from support.faulting import Row, Stage
from support.generated_people import new
from support.smtp_server import Fault

from models.enums import OutboxState

BUSY = (Fault.BUSY_AT_CONNECT, Fault.BUSY_AT_MAIL, Fault.BUSY_AFTER_DOT)
DEFERRED = (Fault.DEFERRED_CONTENT, Fault.DEFERRED_RECIPIENT, Fault.DEFERRED_DATA)
REFUSED = (Fault.REFUSED_RECIPIENT, Fault.REFUSED_CONTENT, Fault.REFUSED_DATA)
UNTRUSTED = (Fault.SELF_SIGNED, Fault.WRONG_HOST, Fault.NO_STARTTLS)
DROPPED = (Fault.DROP_AFTER_DOT, Fault.DROP_IN_CONTENT, Fault.GIBBERISH_AFTER_DOT)
UNKNOWN, FAILED, SENT = OutboxState.UNKNOWN, OutboxState.FAILED, OutboxState.SENT


def _transient(faults: Sequence[Fault]) -> Callable[[Stage], None]:
    """Each is met by some mails, which are sent when it is over."""

    def act(stage: Stage) -> None:
        with stage.desk() as desk:
            for fault in stage.some(faults):
                desk.smtp.fault = fault
                _defer(desk)
                desk.smtp.fault = Fault.NONE
                desk.let_retry_come()
                desk.until(desk.is_done, "the deferred mails are sent")
            desk.finish()

    return act


def _defer(desk: FaultDesk) -> None:
    """Let mails meet a server that does not take their answers now."""
    taken, mails = len(desk.smtp.received), desk.scale.mails
    desk.deliver(mails)
    desk.until(lambda: desk.are_deferred(mails), "every notice was tried and waits")
    desk.must(len(desk.smtp.received) == taken, "the server took a mail that it refused")
    said = f"{fault}: " if (fault := desk.smtp.fault) is not Fault.NONE else ""
    desk.see(f"{said}{len(desk.rows(OutboxState.PENDING))} deferred")


def _gone(stage: Stage) -> None:
    """Nobody listens at the port."""
    with stage.desk() as desk:
        desk.smtp.stop()
        _defer(desk)
        desk.smtp.start()
        desk.let_retry_come()
        desk.finish()


def _permanent(stage: Stage) -> None:
    """The mails fail at once, and are not sent again but by hand."""
    with stage.desk() as desk:
        for fault in stage.some(REFUSED):
            failed = _end(desk, fault, FAILED)
            desk.must(not desk.copies().keys() & failed, "a refused mail was taken")
            _nothing_by_itself(desk)
            desk.cli.done("outbox", "retry", "--state", "failed")
            desk.until(desk.is_done, "what was retried by hand is sent")
            desk.must(all(desk.copies()[one] == 1 for one in failed), "a retried mail is missing")
            desk.see("sent again by hand alone")
        desk.finish()


def _partial(stage: Stage) -> None:
    """One recipient of a wave is refused or deferred; the others are served at once."""
    with stage.desk() as desk:
        _one_of_many(desk, Fault.DEFERRED_RECIPIENT, OutboxState.PENDING)
        _one_of_many(desk, Fault.REFUSED_RECIPIENT, FAILED)
        desk.finish(unsent=(FAILED,))
        desk.must(len(desk.rows(FAILED)) == 1, "more than the refused mail failed")


def _one_of_many(desk: FaultDesk, fault: Fault, state: OutboxState) -> None:
    picky = new(desk.book, sender=f"picky{desk.book.number}@customer.example")
    desk.smtp.named, desk.smtp.fault = frozenset({picky.sender}), fault
    desk.desk.deliver([picky, *(new(desk.book) for _ in range(desk.scale.mails))])
    desk.until(lambda: _only_one(desk, state, picky.sender), "all but one are sent")
    desk.see(f"{fault}: that mail {state.value}, {len(desk.rows(SENT))} sent")
    desk.smtp.fault = Fault.NONE
    desk.let_retry_come()
    desk.until(desk.is_done, "a deferred mail is sent")


def _only_one(desk: FaultDesk, state: OutboxState, recipient: str) -> bool:
    rows = desk.rows()
    of_him = [row for row in rows if row.recipient == recipient]
    written = len({row.incident_id for row in rows}) == len(desk.book.samples)
    tried = [(row.state, row.attempts) for row in of_him] == [(state, 1)]
    settled = sum(row.state in {SENT, FAILED} for row in rows if row.recipient != recipient)
    return written and tried and settled == len(rows) - len(of_him)


def _dropped(stage: Stage) -> None:
    with stage.desk() as desk:
        for fault in stage.some(DROPPED):
            _ambiguous(desk, fault, copies=1 if fault is Fault.DROP_IN_CONTENT else 2)
        desk.finish(sent_again=True)


def _hung(stage: Stage) -> None:
    with stage.desk(patience=stage.scale.patience) as desk:
        _ambiguous(desk, Fault.HANG_AFTER_DOT, copies=2)
        desk.finish(sent_again=True)


def _ambiguous(desk: FaultDesk, fault: Fault, *, copies: int) -> None:
    """Nobody knows whether the mails arrived: they are told, and sent again by hand alone."""
    unknown = _end(desk, fault, UNKNOWN)
    _nothing_by_itself(desk)
    desk.cli.done("outbox", "retry", "--state", "unknown")
    desk.until(desk.is_done, "what was retried by hand is sent")
    arrived = [one for one in desk.answers() if one.message_id in unknown]
    desk.must(len({one.content for one in arrived}) == len(unknown), "a retry sent other bytes")
    many = {desk.copies()[one] for one in unknown}
    desk.must(many == {copies}, f"after a retry by hand {many} copies arrived, not {copies}")
    desk.see("sent again by hand alone, the same bytes and Message-ID")


def _end(desk: FaultDesk, fault: Fault, state: OutboxState) -> set[str]:
    """Let mails come while the server fails so; return the Message-IDs that ended in this state.

    `mailflow outbox list` tells of them all.
    """
    desk.smtp.fault = fault
    mails = desk.scale.mails
    desk.deliver(mails)
    ended = f"every notice is {state.value}"
    patience = RECOVERY_SECONDS + 2 * mails * desk.scale.patience
    desk.until(lambda: desk.have_ended(state, mails), ended, patience)
    desk.smtp.fault = Fault.NONE
    rows = desk.rows(state)
    desk.see(f"{fault}: {len(rows)} {state.value}, told by `outbox list`")
    desk.must(desk.told(state) == {row.id for row in rows}, "`outbox list` does not tell of all")
    return {row.message_id for row in rows}


def _nothing_by_itself(desk: FaultDesk) -> None:
    """The server is well again and time passes, other mail is answered; a dry run is no retry."""
    ended, before = desk.rows(UNKNOWN, FAILED), desk.copies()
    desk.let_retry_come()
    (other,) = desk.deliver(1)
    desk.until(lambda: other.sender in desk.acknowledged(), "another mail is answered")
    for state in (UNKNOWN, FAILED):
        desk.cli.done("outbox", "retry", "--state", state.value, "--dry-run")
    (other,) = desk.deliver(1)
    desk.until(lambda: other.sender in desk.acknowledged(), "one more mail is answered")
    after = desk.copies()
    again = [row for row in ended if after[row.message_id] != before[row.message_id]]
    desk.must(not again, f"{len(again)} mails were sent again without a hand")
    desk.must(desk.rows(UNKNOWN, FAILED) == ended, "a dry run or time changed what had ended")


def _untrusted(stage: Stage) -> None:
    """A certificate that proves nothing, or no TLS at all: not a word of a mail is said."""
    for fault in stage.some(UNTRUSTED):
        with stage.desk(fault, tls="starttls") as desk:
            _defer(desk)
            desk.must("MAIL" not in desk.smtp.verbs, "MAIL was said without a trusted TLS")
            desk.smtp.stop()
            desk.smtp.fault = Fault.NONE
            desk.smtp.start()
            desk.let_retry_come()
            desk.finish()


def _by_hand(stage: Stage) -> None:
    """A dry run changes nothing; a canceled mail is never sent, a retried one once more."""
    with stage.desk() as desk:
        unknown = _end(desk, Fault.DROP_AFTER_DOT, UNKNOWN)
        desk.smtp.stop()
        desk.smtp.fault = Fault.NONE
        _defer(desk)
        canceled = desk.rows(OutboxState.PENDING)[0]
        before = desk.rows()
        desk.cli.done("outbox", "retry", "--state", "unknown", "--dry-run")
        desk.cli.done("outbox", "cancel", str(canceled.id), "--dry-run")
        desk.must(desk.rows() == before, "a dry run changed something")
        desk.cli.done("outbox", "cancel", str(canceled.id))
        desk.smtp.start()
        desk.let_retry_come()
        desk.until(lambda: not desk.progress().unsent, "what waited is sent")
        desk.must(not desk.copies()[canceled.message_id], "a canceled mail was sent")
        desk.must(all(desk.copies()[one] == 1 for one in unknown), "an unknown mail was sent again")
        desk.cli.done("outbox", "retry", "--state", "unknown")
        desk.finish(unsent=(OutboxState.CANCELED,), sent_again=True)
        desk.see("dry runs changed nothing; one canceled, never sent; the unknown once more")
        desk.must(all(desk.copies()[one] == 2 for one in unknown), "a retry sent not just one more")


AGAIN = "P5 P8: tried again by itself, then sent, once"
HAND = "P5: recorded as unknown, told, not sent again but by hand, then the same bytes"

ROWS = (
    Row("SMTP server gone", AGAIN, _gone),
    Row("SMTP 421", AGAIN, _transient(BUSY)),
    Row("SMTP 451", AGAIN, _transient(DEFERRED)),
    Row("SMTP 550", "P5: failed at once, told, not sent again but by hand", _permanent),
    Row("SMTP partial refusal", "P5: each recipient has his own outcome", _partial),
    Row("SMTP drop after the dot", HAND, _dropped),
    Row("SMTP hang after the dot", HAND, _hung),
    Row(
        "SMTP bad certificate",
        "P19: nothing said in clear text or to a stranger; sent when it is mended",
        _untrusted,
    ),
    Row(
        "outbox retry and cancel, dry run first",
        "P5: a dry run changes nothing; canceled is never sent, retried once more",
        _by_hand,
    ),
)
