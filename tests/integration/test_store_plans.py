"""Query plans: no statement on the way of a mail reads a whole table, however old the desk."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from support.stores import MINUTE, NOW, keep, open_incident, sqlite_store, write_notice

from mailflow.adapters.store.contract import Work
from mailflow.adapters.store.database import SqlStore, SqlWork
from models.enums import EndState, NoticeKind

LEASE = NOW + 5 * MINUTE


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    """Return a store over a file."""
    opened = sqlite_store(tmp_path / "desk.db")
    yield opened
    opened.close()


QUESTIONS: dict[str, Callable[[Work], object]] = {
    "keep": keep,
    "waiting": lambda work: work.mails.waiting(10),
    "twin": lambda work: work.mails.twin(1, "<a@b>", "body"),
    "record_failure": lambda work: work.mails.record_failure(1, "why", NOW),
    "by_message_id": lambda work: work.mails.incidents_by_message_id(["<a@b>", "<c@d>"]),
    "quoting": lambda work: work.mails.incidents_quoting(["<a@b>", "<c@d>"]),
    "listed mails": lambda work: work.mails.listed(EndState.QUARANTINED, 10),
    "of_incident": lambda work: work.mails.of_incident(1001),
    "unfiled": lambda work: work.mails.unfiled("support", "INBOX", 1),
    "mark_filed": lambda work: work.mails.mark_filed("support", "INBOX", 1, [1, 2], NOW),
    "by_address": lambda work: work.directory.by_address("bob@desk.example"),
    "by_handle": lambda work: work.directory.by_handle("bob"),
    "bounce": lambda work: work.directory.note_hard_bounce("bob@desk.example", NOW, 3),
    "by_deduplication_key": lambda work: work.incidents.by_deduplication_key("host/check"),
    "overdue": lambda work: work.incidents.overdue(NOW),
    "participants": lambda work: work.incidents.participants(1001),
    "entries": lambda work: work.incidents.entries(1001),
    "events": lambda work: work.incidents.events(1001),
    "commands_of": lambda work: work.incidents.commands_of(1),
    "sent_since recipient": lambda work: work.outbox.sent_since(
        NoticeKind.ACKNOWLEDGEMENT, NOW, recipient="alice@example.org"
    ),
    "sent_since domain": lambda work: work.outbox.sent_since(
        NoticeKind.ACKNOWLEDGEMENT, NOW, domain="example.org"
    ),
    "by_once": lambda work: work.outbox.by_once("acknowledgement:1001"),
    "message_ids_to": lambda work: work.outbox.message_ids_to(1001, 1),
    "claim": lambda work: work.outbox.claim("one", NOW, LEASE, 10),
    "renew": lambda work: work.outbox.renew("one", LEASE),
    "recover": lambda work: work.outbox.recover(NOW),
    "next_due": lambda work: work.outbox.next_due(),
    "audit": lambda work: work.audit.append(1001, "opened", {}, NOW),
    "numbers": lambda work: work.incidents.draw_id(),
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_the_way_of_a_mail_scans_no_table(
    store: SqlStore, question: Callable[[Work], object]
) -> None:
    """Every statement finds its rows by an index."""
    asked: list[tuple[str, Any]] = []

    def listen(_connection: Any, _cursor: Any, sql: str, values: Any, *_: Any) -> None:
        asked.append((sql, values))

    with store.begin() as work:
        keep(work)
        write_notice(work, open_incident(work).id)
        event.listen(store._engine, "before_cursor_execute", listen)
        question(work)
        event.remove(store._engine, "before_cursor_execute", listen)
        assert asked
        assert [step for step in plan(work, asked) if step.startswith("SCAN")] == []


def plan(work: Work, asked: list[tuple[str, Any]]) -> list[str]:
    """Return what SQLite would do; an INSERT searches nothing unless a reference is broken."""
    assert isinstance(work, SqlWork)
    raw: Any = work._connection.connection.dbapi_connection
    return [
        step[3]
        for sql, values in asked
        if sql.startswith(("SELECT", "UPDATE", "DELETE"))
        for step in raw.execute(f"EXPLAIN QUERY PLAN {sql}", values)
    ]
