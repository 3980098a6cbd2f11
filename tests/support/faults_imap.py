"""Faults of the IMAP server and of the way to it, and another person in the same mailbox."""

import shutil
import threading
import time
from contextlib import ExitStack
from functools import partial

from support.certificates import authority
from support.fault_desk import RECOVERY_SECONDS, FaultDesk, forgotten
from support.faulting import Row, Stage
from support.generated_people import large
from support.truth import marked, stored_mails

from mailflow.core.records import RawMail
from mailflow.servers import Mailbox

SEEN_SECONDS = 360.0
NOTICED = "WARNING intake support"
TOO_LATE = "no answer within"
IDLING, FETCH, LITERAL, MOVE = b"+ idling", b"BODY.PEEK[]", b"BODY[]", b"UID MOVE"
LARGE_MAIL = 12_000_000  # more than the system holds between two processes


def _killed(stage: Stage) -> None:
    """It is killed amid the work, then in IDLE; mail lies there when it comes back."""
    dovecot, scale = stage.servers.dovecot, stage.scale
    with stage.desk() as desk:
        desk.deliver_and_begin()
        for _ in stage.some(("at work", "in IDLE")):
            noticed = desk.worker.log().count(NOTICED)
            with dovecot.stopped():
                desk.deliver(scale.mails, exact=True)
                desk.until_logged(NOTICED, noticed)
                desk.endure(scale.down_seconds)
            desk.see(f"away for {scale.down_seconds:g} s")
            desk.deliver(1)
            desk.until(desk.is_done, "every mail has its end")
        desk.finish()


def _stalled_in_idle(stage: Stage) -> None:
    _stalled(stage, IDLING)


def _stalled_in_fetch(stage: Stage) -> None:
    for words in stage.some((FETCH, LITERAL)):
        _stalled(stage, words)


def _stalled(stage: Stage, words: bytes) -> None:
    """It stands still from the moment at which these words pass, and goes on later."""
    stands = threading.Event()
    with ExitStack() as stack:
        line = stack.enter_context(stage.line())
        mailbox = {"port": line.port, "idle_seconds": stage.scale.idle_seconds or 30}
        desk = stack.enter_context(stage.desk(mailbox=mailbox, patience=stage.scale.patience))
        desk.deliver(stage.scale.mails)
        desk.until(desk.is_done, "the first mails have their end")
        stalling = stack.enter_context(ExitStack())

        def stall() -> None:
            stalling.enter_context(stage.servers.dovecot.stalled())
            stands.set()

        line.when(words, stall)
        if words != IDLING:
            desk.desk.deliver([large(desk.book, LARGE_MAIL if words == LITERAL else 0)])
        desk.until(stands.is_set, "the server stands still")
        desk.deliver(stage.scale.mails, exact=True)
        desk.until_logged(TOO_LATE)
        desk.endure(stage.scale.down_seconds)
        stalling.close()
        desk.finish()
        desk.see(f"stood still from {words.decode()!r} on")


def _numbered_anew(stage: Stage) -> None:
    """All UIDs mean other mails; those that lie there are known by their content."""
    with stage.desk(mailbox={"processed_folder": ""}) as desk:
        found = [stage.scale.mails]
        desk.deliver(stage.scale.mails)
        desk.until(desk.is_done, "the first mails have their end")
        for _ in stage.some("abc"):
            stage.servers.dovecot.change_uidvalidity(desk.desk.user)
            desk.deliver(stage.scale.mails)
            found.append(len(desk.book.samples))
            desk.until(lambda: [n for _, n in desk.places()] == found, "every mail is met again")
        desk.finish()
        desk.see(f"mails met under each UIDVALIDITY: {found}")


def _untrusted(stage: Stage) -> None:
    """The server shows a certificate of an authority that we do not know, until we do."""
    ours, dovecot = stage.folder / "ca.pem", stage.servers.dovecot
    shutil.copy(authority().ca_file, ours)
    mailbox = {"tls": "implicit", "port": dovecot.ports["imaps"], "ca_file": str(ours)}
    with stage.desk(mailbox=mailbox) as desk:
        desk.deliver(stage.scale.mails)
        desk.until_logged("CERTIFICATE_VERIFY_FAILED")
        login = f"Login: user=<{desk.desk.user}>"
        desk.must(login not in dovecot.log(), "a stranger was told who we are")
        shutil.copy(dovecot.certificate, ours)
        desk.finish()
        desk.must(login in dovecot.log(), "the server did not log who came")


