"""How far a desk is, seen from outside its worker: mailbox, database, SMTP server."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from support.desk_folder import DeskFolder
from support.truth import EVERYTHING

from mailflow.adapters.clock import system_clock
from mailflow.adapters.store.contract import Store
from models.enums import EndState, OutboxState

HELD = (OutboxState.CLAIMED, OutboxState.TRANSMITTING)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the desk is, as can be seen from outside."""

    inbox: int
    stored: int
    waiting: int
    finished: int
    unsent: int
    in_flight: int
    transmitting: int
    received: int

    @property
    def in_work(self) -> bool:
        """Whether a worker has anything left to do."""
        return bool(self.inbox or self.waiting or self.unsent)


def progress_of(desk: DeskFolder, store: Store) -> Progress:
    """Look at all three, cheaply: a test looks often."""
    inbox = desk.dovecot.maildir(desk.user)
    with store.read() as work:
        counts = work.mails.counts()
        held = Counter(row.state for row in work.outbox.listed(HELD, limit=EVERYTHING))
        pending = work.outbox.due(system_clock() + timedelta(days=1))
    return Progress(
        inbox=sum(1 for part in ("new", "cur") for _ in (inbox / part).iterdir()),
        stored=counts["total"],
        waiting=counts["waiting"],
        finished=sum(counts[end.value] for end in EndState),
        unsent=pending + held.total(),
        in_flight=held.total(),
        transmitting=held[OutboxState.TRANSMITTING],
        received=len(desk.smtp.received),
    )
