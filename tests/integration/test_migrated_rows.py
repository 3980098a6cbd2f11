"""What a database holds survives each migration."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text
from support.postgres import Postgres
from support.stores import SQL_KINDS

from mailflow.adapters.store import schema
from mailflow.adapters.store.connections import make_engine
from mailflow.adapters.store.database import open_store
from models.enums import Protection

DAY = "2026-11-24 06:00:00"
FIRST_ROWS = (
    (
        "INSERT INTO contacts (id, display_name, role, active, created_at)"
        f" VALUES (1, 'Carol', 'requester', true, '{DAY}')"
    ),
    (
        "INSERT INTO incidents (id, version, subject, state, requester_address, requester_name,"
        " verified, muted, language, category_source, urgency, urgency_source, impact, priority,"
        " opened_at, alert_count, origin_mail_id) VALUES (1001, 1, 'Printer', 'new',"
        " 'carol@customer.example', 'Carol', true, false, 'en', 'none', 'low', 'none', 'low', 'P5',"
        f" '{DAY}', 0, 1)"
    ),
    (
        "INSERT INTO raw_mails (id, sha256, content, size, source, received_at, before_go_live,"
        " stage, attempts, end_state, rule, incident_id)"
        f" VALUES (1, 'abc', :mail, 4, 'test', '{DAY}', false, 'finished', 1,"
        " 'incident', 'new', 1001)"
    ),
    (
        "INSERT INTO outbox (id, channel, kind, incident_id, contact_id, mail_id, recipient,"
        " recipient_domain, message_id, subject, content, state, attempts, next_attempt_at, fence,"
        " created_at) VALUES (1, 'mail', 'acknowledgement', 1001, 1, 1, 'carol@customer.example',"
        f" 'customer.example', '<a@b>', 'Printer', :notice, 'sent', 1, '{DAY}', 1, '{DAY}')"
    ),
)


@pytest.fixture(params=SQL_KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of an empty database of each kind in turn."""
    if request.param == "sqlite":
        (tmp_path / "desk.db").touch(0o600)
        return f"sqlite:///{tmp_path}/desk.db"
    server: Postgres = request.getfixturevalue("postgres")
    return server.fresh_database()


