"""Intake that goes on: one mailbox, pulled whenever its server speaks, and now and then anyway."""

from dataclasses import dataclass, field
from threading import Event

from mailflow.adapters.imap import ImapMailbox
from mailflow.rounds import Rounds
from mailflow.servers import Mailbox


@dataclass(slots=True)
class Listener:
    """One mailbox for the life of a thread; it remembers over connections what was stepped over.

    Processing hears of mail as soon as it is durable, not only when it is filed away.
    """

    rounds: Rounds
    settings: Mailbox
    stopping: Event
    found_mail: Event
    mailbox: ImapMailbox = field(init=False)

    def __post_init__(self) -> None:
        self.mailbox = ImapMailbox(self.settings, on_stored=self.found_mail.set)

    def listen(self) -> None:
        """Connect, then pull and wait in turn until the worker stops or the connection fails."""
        with self.mailbox:
            while not self.stopping.is_set():
                self.rounds.pull_connected(self.settings, self.mailbox)
                self._wait()

    def _wait(self) -> None:
        """Wait for news where the server tells them; a search follows at most 5 minutes later."""
        if self.mailbox.can_idle:
            self.mailbox.wait_for_news(self.settings.idle_seconds, self.stopping)
        else:
            self.stopping.wait(self.settings.poll_seconds)
