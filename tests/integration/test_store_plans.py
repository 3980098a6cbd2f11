"""Query plans: no statement on the way of a mail reads a whole table, however old the desk."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from sqlalchemy import event, text
from support.desks import KEYS, make_settings
from support.filled import FIRST, MONITOR, SMALL, fill
from support.postgres import Postgres
from support.stores import (
    MINUTE,
    NOW,
    SQL_KINDS,
    keep,
    open_incident,
    sqlite_store,
    write_notice,
    written,
)

from mailflow.adapters.classifier import Suggester
from mailflow.adapters.renderer import Renderer
from mailflow.adapters.store import schema
from mailflow.adapters.store.contract import Work
from mailflow.adapters.store.database import SqlStore, SqlWork, open_store
from mailflow.adapters.store.surveying import SqlSurvey
from mailflow.containing import Failing
from mailflow.core.quoting import new_text
from mailflow.core.records import MailIdentity
from mailflow.core.traces import traces_of
from mailflow.desk import Desk
from mailflow.escalation import Look, escalate
from mailflow.processing import process, read, take
from mailflow.recurring import NEWEST, look_at_newest
from models.enums import EndState, IncidentState, NoticeKind, Role

INCIDENTS = 20_000
LEASE = NOW + 5 * MINUTE
ONE = FIRST + 77
QUOTING = "Yes.\r\n" + "".join(
    f"> line {i} of what an earlier mail of ours said\r\n" for i in range(40)
)
TABLES_READ = 6
MOST_TUPLES = 150
"""What one mail may read of all tables (on SQLite: hundreds of steps); it does not grow."""


def filled(store: SqlStore) -> SqlStore:
    """Fill a store and let the database count what it has, as it does by itself each night."""
    with store._engine.begin() as connection:
        fill(connection, INCIDENTS)
    with store.begin() as work:
        group = work.directory.add_group("Service Desk", is_default=True)
        bob = work.directory.add("bob@helpdesk.example", role=Role.AGENT, at=NOW, handle="bob")
        work.directory.add_member(group.id, bob.id)
        notice = write_notice(work, ONE, contact_id=bob.id, recipient=bob.address)
        assert (bob.id, notice.id) == (INCIDENTS + 1, INCIDENTS + 1)
    with store._engine.connect() as connection:
        if store.is_shared:  # SQLite plans without; nobody counts there
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    return store


@pytest.fixture(scope="module", params=SQL_KINDS)
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SqlStore]:
    """Return a store full of open incidents; whatever a test writes is undone."""
    if request.param == "sqlite":
        opened = sqlite_store(tmp_path_factory.mktemp("plans") / "desk.db")
    else:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.fresh_database()
        schema.upgrade(url)
        opened = open_store(url)
    yield filled(opened)
    opened.close()


class UndoneError(Exception):
    """Ends a unit of work without its changes."""


@contextmanager
def undone(store: SqlStore) -> Iterator[Work]:
    """Return a unit of work of which nothing stays."""
    with suppress(UndoneError), store.begin() as work:
        yield work
        raise UndoneError


def survey(work: Work) -> SqlSurvey:
    """Return what looks at a person's rows, in the same unit of work."""
    assert isinstance(work, SqlWork)
    return SqlSurvey(work._connection)


