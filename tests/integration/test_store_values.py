"""Values that databases take differently: what is too long, too large, or no text at all."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from support.stores import NOW, SQL_KINDS, keep, made_sql, open_incident, write_notice

from mailflow.adapters.store.contract import Work
from mailflow.core.folders import Location
from mailflow.core.records import Entry, IncidentEvent, MailIdentity, Participant, SecurityEvent
from mailflow.errors import MailflowError, NotFoundError
from models.enums import EndState, EntryKind, OutboxState, ParticipantRole, Role

ODD = "a\x00b\ud800c\udcff"
CLEANED = "a\ufffdb\ufffdc\ufffd"
NUMBERS = (0, -1, 2**31, 2**63, 2**80)


@pytest.fixture(params=SQL_KINDS)
def work(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Work]:
    """Return one open unit of work over each database in turn."""
    store = made_sql(request, tmp_path)
    with store.begin() as opened:
        yield opened
    store.close()


def test_text_that_no_database_can_store_is_replaced(work: Work) -> None:
    """NUL and lone surrogates, wherever strangers' text lands."""
    incident = open_incident(work, subject=ODD, requester_name=ODD, resolution=ODD, root_cause=ODD)
    found = work.incidents.get(incident.id)
    cleaned = replace(
        incident, subject=CLEANED, requester_name=CLEANED, resolution=CLEANED, root_cause=CLEANED
    )
    assert found == cleaned
    entry = Entry(EntryKind.REQUEST, "alice@example.org", ODD, NOW, ODD, attachment_names=(ODD,))
    work.incidents.add_entry(incident.id, entry)
    (stored,) = work.incidents.entries(incident.id)
    assert (stored.text, stored.author_name) == (CLEANED, CLEANED)
    assert stored.attachment_names == (ODD,)  # data stays as it is
    contact = work.directory.add("bob@desk.example", role=Role.AGENT, at=NOW, display_name=ODD)
    assert contact.display_name == CLEANED


def test_the_history_names_the_longest_address(work: Work) -> None:
    incident = open_incident(work)
    field = f"participant {'a' * 64}@{'b' * 243}.example"
    work.incidents.add_event(
        incident.id, IncidentEvent("changed", "bob@desk.example", NOW, field, "", "cc")
    )
    assert work.incidents.events(incident.id)[-1].field == field


def test_failures_and_replies_in_odd_words_are_recorded(work: Work) -> None:
    """An error in recording an error would stop the worker."""
    mail_id = keep(work)
    assert work.mails.record_failure(mail_id, ODD, NOW) == 1
    write_notice(work, subject=ODD)
    (row,) = work.outbox.claim("one", NOW, NOW + timedelta(minutes=1), 1)
    work.outbox.record(row.id, fence=1, state=OutboxState.FAILED, at=NOW, reply_text=ODD)
    stored = work.outbox.get(row.id)
    assert stored is not None
    assert (stored.subject, stored.reply_text) == (CLEANED, CLEANED)


def test_keys_in_odd_words_stay_different(work: Work) -> None:
    """Cleaned, two keys could become one."""
    one, two = open_incident(work).id, open_incident(work).id
    work.mails.link_message_id("<a\x00b@c>", one, None)
    work.mails.link_message_id("<a\x00\x00b@c>", two, None)
    asked = ["<a\x00b@c>", "<a\x00\x00b@c>", "<a\ufffdb@c>", "<\ud800@c>"]
    assert work.mails.incidents_by_message_id(asked) == {asked[0]: one, asked[1]: two}
    mail_id = keep(work)
    identity = MailIdentity(ODD, "body")
    work.mails.finish(
        mail_id,
        end_state=EndState.IGNORED,
        rule="a_rule",
        incident_id=None,
        at=NOW,
        log=(),
        identity=identity,
    )
    assert work.mails.twin(keep(work, b"another"), identity) == mail_id
    assert work.alerts.member(ODD, ODD) is None