def _silently_dead(stage: Stage) -> None:
    """A router has forgotten the connection: nobody tells of new mail, or of the end."""
    scale, default = stage.scale, Mailbox.model_fields["idle_seconds"].default
    as_default = scale.idle_seconds is None
    patience = None if as_default else scale.patience
    limit = SEEN_SECONDS if as_default else RECOVERY_SECONDS
    with stage.line() as line:
        mailbox = {"idle_seconds": scale.idle_seconds, "timeout_seconds": patience}
        mailbox["port"] = line.port
        with stage.desk(mailbox=mailbox) as desk:
            desk.deliver(scale.mails)
            desk.until(desk.is_done, "the first mails have their end")
            desk.endure(scale.quiet_seconds)
            line.forget()
            began, wanted = time.monotonic(), 2 * scale.mails
            desk.deliver(scale.mails)
            desk.until(lambda: desk.progress().stored == wanted, "it is seen", limit)
            desk.see(
                f"seen after {time.monotonic() - began:.0f} s"
                f" (idle_seconds = {scale.idle_seconds or default:g})"
            )
            desk.finish()


def _two_readers(stage: Stage) -> None:
    """Somebody reads and deletes: before us, between search and fetch, and before the filing."""
    with ExitStack() as stack:
        line = stack.enter_context(stage.line())
        desk = stack.enter_context(stage.desk(mailbox={"port": line.port}, flags_count=False))
        other = _Reader(desk)
        for _ in stage.some("abcde"):
            line.when(FETCH, partial(other.delete_one, "before FETCH"))
            line.when(MOVE, partial(other.delete_one, "before MOVE"))
            desk.deliver(stage.scale.mails + 3)
            other.read_all()
            other.wanted += 2
            desk.until(lambda: other.is_through() and _is_empty(desk), "the mailbox is empty")
        desk.see(f"{len(other.deleted)} mails deleted {' and '.join(sorted(set(other.deleted)))}")
        desk.until(lambda: not (desk.progress().waiting), "every stored mail has its end")
        kept = {marked(mail.content) for mail in _stored(desk)}
        lost = [one for one in desk.book.samples if one.number not in kept]
        desk.must({one.number for one in lost} <= desk.gone, "a mail nobody deleted is missing")
        for one in lost:
            forgotten(desk, one)
        desk.finish()


class _Reader:
    """Another mail program in the same mailbox."""

    def __init__(self, desk: FaultDesk) -> None:
        self._desk = desk
        self.deleted: list[str] = []
        self.wanted = 0

    def is_through(self) -> bool:
        """Whether it has deleted at every moment it was meant to."""
        return len(self.deleted) == self.wanted

    def read_all(self) -> None:
        r"""Mark everything that is there as \Seen, by reading it."""
        with self._desk.desk.dovecot.client(self._desk.desk.user) as client:
            client.select_folder("INBOX")
            if uids := client.search():
                client.fetch(uids, ["BODY[]"])

    def delete_one(self, moment: str) -> None:
        """Delete the newest mail and expunge it."""
        with self._desk.desk.dovecot.client(self._desk.desk.user) as client:
            client.select_folder("INBOX")
            if uids := client.search():
                content = client.fetch(uids[-1:], ["BODY.PEEK[]"])[uids[-1]][b"BODY[]"]
                self._desk.gone.add(marked(content) or 0)
                self.deleted.append(moment)
                client.delete_messages(uids[-1:])
                client.expunge()


def _is_empty(desk: FaultDesk) -> bool:
    return not desk.progress().inbox


def _stored(desk: FaultDesk) -> list[RawMail]:
    with desk.store.read() as work:
        return stored_mails(work)


ROWS = (
    Row("IMAP server killed", "P1 P8: nothing lost or doubled, reconnects alone", _killed),
    Row(
        "IMAP server stalled (SIGSTOP) in IDLE",
        "P1 P8: noticed, nothing lost or doubled, reconnects alone",
        _stalled_in_idle,
    ),
    Row(
        "IMAP server stalled (SIGSTOP) in FETCH",
        "P1 P8: noticed, nothing lost or doubled, reconnects alone",
        _stalled_in_fetch,
    ),
    Row("IMAP UIDVALIDITY changed", "P9: nothing twice, nothing skipped", _numbered_anew),
    Row(
        "IMAP bad certificate",
        "P19: no password said to a stranger, connects when it is mended",
        _untrusted,
    ),
    Row("IMAP silently dead in IDLE", "P10: new mail is seen within 6 minutes", _silently_dead),
    Row(
        "a second client reads and deletes",
        "P2: what it reads is taken all the same, what it deletes holds up nothing",
        _two_readers,
    ),
)
