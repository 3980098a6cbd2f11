"""A desk that has worked for years: as many rows as asked for in every table, in one moment."""

from datetime import timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Integer,
    Table,
    case,
    cast,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.types import String
from support.stores import NOW

from mailflow.adapters.store.drawing import Series
from mailflow.core.likeness import COMMON
from models import tables
from models.enums import (
    BlockKind,
    EndState,
    EntryKind,
    IncidentState,
    LabelSource,
    Level,
    LinkKind,
    MailStage,
    NoticeKind,
    OutboxState,
    ParticipantRole,
    Priority,
    Role,
)

SMALL = (
    "numbers",
    "support_groups",
    "group_members",
    "active_classifier",
    "classifier_versions",
    "folder_positions",
)
"""Tables that stay small however old the desk is: reading them whole is the best way."""
FIRST = 1000
MONITOR = "monitor@helpdesk.example"
CONTENT = b"Subject: hello\r\n\r\n" + b"Nothing works. " * 30
FUTURE, PAST = NOW + timedelta(days=30), NOW - timedelta(days=30)


ENTRY = {
    "kind": EntryKind.REQUEST,
    "author_name": "",
    "text": "Nothing works.",
    "attachment_names": [],
    "verified": True,
    "public": True,
    "at": PAST,
}
AUDIT = {"at": PAST, "detail": {}, "previous_hash": "0" * 64, "hash": "1" * 64}


def fill(connection: Connection, size: int) -> None:
    """Put in that many incidents, all open, each with its requester, mail, notice and history."""
    start = select(literal(1, Integer).label("i")).cte("series", recursive=True)
    series = start.union_all(select(start.c.i + 1).where(start.c.i < size))
    for table, values in _rows(series).items():
        names = list(values)
        columns = [
            one if isinstance(one, ColumnElement) else literal(one, table.c[name].type)
            for name, one in values.items()
        ]
        connection.execute(insert(table).from_select(names, select(*columns).select_from(series)))
    for one in Series:
        number = FIRST + size if one is Series.INCIDENT else size
        statement = update(tables.numbers).where(tables.numbers.c.name == one.value)
        connection.execute(statement.values(last=number))


def _rows(series: CTE) -> dict[Table, dict[str, Any]]:
    i = series.c.i
    notices: dict[Table, dict[str, Any]] = {
        tables.outbox: _notice(i),
        tables.outbox_contents: {"outbox_id": i, "content": CONTENT},
    }
    return {**_people(i), **_mails(i), **_incidents(i), **notices, **_history(i)}


def _text(before: str, i: ColumnElement[int], after: str = "") -> ColumnElement[str]:
    return literal(before) + cast(i, String) + literal(after)


def _address(i: ColumnElement[int]) -> ColumnElement[str]:
    return _text("person", i, "@customer.example")


def _message_id(before: str, i: ColumnElement[int]) -> ColumnElement[str]:
    return _text(f"<{before}", i, "@customer.example>")


def _people(i: ColumnElement[int]) -> dict[Table, dict[str, Any]]:
    person = {"display_name": "Person", "role": Role.REQUESTER, "active": True, "created_at": PAST}
    address = {"preferred": True, "hard_bounces": 0}
    blocked = {"kind": BlockKind.MAIL, "blocked_by": "bob", "reason": "spam", "blocked_at": PAST}
    return {
        tables.contacts: {"id": i, **person},
        tables.contact_addresses: {"address": _address(i), "contact_id": i, **address},
        tables.blocked_addresses: {"pattern": _text("spam", i, "@customer.example"), **blocked},
    }


def _mails(i: ColumnElement[int]) -> dict[Table, dict[str, Any]]:
    mail = {
        "sha256": _text("hash", i),
        "size": len(CONTENT),
        "source": "test",
        "received_at": PAST,
        "before_go_live": False,
        "stage": MailStage.FINISHED,
        "attempts": 0,
        "message_id": _message_id("mail", i),
        "body_hash": _text("body", i),
        "end_state": EndState.QUARANTINED,
        "rule": "a_rule",
        "finished_at": PAST,
    }
    place = {"account": "support", "folder": "INBOX", "uidvalidity": 1, "filed_at": PAST}
    return {
        tables.raw_mails: mail,
        tables.raw_contents: {"mail_id": i, "content": CONTENT},
        tables.locations: {"mail_id": i, "uid": i, **place},
        tables.failures: {"mail_id": i, "at": PAST, "reason": "why"},
    }


