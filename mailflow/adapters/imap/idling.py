"""IDLE (RFC 2177), a hint only: what is new is found by UIDs, before and after.

`idle_check` of imapclient is not used: it returns at once on a dead connection and gives up on a
line that comes in two pieces. Here a sign of any kind ends IDLE, whose answer is read to its end.
"""

import logging
import select
import ssl
import time
from threading import Event

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from mailflow.adapters.imap.announcements import announced, forget_announcements
from mailflow.adapters.imap.session import FAREWELL_SECONDS, SIGN_OF_LIFE_SECONDS, Session
from mailflow.adapters.imap.trouble import is_refusal
from mailflow.errors import MailboxUnavailableError

log = logging.getLogger(__name__)

FIRST_SPELL_SECONDS = 1.0
SLICE_SECONDS = 0.5  # how soon a worker that stops is noticed


class Idling:
    """Waits on a session for the server to speak."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._refused = False
        self._told_in_vain = False

    @property
    def is_possible(self) -> bool:
        """Whether the settings want it, and the server offers it and did not refuse it."""
        if not self._session.settings.idle or self._refused:
            return False
        with self._session.talk("asking for IDLE") as client:
            return bool(client.has_capability("IDLE"))

    def believe(self) -> None:
        """Hear that there was new mail indeed."""
        self._told_in_vain = False

    def wait_for_news(self, seconds: float, stop: Event) -> bool:
        """Return whether the server told of new mail; False after `seconds` or soon after `stop`.

        What it told of since the last search began counts at once: IDLE will not repeat it. Some
        servers keep quiet about what came just before IDLE, and tell when asked: so it is taken
        in spells of 1, 2, 4 ... seconds, with a NOOP between. The caller searches in either case,
        and thereby finds out about a connection that died.
        """
        deadline = time.monotonic() + seconds
        with self._session.talk("waiting for new mail") as client:
            if announced(client) and not self._told_in_vain:
                self._told_in_vain = True  # a server that tells the same with each answer
                return True
            forget_announcements(client)
            self._told_in_vain = False
        spell = FIRST_SPELL_SECONDS
        while not (self._refused or stop.is_set()) and (now := time.monotonic()) < deadline:
            if self._idle(min(deadline, now + spell), stop):
                return True
            spell *= 2
        return False

    def _idle(self, deadline: float, stop: Event) -> bool:
        """Idle until the server says anything at all; return whether it is new mail."""
        patience = self._session.within(SIGN_OF_LIFE_SECONDS)
        try:
            with self._session.talk("waiting for new mail") as client, patience:
                if not _begin(client):
                    self._refused = True
                    log.info("%s refuses IDLE; it is asked by and by", self._session)
                    return False
                quiet = not announced(client) and not _has_more(client)
                while quiet and not stop.is_set() and time.monotonic() < deadline:
                    quiet = not _has_spoken(client, deadline)
                if stop.is_set():
                    client.socket().settimeout(FAREWELL_SECONDS)
                client.idle_done()
                if not (announced(client) or stop.is_set()):
                    client.noop()
                self._session.is_fresh = announced(client)
                return self._session.is_fresh
        except MailboxUnavailableError:
            if stop.is_set():
                return False  # it hangs, and nobody needs it any more
            raise


def _begin(client: IMAPClient) -> bool:
    """Say IDLE; a server may speak of other things before it agrees (RFC 9051 section 7)."""
    try:
        client.idle()
    except IMAPClientError as error:
        if not is_refusal(error):
            raise
        if ": b'* " not in str(error):
            return False
        while (line := client._imap._get_response()) is not None:  # noqa: SLF001
            if not line.startswith(b"* "):
                return False
    return True


def _has_more(client: IMAPClient) -> bool:
    """Whether more came together with the last line that was read, which no poll would show."""
    connection = client.socket()
    patience = connection.gettimeout()
    connection.settimeout(0)
    try:
        return bool(client._imap.file.peek(1))  # noqa: SLF001
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    finally:
        connection.settimeout(patience)


def _has_spoken(client: IMAPClient, deadline: float) -> bool:
    """Wait a little for the server; the end of the connection counts."""
    poll = select.poll()
    poll.register(client.socket().fileno(), select.POLLIN)
    seconds = min(SLICE_SECONDS, max(0.0, deadline - time.monotonic()))
    return bool(poll.poll(seconds * 1000))