QUESTIONS: dict[str, Callable[[Work], object]] = {
    "keep": keep,
    "get": lambda work: work.mails.get(77),
    "take": lambda work: work.mails.take([77]),
    "waiting": lambda work: work.mails.waiting(10),
    "twin": lambda work: work.mails.twin(1, MailIdentity("<mail77@customer.example>", "body77")),
    "record_failure": lambda work: work.mails.record_failure(1, "why", NOW),
    "by_message_id": lambda work: work.mails.incidents_by_message_id(["<a@b>", "<c@d>"]),
    "quoting": lambda work: work.mails.incidents_quoting(["<a@b>", "<c@d>"]),
    "sightings": lambda work: work.mails.sightings(range(70, 100), NOW - 90 * 1440 * MINUTE),
    "fingerprints": lambda work: work.mails.keep_fingerprints(
        traces_of("printer", new_text("It does not print and it does not scan.")), ONE, 77, NOW
    ),
    "listed mails": lambda work: work.mails.listed(EndState.IGNORED, 10),
    "of_incident": lambda work: work.mails.of_incident(ONE),
    "unfiled": lambda work: work.mails.unfiled("support", "INBOX", 1),
    "mark_filed": lambda work: work.mails.mark_filed("support", "INBOX", 1, [1, 2], NOW),
    "position": lambda work: work.mails.position("support", "INBOX"),
    "by_address": lambda work: work.directory.by_address("person77@customer.example"),
    "by_handle": lambda work: work.directory.by_handle("bob"),
    "contact": lambda work: work.directory.get(77),
    "agents": lambda work: work.directory.agents(),
    "groups": lambda work: work.directory.groups(),
    "bounce": lambda work: work.directory.note_hard_bounce("person77@customer.example", NOW, 3),
    "meet": lambda work: [
        one.meet(["person77@customer.example", "nobody@customer.example"])
        for one in (work.directory, work.blocks)
    ],
    "block": lambda work: work.blocks.of("person77@customer.example"),
    "used": lambda work: work.outbox.used(["digest:1", "digest:2"]),
    "unplaced": lambda work: work.vectors.missing("ab", 10, NOW),
    "answered_since": lambda work: work.outbox.answered_since(ONE, 1),
    "lift": lambda work: work.directory.lift_suppression("person77@customer.example"),
    "incident": lambda work: work.incidents.get(ONE),
    "update": lambda work: work.incidents.update(open_incident(work)),
    "alert member": lambda work: work.alerts.member(MONITOR, "host|check77"),
    "alerts open": lambda work: work.alerts.members_open(ONE, 20),
    "count of alerts": lambda work: work.alerts.count_open(ONE),
    "alert group": lambda work: work.alerts.group(ONE),
    "newest group": lambda work: work.alerts.newest_group(MONITOR),
    "alerts due": lambda work: work.alerts.due(NOW, 10),
    "overdue": lambda work: work.incidents.overdue(NOW),
    "in aftercare": lambda work: work.incidents.in_aftercare(NOW),
    "nearing": lambda work: work.incidents.nearing(NOW),
    "calling": lambda work: work.incidents.calling(NOW),
    "assigned to": lambda work: work.incidents.assigned_to(77, states=list(IncidentState)),
    "participants": lambda work: work.incidents.participants(ONE),
    "last_entries": lambda work: work.incidents.last_entries((ONE,), 5),
    "last entries of several": lambda work: work.incidents.last_entries((ONE, ONE + 1), 5),
    "links": lambda work: work.incidents.links(ONE),
    "merged into": lambda work: work.incidents.merged_into(ONE),
    "entries": lambda work: work.incidents.entries(ONE),
    "events": lambda work: work.incidents.events(ONE),
    "commands_of": lambda work: work.incidents.commands_of(1),
    "sent_since": lambda work: work.outbox.sent_since(
        NoticeKind.ACKNOWLEDGEMENT,
        NOW,
        recipient="person77@customer.example",
        domain="customer.example",
    ),
    "notice": lambda work: work.outbox.get(77),
    "by_once": lambda work: work.outbox.by_once("acknowledgement:1077"),
    "is_held": lambda work: work.outbox.is_held(NoticeKind.ESCALATION, NOW, LEASE),
    "listings": lambda work: work.outbox.listings(NoticeKind.ESCALATION),
    "rewrite": lambda work: work.outbox.rewrite(write_notice(work)),
    "message_ids_to": lambda work: work.outbox.message_ids_to(ONE, 77),
    "add notice": write_notice,
    "revoke": lambda work: work.outbox.revoke(77, NOW),
    "claim": lambda work: (write_notice(work), work.outbox.claim("one", NOW, LEASE, 10)),
    "transmitting": lambda work: work.outbox.mark_transmitting(
        [row.id for row in work.outbox.claim("one", NOW, LEASE, 10)], "one"
    ),
    "renew": lambda work: work.outbox.renew("one", LEASE),
    "recover": lambda work: work.outbox.recover(NOW),
    "next_due": lambda work: work.outbox.next_due(),
    "due": lambda work: work.outbox.due(NOW),
    "audit": lambda work: work.audit.append(ONE, "opened", {}, NOW),
    "audit of none": lambda work: work.audit.append(None, "opened", {}, NOW),
    "numbers": lambda work: work.incidents.draw_id(),
    "classifier": lambda work: work.classifiers.active_id(),
    "open majors": lambda work: work.recurrences.open_majors(3),
    "imported of": lambda work: survey(work).imported_of(["person77@customer.example"]),
    "ended lately": lambda work: [
        work.training.closed(labelled=labelled, since=NOW - 90 * 1440 * MINUTE, limit=2_000)
        for labelled in (True, False)
    ],
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_the_way_of_a_mail_scans_no_table(
    store: SqlStore, question: Callable[[Work], object]
) -> None:
    """Every statement finds its rows by an index, with 20,000 incidents and as many mails."""
    asked: list[tuple[str, Any]] = []

    def listen(_connection: Any, _cursor: Any, sql: str, values: Any, *_: Any) -> None:
        asked.append((sql, values))

    with undone(store) as work:
        with watched(work) as rows_read:
            event.listen(store._engine, "before_cursor_execute", listen)
            try:
                question(work)
                written(work)
            finally:
                event.remove(store._engine, "before_cursor_execute", listen)
        assert rows_read() <= MOST_TUPLES  # an index may be read from end to end, too
        statements = [one for one in asked if one[0].startswith(("SELECT", "UPDATE", "DELETE"))]
        assert asked
        assert [table for one in statements for table in scanned(work, *one)] == []


def scanned(work: Work, sql: str, values: Any) -> list[str]:
    """Return the tables that the database would read whole, but for the small ones."""
    assert isinstance(work, SqlWork)
    raw: Any = work._connection.connection.dbapi_connection
    if work._connection.dialect.name == "sqlite":
        steps = [step[3] for step in raw.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
        scans = [step for step in steps if step.startswith("SCAN") and "CONSTANT ROW" not in step]
        found = [step.split()[1] for step in scans]
    else:
        steps = [step for (step,) in raw.execute(f"EXPLAIN {sql}", values)]
        found = [hit[1] for step in steps if (hit := re.search(r"Seq Scan on (\w+)", step))]
    # what a subquery yields is read whole; how it finds its rows is a step of its own
    return [table for table in found if table not in SMALL and not table.startswith("anon_")]


# The same, as it happens


def letter(sender: str, *fields: str, body: str = "It does not print.") -> bytes:
    """Return a mail."""
    lines = (f"From: {sender}", "To: support@helpdesk.example", "Subject: printer", *fields)
    return "\r\n".join((*lines, "", body, "")).encode()


def mails() -> dict[str, bytes]:
    """Return one mail of each kind that looks at other tables."""
    token = KEYS.reply_tokens.mint(ONE, INCIDENTS + 1, INCIDENTS + 1)
    passed = "Authentication-Results: mx.helpdesk.example; dmarc=pass header.from="
    parent = "References: <lost5@customer.example> <mail77@customer.example>"
    return {
        "a new request": letter("person5@customer.example", "Message-ID: <n@customer.example>"),
        "a stranger": letter("somebody@else.example", "References: <who@knows.example>"),
        "an answer without references": letter(
            "somebody@else.example", "Message-ID: <q@else.example>", body=QUOTING
        ),
        "a reply": letter("person77@customer.example", parent, f"{passed}customer.example"),
        "an unknown parent": letter("carol@else.example", "References: <lost5@customer.example>"),
        "an agent's command": letter(
            "bob@helpdesk.example",
            f"In-Reply-To: <mf.{token}@helpdesk.example>",
            f"{passed}helpdesk.example",
            body="#note looked at it\r\n",
        ),
        "an alert": letter(
            "monitor@helpdesk.example", body="Host: host\r\nService: check77\r\nState: DOWN\r\n"
        ),
    }


@pytest.fixture(scope="module")
def desk() -> Desk:
    """Return a desk without a classifier."""
    return Desk(make_settings(), KEYS, Renderer(), Suggester(KEYS.classifier))


@pytest.mark.parametrize("kind", mails())
def test_a_mail_reads_little_of_a_full_database(store: SqlStore, desk: Desk, kind: str) -> None:
    """Counted by the database itself, also when it has prepared its statements for good."""
    for _ in range(7):  # psycopg prepares at the fifth, PostgreSQL may generalise then
        with undone(store) as work:
            mail_id = keep(work, mails()[kind])
            with watched(work) as rows_read:
                reading = read(work.mails.get(mail_id), desk.settings)
                assert take(work, [mail_id]) == {mail_id}
                decision = process(work, desk, reading, NOW)
                written(work)
            assert rows_read() <= MOST_TUPLES
            assert decision.end.end_state in {EndState.INCIDENT, EndState.APPENDED}


@contextmanager
def watched(work: Work) -> Iterator[Callable[[], int]]:
    """Return what tells how many rows were read meanwhile (SQLite: hundreds of its steps)."""
    assert isinstance(work, SqlWork)
    connection = work._connection
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.dbapi_connection
        steps = [0]

        def count() -> None:
            steps[0] += 1

        raw.set_progress_handler(count, 100)
        yield lambda: steps[0]
        raw.set_progress_handler(None, 0)
        return
    total = text("SELECT sum(seq_tup_read) + sum(idx_tup_fetch) FROM pg_stat_xact_user_tables")
    before = connection.execute(total).scalar_one()
    yield lambda: int(connection.execute(total).scalar_one() - before)


def test_the_clock_reads_little_of_a_full_database(store: SqlStore, desk: Desk) -> None:
    """20,000 open incidents, half of them late and told of: one is late and untold."""
    with undone(store) as work:
        late = open_incident(work, response_due=NOW - MINUTE)
        with watched(work) as rows_read:
            found, _ = escalate(Look(work, desk, NOW), Failing("escalation"))
            written(work)
        assert [one.id for one in found] == [late.id]
        assert rows_read() <= MOST_TUPLES


def test_the_next_warning_is_found_by_its_index(store: SqlStore) -> None:
    """Among 20,000 open incidents one nears its end."""
    with undone(store) as work:
        near = open_incident(work, response_warn_at=NOW, response_due=NOW + MINUTE)
        with watched(work) as rows_read:
            assert [one.id for one in work.incidents.nearing(NOW)] == [near.id]
        assert rows_read() <= MOST_TUPLES


def test_what_is_alike_is_looked_for_among_the_newest_alone(store: SqlStore, desk: Desk) -> None:
    with undone(store) as work, watched(work) as rows_read:
        assert look_at_newest(work, desk, NOW) == ()
        assert rows_read() <= NEWEST * TABLES_READ


def test_a_look_at_the_hour_asks_few_questions(store: SqlStore, desk: Desk) -> None:
    """However many incidents came in: none is asked about by itself."""
    asked: list[str] = []

    def listen(_connection: Any, _cursor: Any, sql: str, *_: Any) -> None:
        asked.append(sql)

    with undone(store) as work:
        for _ in range(40):
            open_incident(work, opened_at=NOW, subject="The door of the archive is stuck")
        event.listen(store._engine, "before_cursor_execute", listen)
        try:
            look_at_newest(work, desk, NOW)
        finally:
            event.remove(store._engine, "before_cursor_execute", listen)
    assert len(asked) <= TABLES_READ