def _incidents(i: ColumnElement[int]) -> dict[Table, dict[str, Any]]:
    labels = {"category_source": LabelSource.NONE, "urgency_source": LabelSource.NONE}
    incident = {
        "id": i + FIRST,
        "version": 1,
        "subject": "printer on fire",
        "state": IncidentState.IN_PROGRESS,
        "requester_address": _address(i),
        "requester_name": "Person",
        "verified": True,
        "muted": False,
        "language": "en",
        **labels,
        "urgency": Level.LOW,
        "impact": Level.LOW,
        "priority": Priority.P5,
        "opened_at": PAST,
        "alert_count": 0,
        "origin_mail_id": i,
        "deduplication_key": _text("host/check", i),
        **_targets(i),
    }
    vector = {"embedder": "ab", "vector": b"\x01"}
    return {
        tables.incidents: incident,
        tables.incident_vectors: {"incident_id": i + FIRST, **vector},
    }


def _targets(i: ColumnElement[int]) -> dict[str, Any]:
    """Every second target was missed long ago, and told."""
    kind = tables.incidents.c.opened_at.type
    missed, told = literal(PAST, kind), literal(NOW, kind)
    due = case((i % 2 == 0, missed), else_=literal(FUTURE, kind))
    when = case((i % 2 == 0, told), else_=None)
    return {
        "response_due": due,
        "resolution_due": due,
        "response_escalated_at": when,
        "resolution_escalated_at": when,
        "due_at": case((i % 2 == 0, None), else_=literal(FUTURE, kind)),
    }


def _history(i: ColumnElement[int]) -> dict[Table, dict[str, Any]]:
    number = i + FIRST
    person = {"incident_id": number, "address": _address(i), "display_name": ""}
    command = {"notice_id": i, "command": "note", "command_hash": "0" * 64, "at": PAST}
    odd = {"name": "odd", "incident_id": number, "detail": {}, "at": PAST}
    seen = {"fingerprint": i, "slot": number % COMMON, "mail_id": i, "day": 20_500}
    opened = {"incident_id": number, "name": "opened", "actor": "somebody", "at": PAST}
    return {
        tables.participants: {**person, "role": ParticipantRole.REQUESTER},
        tables.entries: {"incident_id": number, "author_address": _address(i), **ENTRY},
        tables.incident_events: opened,
        tables.fingerprints: {"incident_id": number, **seen},
        tables.audit_rows: {
            "chain": case((i % 2 == 0, number), else_=0),
            "sequence": i,
            "name": "opened",
            **AUDIT,
        },
        tables.message_ids: {"message_id": _message_id("mail", i), "incident_id": number},
        tables.quoted_ids: {"message_id": _message_id("lost", i), "incident_id": number},
        tables.executed_commands: {"incident_id": number, **command},
        tables.security_events: odd,
        **_imported(i),
        tables.incident_links: {
            "incident_id": number,
            "other_id": case((i == 1, number + 1), else_=number - 1),
            "kind": LinkKind.RELATED,
        },
        **_alerts(i, number),
    }


def _imported(i: ColumnElement[int]) -> dict[Table, dict[str, Any]]:
    whole = {"name": "old.csv", "sha256": _text("hash", i), "size": 1, "at": PAST}
    row = {"import_id": i, "number": 1, "text": "Nothing works.", "requester": _address(i)}
    return {tables.training_imports: {"id": i, **whole}, tables.imported_examples: row}


def _alerts(i: ColumnElement[int], number: ColumnElement[int]) -> dict[Table, dict[str, Any]]:
    """One monitor has opened every incident."""
    of_monitor = {"monitor": MONITOR, "incident_id": number}
    thing = {"host": "host", "service": "check", "state": "DOWN", "recovered": False}
    group = {"opened_at": PAST, "raised_at": PAST, "size": 1, "told": 0}
    due = literal(FUTURE, tables.incidents.c.opened_at.type)
    return {
        tables.alert_groups: {**of_monitor, **group, "news_since": PAST, "news_due": due},
        tables.alert_members: {
            **of_monitor,
            **thing,
            "deduplication_key": _text("host|check", i),
            "changed_at": PAST,
        },
    }


def _notice(i: ColumnElement[int]) -> dict[str, Any]:
    return {
        "id": i,
        "channel": "mail",
        "kind": NoticeKind.ACKNOWLEDGEMENT,
        "once": _text("acknowledgement:", i + FIRST),
        "incident_id": i + FIRST,
        "contact_id": i,
        "recipient": _address(i),
        "recipient_domain": "customer.example",
        "message_id": _text("<notice", i, "@helpdesk.example>"),
        "subject": "We have your request",
        "state": OutboxState.SENT,
        "attempts": 1,
        "next_attempt_at": PAST,
        "fence": 1,
        "created_at": PAST,
        "sent_at": PAST,
        "reply_code": 250,
    }
