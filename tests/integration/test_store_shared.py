"""Several workers on one PostgreSQL database decide as one would (ADR 5)."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from support.desks import KEYS, TestClock, make_settings
from support.postgres import Postgres
from support.stores import (
    KINDS,
    MINUTE,
    NOW,
    keep,
    made,
    open_incident,
    postgres_store,
    write_notice,
)

from mailflow.adapters.classifier import Suggester
from mailflow.adapters.renderer import Renderer
from mailflow.adapters.store.contract import Store, Work
from mailflow.adapters.store.database import SqlStore, SqlWork
from mailflow.core.audit_chains import FIRST_HASH
from mailflow.core.effects import Decision
from mailflow.core.folders import FolderPosition
from mailflow.desk import Desk
from mailflow.errors import ConflictError, StoreUnavailableError
from mailflow.processing import Reading, process, read, take
from mailflow.rounds import Rounds
from mailflow.worker import Worker, worker_name
from models.enums import NoticeKind, OutboxState
from models.tables import audit_rows

pytestmark = pytest.mark.postgres
WORKERS = 4
LEASE = NOW + 5 * MINUTE


@pytest.fixture
def store(postgres: Postgres) -> Iterator[SqlStore]:
    """Return a store that all workers of a test share."""
    opened = postgres_store(postgres)
    yield opened
    opened.close()


@pytest.fixture(params=KINDS)
def each(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Return each kind of store in turn."""
    opened = made(request, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def desk() -> Desk:
    """Return a desk without a classifier."""
    settings = make_settings(limits={"acknowledgements_per_domain_hour": 1000})
    return Desk(settings, KEYS, Renderer(), Suggester(KEYS.classifier))


def together(*actions: Callable[[], object]) -> list[object]:
    """Run every action in a thread of its own, begun at one moment; return what they return."""
    start = threading.Barrier(len(actions))

    def run(action: Callable[[], object]) -> object:
        start.wait(10)
        return action()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def work_off(store: Store, desk: Desk, mails: Sequence[bytes], observed: list[int]) -> None:
    """Let every worker process what waits, until nothing does."""
    with store.begin() as work:
        for content in mails:
            work.mails.keep(content, source="test", received_at=NOW)

    def run() -> None:
        rounds = Rounds(store, desk, TestClock(NOW), lambda mail_id, _: observed.append(mail_id))
        while rounds.has_waiting():
            rounds.process(5)

    together(*[run] * WORKERS)


def mail(number: int, sender: str = "", message_id: str = "", *fields: str) -> bytes:
    """Return a person's mail."""
    lines = (
        f"From: {sender or f'person{number}@customer.example'}",
        "To: support@helpdesk.example",
        f"Subject: printer {number}",
        f"Message-ID: <{message_id or number}@customer.example>",
        *fields,
        "",
        "It does not print.",
        "",
    )
    return "\r\n".join(lines).encode()


def incidents_of(store: Store) -> int:
    """Return how many incidents there are."""
    with store.read() as work:
        return len(work.incidents.listed(limit=1000))


# Processing


def test_a_mail_is_processed_by_one_worker(store: SqlStore, desk: Desk) -> None:
    """Each once, in the order of their arrival, with numbers that leave nothing out."""
    observed: list[int] = []
    work_off(store, desk, [mail(number) for number in range(40)], observed)
    with store.read() as work:
        found = work.incidents.listed(limit=1000)
        assert work.mails.inconsistent() == ()
        assert Counter(row.kind for row in work.outbox.listed(limit=1000)) == {
            NoticeKind.ACKNOWLEDGEMENT: 40
        }
    assert sorted(observed) == list(range(1, 41))
    assert [(one.id, one.origin_mail_id) for one in reversed(found)] == [
        (1000 + number, number) for number in range(1, 41)
    ]


def test_the_same_mail_with_other_trace_fields_is_one_incident(store: SqlStore, desk: Desk) -> None:
    """Twins meet in two workers at the same moment."""
    twins = [mail(1, "", "", f"X-Trace: {number}") for number in range(12)]
    work_off(store, desk, twins, [])
    assert incidents_of(store) == 1


def test_a_reply_waits_for_the_mail_it_answers(store: SqlStore, desk: Desk) -> None:
    """Its parent came before it, so it is decided about before it."""
    chain = [mail(1, "carol@customer.example", "m0")]
    chain += [
        mail(
            1,
            "carol@customer.example",
            f"m{number}",
            f"References: <m{number - 1}@customer.example>",
        )
        for number in range(1, 20)
    ]
    work_off(store, desk, chain, [])
    assert incidents_of(store) == 1


def test_workers_together_keep_the_limit_of_acknowledgements(store: SqlStore, desk: Desk) -> None:
    """P11: three to one sender, however many workers count."""
    mails = [mail(number, "carol@customer.example") for number in range(16)]
    work_off(store, desk, mails, [])
    assert incidents_of(store) == 16
    with store.read() as work:
        assert len(work.outbox.listed()) == 3


def test_a_mail_that_somebody_finished_is_left_alone(store: SqlStore, desk: Desk) -> None:
    """A worker with an old list of what waits."""
    rounds = Rounds(store, desk, TestClock(NOW))
    with store.begin() as work:
        mail_id = keep(work, mail(1))
    assert [rounds.process_one(mail_id) for _ in range(2)] == [True, False]
    with store.begin() as work:
        assert take(work, [mail_id]) == frozenset()
    with pytest.raises(ConflictError), store.begin() as work:
        process(work, desk, read(work.mails.get(mail_id), desk.settings), NOW)


@pytest.mark.parametrize("conflicts", [1, 2, 5])
def test_a_conflict_is_tried_again_and_one_that_stays_is_the_mails_own(
    store: SqlStore, desk: Desk, monkeypatch: pytest.MonkeyPatch, conflicts: int
) -> None:
    """P4: it must not stand before every other mail for ever."""
    left = [conflicts]

    def contested(work: Work, one: Desk, reading: Reading, now: datetime) -> Decision:
        if left[0]:
            left[0] -= 1
            raise ConflictError("somebody was faster")
        return process(work, one, reading, now)

    monkeypatch.setattr("mailflow.rounds.process", contested)
    rounds = Rounds(store, desk, TestClock(NOW))
    with store.begin() as work:
        mail_id = keep(work, mail(1))
    assert rounds.process_one(mail_id) is (conflicts < 3)
    with store.read() as work:
        assert work.mails.get(mail_id).attempts == (conflicts >= 3)


# Turns


def test_turns_are_taken_one_after_the_other(store: SqlStore) -> None:
    """The second begins when the first has committed, and sees what it wrote."""
    seen: list[int] = []

    def decide() -> None:
        with store.begin() as work:
            work.take_turn()
            seen.append(work.mails.counts()["total"])
            keep(work, b"%d" % seen[-1])

    together(*[decide] * WORKERS)
    assert seen == list(range(WORKERS))


def test_a_turn_ends_with_its_session(store: SqlStore) -> None:
    """As when a worker is killed."""

    def die(work: Work) -> None:
        assert isinstance(work, SqlWork)
        work.take_turn()
        raw = work._connection.connection.dbapi_connection
        assert raw is not None
        raw.close()
        keep(work)

    with pytest.raises(StoreUnavailableError), store.begin() as work:
        die(work)
    with store.begin() as work:
        work.take_turn()


def test_only_a_database_of_its_own_is_taken_back_whole(each: Store, desk: Desk) -> None:
    """Elsewhere another worker may hold it, and its lease decides."""
    with each.begin() as work:
        write_notice(work)
        work.outbox.claim("other", NOW, LEASE, 1)
    clock = TestClock(NOW)
    worker = Worker(Rounds(each, desk, clock))
    assert worker.recover() == ((0, 0) if each.is_shared else (1, 0))
    clock.skip(timedelta(minutes=5))
    assert worker.recover() == ((1, 0) if each.is_shared else (0, 0))


def test_workers_have_names_of_their_own() -> None:
    """Also as process 1 of two containers with the same host name."""
    assert worker_name() != worker_name()


# What is written at the same moment


def test_workers_draw_numbers_without_gaps(store: SqlStore) -> None:
    """And in any order without standing in each other's way for ever."""

    def draw() -> list[int]:
        drawn = []
        for _ in range(15):
            with store.begin() as work:
                drawn.append(work.incidents.draw_id())
                work.outbox.draw_id()
        return drawn

    drawn = [one for some in together(*[draw] * WORKERS) for one in some]  # type: ignore[attr-defined]
    assert sorted(drawn) == list(range(1001, 1001 + 15 * WORKERS))


def test_workers_never_claim_the_same_row(store: SqlStore) -> None:
    """Nobody waits for a row of somebody else."""
    with store.begin() as work:
        rows = [write_notice(work).id for _ in range(40)]

    def claim() -> list[int]:
        with store.begin() as work:
            return [row.id for row in work.outbox.claim(worker_name(), NOW, LEASE, 10)]

    claimed = [one for some in together(*[claim] * WORKERS) for one in some]  # type: ignore[attr-defined]
    assert sorted(claimed) == rows


def test_workers_append_to_one_chain(store: SqlStore) -> None:
    """P18: no place twice, none left out, each hash upon the one before."""
    with store.begin() as work:
        incident = open_incident(work).id

    def append() -> None:
        for number in range(10):
            with store.begin() as work:
                work.audit.append(incident, "noted", {"number": str(number)}, NOW)

    together(*[append] * WORKERS)
    with store.read() as work:
        assert isinstance(work, SqlWork)
        chain = select(audit_rows).order_by(audit_rows.c.sequence)
        rows = work._connection.execute(chain).all()
    assert [one.sequence for one in rows] == list(range(1, 10 * WORKERS + 1))
    assert [one.previous_hash for one in rows] == [FIRST_HASH, *(one.hash for one in rows[:-1])]


def test_two_mailboxes_bring_the_same_mails(store: SqlStore) -> None:
    """In opposite order each waits for the other: one is undone and comes again."""
    mails = [b"%d" % number for number in range(300)]

    def take(contents: list[bytes]) -> int:
        for _ in range(3):
            try:
                with store.begin() as work:
                    for content in contents:
                        keep(work, content)
            except ConflictError:
                time.sleep(0.5)  # as the thread of a mailbox does
                continue
            return 1
        return 0

    assert together(lambda: take(mails), lambda: take(mails[::-1])) == [1, 1]
    with store.read() as work:
        assert work.mails.counts()["total"] == 300


def test_a_folder_is_never_read_back(each: Store) -> None:
    """A slower worker on the same folder knows less; a new UIDVALIDITY begins anew."""
    with each.begin() as work:
        for uidvalidity, last_uid in ((7, 40), (7, 20), (8, 5), (8, 6)):
            position = FolderPosition("support", "INBOX", uidvalidity, last_uid)
            work.mails.set_position(position, NOW)
            if last_uid == 20:
                known = work.mails.position("support", "INBOX")
                assert known is not None
                assert (known.uidvalidity, known.last_uid) == (7, 40)
        assert work.mails.position("support", "INBOX") == position


def test_outcomes_are_recorded_beside_a_worker_that_decides(store: SqlStore) -> None:
    """Delivery needs no turn: it compares fences."""
    with store.begin() as work:
        write_notice(work)
        (row,) = work.outbox.claim("one", NOW, LEASE, 1)
    with store.begin() as deciding:
        deciding.take_turn()
        with store.begin() as work:
            assert work.outbox.record(row.id, fence=row.fence, state=OutboxState.SENT, at=NOW)
            work.audit.append(row.incident_id, "delivery_sent", {}, NOW)