def upgrade_to(url: str, revision: str, *statements: str) -> None:
    """Bring a database to a revision, and write what a desk of that time had."""
    engine = make_engine(url, migrating=True)
    config = Config()
    config.set_main_option("script_location", "models:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        for one in statements:
            given = {"mail": b"mail\x00\xff", "notice": b"notice"}
            names = {name: value for name, value in given.items() if f":{name}" in one}
            connection.execute(text(one), names)
    engine.dispose()


def test_contents_of_mails_survive_being_put_apart(url: str) -> None:
    """From the first schema to the one that keeps them in tables of their own."""
    upgrade_to(url, "0001", *FIRST_ROWS)
    assert schema.upgrade(url)[0] == "0001"
    store = open_store(url)
    with store.read() as work:
        assert work.mails.get(1).content == b"mail\x00\xff"
        notice = work.outbox.get(1)
        assert notice is not None
        assert notice.content == b"notice"
        assert work.mails.inconsistent() == ()
    store.close()


def test_alerts_keep_their_incidents(url: str) -> None:
    """The newest incident of each monitor and key; what people wrote is no alert."""
    columns, values = (part.rstrip(")") for part in FIRST_ROWS[1].split(") VALUES ("))
    alerts = [
        f"{columns}, deduplication_key) VALUES ("
        + values.replace("1001, 1,", f"{number}, 1,").replace("carol@", f"{monitor}@")[:-1]
        + f"{number}, 'db1|disk')"
        for number, monitor in ((1002, "nagios"), (1003, "nagios"), (1004, "zabbix"))
    ]
    upgrade_to(url, "0002", FIRST_ROWS[0], FIRST_ROWS[1], *alerts)
    schema.upgrade(url)
    store = open_store(url)
    with store.read() as work:
        found = work.alerts.member("nagios@customer.example", "db1|disk")
        assert found is not None
        assert (found.incident_id, found.recovered) == (1003, False)
        assert work.alerts.count_open(1003) == 1
        assert work.alerts.group(1002) is not None
        assert work.alerts.group(1001) is None
    store.close()


def test_events_keep_what_they_tell(url: str) -> None:
    event = (
        "INSERT INTO incident_events (id, incident_id, name, field, before, after, actor, mail_id,"
        " at) VALUES (1, 1001, 'changed', 'participant ann@customer.example', '\"\"', '\"cc\"',"
        f" 'bob@desk.example', 1, '{DAY}')"
    )
    upgrade_to(url, "0001", *FIRST_ROWS)
    upgrade_to(url, "0006", event)
    schema.upgrade(url)
    store = open_store(url)
    with store.read() as work:
        (found,) = work.incidents.events(1001)
    store.close()
    assert (found.field, found.before, found.after, found.mail_id) == (
        "participant ann@customer.example",
        "",
        "cc",
        1,
    )


def test_texts_of_old_conversations_are_neither_protected_nor_invitations(url: str) -> None:
    """From the schema before; of mails that were read by then no files are known (ADR 11)."""
    entry = (
        "INSERT INTO entries (id, incident_id, mail_id, kind, author_address, author_name, text,"
        " attachment_names, verified, public, at) VALUES (1, 1001, 1, 'request',"
        f" 'carol@customer.example', 'Carol', 'Help', '[\"a.pdf\"]', true, true, '{DAY}')"
    )
    upgrade_to(url, "0001", *FIRST_ROWS)
    upgrade_to(url, "0002", entry)
    assert schema.upgrade(url)[0] == "0002"
    store = open_store(url)
    with store.read() as work:
        (found,) = work.incidents.entries(1001)
        assert (found.text, found.protection, found.invitation) == ("Help", Protection.NONE, None)
        assert work.mails.attachments(1) == ()
    store.close()


HELD, FREED = "2026-11-24T07:00:00+00:00", "2026-11-24 09:00:00"
HISTORY = (
    ("held_since", HELD, "", FREED),
    ("hold_reason", "vendor", "", FREED),
    ("resolution_due", "2026-11-25T06:00:00+00:00", "2026-11-25T08:00:00+00:00", FREED),
    (
        "resolution_due",
        "2026-11-25T08:00:00+00:00",
        "2026-11-26T08:00:00+00:00",
        "2026-11-24 10:00",
    ),
)


def _event(field: str, before: str, after: str, at: str) -> str:
    return (
        "INSERT INTO incident_events (incident_id, name, field, before, after, actor, at) VALUES"
        f" (1001, 'changed', '{field}', '\"{before}\"', '\"{after}\"', 'bob', '{at}')"
    )


def test_when_the_clock_stood_still_and_what_was_agreed_are_read_off_the_history(url: str) -> None:
    """What is due stays; it is warned of at three quarters of the time until then."""
    due = (
        "UPDATE incidents SET response_due = '2026-11-24 10:00:00', resolution_due ="
        " '2026-11-26 08:00:00'"
    )
    upgrade_to(url, "0015", FIRST_ROWS[1], due, *(_event(*one) for one in HISTORY))
    schema.upgrade(url)
    store = open_store(url)
    with store.read() as work:
        found = work.incidents.get(1001)
        assert found is not None
        assert found.clock_stops == f"{HELD} 2026-11-24T09:00:00+00:00 vendor"
        assert found.agreed_due == found.resolution_due == datetime(2026, 11, 26, 8, tzinfo=UTC)
        assert found.response_warn_at == datetime(2026, 11, 24, 9, tzinfo=UTC)
        assert work.incidents.nearing(datetime(2026, 11, 24, 9, tzinfo=UTC)) == (found,)
    store.close()


def test_problems_and_actions_of_before_are_records_that_nobody_is_told_of(url: str) -> None:
    """A problem lost its targets as it was opened; an action is linked to what it follows from."""
    late = ", due_at, warn_at, call_at)", f", '{DAY}', '{DAY}', '{DAY}')"
    columns, values = FIRST_ROWS[1].split(") VALUES (")
    rows = [
        columns + late[0] + " VALUES (" + values[:-3].replace("1001, 1,", f"{number}, 1,")
        + (origin + late[1])
        for number, origin in ((1001, "1"), (1002, "NULL"), (1003, "NULL"))
    ]  # fmt: skip
    untimed = _event("response_due", "2026-11-24T10:00:00+00:00", "", FREED)
    linked = (
        "INSERT INTO incident_links (incident_id, other_id, kind) VALUES"
        " (1001, 1002, 'problem'), (1003, 1001, 'action')"
    )
    upgrade_to(url, "0023", *rows, untimed.replace("1001", "1002"), linked)
    schema.upgrade(url)
    store = open_store(url)
    now = datetime(2026, 11, 25, tzinfo=UTC)
    with store.read() as work:
        kinds = {one.id: one.kind.value for one in work.incidents.listed()}
        assert kinds == {1001: "incident", 1002: "problem", 1003: "action"}
        for late_ones in (work.incidents.overdue, work.incidents.nearing, work.incidents.calling):
            assert [one.id for one in late_ones(now)] == [1001]
    store.close()