def test_data_keeps_its_order_and_every_character(work: Work) -> None:
    """JSON is stored as it was written."""
    data = {"z": ODD, "a": [1, 2.5, None, True, {"ü": "🖨"}]}
    incident = open_incident(work, suggestion=data)
    found = work.incidents.get(incident.id)
    assert found is not None
    assert list(found.suggestion or ()) == ["z", "a"]
    assert found.suggestion == data
    work.incidents.add_event(
        incident.id, IncidentEvent("changed", "bob", NOW, "subject", ODD, None)
    )
    (event,) = work.incidents.events(incident.id)
    assert (event.before, event.after) == (ODD, None)
    work.audit.add_security_event(SecurityEvent("odd", NOW, detail={"b": ODD, "a": "1"}))
    assert work.audit.security_events()[0].detail == {"b": ODD, "a": "1"}
    mail_id = keep(work)
    end = {"end_state": EndState.IGNORED, "rule": "a_rule", "incident_id": None, "at": NOW}
    work.mails.finish(mail_id, **end, log=[("finding", ODD)])  # type: ignore[arg-type]
    assert work.mails.get(mail_id).decision_log == (("finding", ODD),)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_that_no_row_can_bear_is_not_found(work: Work, number: int) -> None:
    """Subjects and command lines may name any."""
    assert work.incidents.get(number) is None
    assert work.outbox.get(number) is None
    assert work.directory.get(number) is None
    with pytest.raises(NotFoundError):
        work.mails.get(number)
    keep(work)  # the unit of work is still usable


def test_uids_use_every_bit_they_have(work: Work) -> None:
    """UID and UIDVALIDITY are unsigned 32-bit numbers (RFC 9051 section 2.3.1.1)."""
    place = ("support", "INBOX", 2**32 - 1)
    work.mails.locate(keep(work), Location(*place, 2**32 - 1))
    assert work.mails.unfiled(*place) == (2**32 - 1,)


def test_moments_come_back_in_utc_to_the_microsecond(work: Work) -> None:
    """Whatever the time zone of the server, the session or the mail; centuries apart too."""
    tonga = timezone(timedelta(hours=13, minutes=45))
    for moment in (
        datetime(2026, 3, 29, 1, 30, 0, 1, tzinfo=tonga),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(1, 1, 2, tzinfo=UTC),
        datetime(9999, 12, 30, 23, 59, 59, 999_999, tzinfo=UTC),
    ):
        mail_id, _ = work.mails.keep(str(moment).encode(), source="test", received_at=moment)
        stored = work.mails.get(mail_id).received_at
        assert (stored, stored.utcoffset()) == (moment, timedelta(0))


def test_the_longest_address_fits_everywhere(work: Work) -> None:
    """RFC 5321 section 4.5.3.1: 64 octets, an @ and 255 octets."""
    address = f"{'x' * 64}@{'y' * 251}.org"
    contact = work.directory.add(address, role=Role.REQUESTER, at=NOW)
    incident = open_incident(work, requester_address=address)
    work.incidents.add_participant(incident.id, Participant(address, ParticipantRole.CC))
    work.incidents.add_entry(incident.id, Entry(EntryKind.NOTE, address, "", NOW))
    write_notice(work, incident.id, recipient=address, contact_id=contact.id)
    assert work.directory.by_address(address) == contact


def test_text_too_long_for_its_column_harms_nothing_else(work: Work) -> None:
    """PostgreSQL refuses it without telling values; SQLite has no limit. Looking is no error."""
    long = f"{'x' * 400}@example.org"
    assert work.directory.by_address(long) is None
    with suppress(MailflowError), work.savepoint():
        open_incident(work, requester_address=long)
    keep(work)


def test_names_are_sorted_alike_on_every_database(work: Work) -> None:
    """By code point, not by the rules of some language."""
    names = ["a b", "B", "a", "Ä", "_", "ab", "A-c", "AB"]
    for name in names:
        work.directory.add_group(name)
    assert [one.name for one in work.directory.groups()] == sorted(names)
