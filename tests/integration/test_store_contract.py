"""The contract of units of work and incoming mail, kept by every store."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from support.stores import MINUTE, NOW, keep, open_incident, write_notice

from mailflow.adapters.store.contract import Store, Work
from mailflow.core.folders import FolderPosition, Location
from mailflow.core.records import IncidentEvent, MailIdentity
from mailflow.errors import ConflictError, NotFoundError, PermanentError
from models.enums import EndState, MailStage, Role

INBOX = ("support", "INBOX", 7)


@pytest.fixture
def work(store: Store) -> Iterator[Work]:
    """Return one open unit of work."""
    with store.begin() as opened:
        yield opened


def happened(name: str) -> IncidentEvent:
    """Return an event."""
    return IncidentEvent(name, "alice@example.org", NOW)


SAID = MailIdentity("<a@b>", "body")


def finish(
    work: Work,
    mail_id: int,
    end_state: EndState = EndState.IGNORED,
    incident: int | None = None,
    identity: MailIdentity | None = None,
) -> None:
    """Give a mail its end."""
    work.mails.finish(
        mail_id,
        end_state=end_state,
        rule="a_rule",
        incident_id=incident,
        at=NOW,
        log=[("seen_before", "no"), ("rule", "a_rule")],
        identity=identity,
    )


# Units of work


def test_what_a_unit_of_work_wrote_is_seen_by_the_next(store: Store) -> None:
    """It is committed at the end of the context."""
    with store.begin() as work:
        mail_id = keep(work)
    with store.read() as work:
        assert work.mails.get(mail_id).content.startswith(b"Subject: hello")


def test_an_exception_undoes_everything(store: Store) -> None:
    """P6: everything together or not at all."""
    with suppress(ZeroDivisionError), store.begin() as work:
        keep(work)
        work.audit.append(None, "mail_kept", {"mail": "1"}, NOW)
        work.directory.add("bob@desk.example", role=Role.AGENT, at=NOW)
        raise ZeroDivisionError
    with store.read() as work:
        assert work.mails.counts()["total"] == 0
        assert work.directory.by_address("bob@desk.example") is None


def test_a_savepoint_undoes_itself_and_leaves_its_neighbours(store: Store) -> None:
    """A poisoned mail in the middle of a batch harms neither the one before nor the one after."""
    with store.begin() as work:
        before = keep(work, b"before")
        with suppress(ZeroDivisionError), work.savepoint():
            keep(work, b"poison")
            raise ZeroDivisionError
        after = keep(work, b"after")
    with store.read() as work:
        assert work.mails.waiting(10) == (before, after)


def test_what_waits_to_be_written_outlives_a_savepoint_that_is_undone(store: Store) -> None:
    """Also where reading made the store write it inside that savepoint."""
    with store.begin() as work:
        number = open_incident(work).id
        work.incidents.add_event(number, happened("before"))
        work.mails.link_message_id("<before@b>", number, None)
        notice = write_notice(work, number)
        with suppress(ZeroDivisionError), work.savepoint():
            work.incidents.add_event(number, happened("undone"))
            work.mails.link_message_id("<undone@b>", number, None)
            assert [one.name for one in work.incidents.events(number)] == ["before", "undone"]
            assert len(work.mails.incidents_by_message_id(["<before@b>", "<undone@b>"])) == 2
            undone = write_notice(work, number).id
            assert len(work.outbox.listed()) == 2
            raise ZeroDivisionError
        assert work.outbox.draw_id() == undone
        work.incidents.add_event(number, happened("after"))
    with store.read() as work:
        assert [one.name for one in work.incidents.events(number)] == ["before", "after"]
        assert work.outbox.listed() == (notice,)
        asked = ["<before@b>", "<undone@b>"]
        assert work.mails.incidents_by_message_id(asked) == {"<before@b>": number}
    with store.begin() as work:
        assert work.outbox.draw_id() == undone + 1


def test_savepoints_nest(work: Work) -> None:
    """The inner one is undone alone."""
    with work.savepoint():
        keep(work, b"outer")
        with suppress(ZeroDivisionError), work.savepoint():
            keep(work, b"inner")
            raise ZeroDivisionError
    assert work.mails.counts()["total"] == 1


def test_a_conflict_leaves_the_unit_of_work_usable(work: Work) -> None:
    """PostgreSQL would refuse every later statement without a savepoint around the first."""
    incident = open_incident(work)
    with pytest.raises(ConflictError):
        work.incidents.add(incident)
    assert work.incidents.get(incident.id) == incident


def test_a_reading_unit_of_work_refuses_what_would_wait_for_its_commit(store: Store) -> None:
    """It has none."""
    with pytest.raises(PermanentError), store.read() as work:
        work.audit.append(None, "kept", {}, NOW)
    with pytest.raises(PermanentError), store.read() as work:
        work.mails.link_message_id("<a@b>", 1001, None)


def test_a_reading_unit_of_work_refuses_to_write(store: Store) -> None:
    """`explain` cannot change anything, whatever its code does."""
    with pytest.raises(PermanentError), store.read() as work:
        keep(work)
    with store.read() as work:
        assert work.mails.counts()["total"] == 0


# Raw mail


def test_the_same_bytes_are_kept_once(work: Work) -> None:
    """The same mail in two mailboxes is one mail."""
    first = work.mails.keep(b"a", source="one", received_at=NOW)
    again = work.mails.keep(b"a", source="two", received_at=NOW + MINUTE, before_go_live=True)
    assert (first, again) == ((first[0], True), (first[0], False))
    kept = work.mails.get(first[0])
    assert (kept.source, kept.received_at, kept.before_go_live) == ("one", NOW, False)


def test_an_unknown_mail_is_not_found(work: Work) -> None:
    """The error says which."""
    with pytest.raises(NotFoundError, match="mail 99"):
        work.mails.get(99)


def test_bytes_come_back_as_they_were(work: Work) -> None:
    """Whatever they are: they are evidence."""
    content = bytes(range(256)) * 5
    assert work.mails.get(keep(work, content)).content == content


def test_waiting_mails_come_oldest_first(work: Work) -> None:
    """Finished ones are left out."""
    ids = [keep(work, b"%d" % number) for number in range(4)]
    finish(work, ids[1])
    assert work.mails.waiting(2) == (ids[0], ids[2])
    assert work.mails.waiting(10) == (ids[0], ids[2], ids[3])


def test_a_mail_has_one_end(work: Work) -> None:
    """P2: the second end is refused, the first stays."""
    mail_id = keep(work)
    finish(work, mail_id)
    with pytest.raises(ConflictError):
        finish(work, mail_id, EndState.QUARANTINED)
    mail = work.mails.get(mail_id)
    assert (mail.stage, mail.end_state) == (MailStage.FINISHED, EndState.IGNORED)
    assert (mail.rule, mail.finished_at) == ("a_rule", NOW)
    assert mail.decision_log == (("seen_before", "no"), ("rule", "a_rule"))


def test_an_unknown_mail_gets_no_end(work: Work) -> None:
    """Nothing is invented."""
    with pytest.raises(NotFoundError):
        finish(work, 99)


def test_failures_are_counted(work: Work) -> None:
    """The third one quarantines."""
    mail_id = keep(work)
    assert [work.mails.record_failure(mail_id, "why" * 100, NOW) for _ in range(3)] == [1, 2, 3]
    assert work.mails.get(mail_id).attempts == 3
    with pytest.raises(NotFoundError):
        work.mails.record_failure(99, "why", NOW)


@pytest.mark.parametrize("end_state", [EndState.QUARANTINED, EndState.IGNORED])
def test_quarantined_and_ignored_mail_can_be_replayed(work: Work, end_state: EndState) -> None:
    """It waits again as if it had just come."""
    mail_id = keep(work)
    before = work.mails.get(mail_id)
    work.mails.record_failure(mail_id, "why", NOW)
    finish(work, mail_id, end_state)
    work.mails.reopen(mail_id)
    assert work.mails.get(mail_id) == before


def test_mail_that_had_an_effect_is_not_replayed(work: Work) -> None:
    """Neither is one that waits."""
    mail_id = keep(work)
    with pytest.raises(ConflictError):
        work.mails.reopen(mail_id)
    incident = open_incident(work, origin_mail_id=mail_id)
    finish(work, mail_id, EndState.INCIDENT, incident.id)
    with pytest.raises(ConflictError):
        work.mails.reopen(mail_id)


def test_ends_are_listed_newest_first(work: Work) -> None:
    """Up to the limit."""
    ids = [keep(work, b"%d" % number) for number in range(3)]
    for mail_id in ids:
        finish(work, mail_id, EndState.QUARANTINED)
    assert [one.id for one in work.mails.listed(EndState.QUARANTINED, 2)] == [ids[2], ids[1]]
    assert work.mails.listed(EndState.IGNORED, 2) == ()


def test_the_mails_of_an_incident_come_oldest_first(work: Work) -> None:
    """Its origin and what was appended."""
    origin, reply, other = (keep(work, text) for text in (b"origin", b"reply", b"other"))
    incident = open_incident(work, origin_mail_id=origin)
    finish(work, reply, EndState.APPENDED, incident.id)
    finish(work, origin, EndState.INCIDENT, incident.id)
    finish(work, other)
    assert [one.id for one in work.mails.of_incident(incident.id)] == [origin, reply]


# Seen before


def test_a_twin_is_an_earlier_finished_mail(work: Work) -> None:
    """Same Message-ID and body, other bytes."""
    first, second = keep(work, b"one"), keep(work, b"two")
    assert work.mails.twin(second, SAID) is None
    finish(work, first, identity=SAID)
    assert work.mails.twin(second, SAID) == first
    assert work.mails.twin(second, MailIdentity("<a@b>", "other body")) is None
    assert work.mails.twin(second, MailIdentity("<other@b>", "body")) is None
    assert work.mails.get(first).message_id == "<a@b>"


def test_a_replayed_mail_is_not_the_twin_of_its_own_duplicate(work: Work) -> None:
    """Else both would end ignored; but a later mail that had an effect is its twin."""
    first, second = keep(work, b"one"), keep(work, b"two")
    finish(work, second, identity=SAID)
    assert work.mails.twin(first, SAID) is None
    work.mails.reopen(second)
    incident = open_incident(work, origin_mail_id=second)
    finish(work, second, EndState.INCIDENT, incident.id, identity=SAID)
    assert work.mails.twin(first, SAID) == second


def test_message_ids_lead_to_incidents(work: Work) -> None:
    """The latest link wins; long and many ids are no trouble."""
    one, two = open_incident(work).id, open_incident(work).id
    long_id = f"<{'x' * 3000}@example.org>"
    work.mails.link_message_id("<a@b>", one, None)
    work.mails.link_message_id("<a@b>", two, keep(work))
    work.mails.link_message_id("<c@d>", one, None)
    work.mails.link_message_id(long_id, one, None)
    many = [f"<{number}@nowhere>" for number in range(1200)]
    found = work.mails.incidents_by_message_id(["<a@b>", *many, "<c@d>", long_id])
    assert found == {"<a@b>": two, "<c@d>": one, long_id: one}


def test_unknown_parents_lead_to_the_incidents_that_quote_them(work: Work) -> None:
    """Newest first, each once."""
    one, two = open_incident(work).id, open_incident(work).id
    work.mails.link_quoted(["<a@b>", "<c@d>", "<a@b>"], one)
    work.mails.link_quoted(["<a@b>"], two)
    work.mails.link_quoted(["<a@b>"], two)
    work.mails.link_quoted([], two)
    assert work.mails.incidents_quoting(["<a@b>", "<c@d>"]) == (two, one)
    assert work.mails.incidents_quoting(["<c@d>"]) == (one,)
    assert work.mails.incidents_quoting(["<e@f>"]) == ()


# Folders


def test_stored_uids_are_unfiled_until_they_are_filed(work: Work) -> None:
    """Other folders and other UIDVALIDITYs do not mix in."""
    mail_id = keep(work)
    for uid in (5, 3, 4):
        work.mails.locate(mail_id, Location(*INBOX, uid))
    work.mails.locate(mail_id, Location("support", "INBOX", 8, 3))
    assert work.mails.unfiled(*INBOX) == (3, 4, 5)
    work.mails.mark_filed(*INBOX, [3, 5, 99], NOW)
    assert work.mails.unfiled(*INBOX) == (4,)
    assert work.mails.unfiled("support", "INBOX", 8) == (3,)


def test_a_known_location_is_left_as_it_is(work: Work) -> None:
    """A mail that is fetched again is not filed again."""
    mail_id = keep(work)
    work.mails.locate(mail_id, Location(*INBOX, 3))
    work.mails.mark_filed(*INBOX, [3], NOW)
    work.mails.locate(mail_id, Location(*INBOX, 3))
    assert work.mails.unfiled(*INBOX) == ()


def test_the_position_of_a_folder_is_remembered(work: Work) -> None:
    """The last one set."""
    assert work.mails.position("support", "INBOX") is None
    first = FolderPosition(*INBOX, last_uid=4, go_live_at=NOW, go_live_uid=3)
    work.mails.set_position(first, NOW)
    assert work.mails.position("support", "INBOX") == first
    second = FolderPosition("support", "INBOX", 8, 2**32 - 1, NOW + timedelta(days=1))
    work.mails.set_position(second, NOW)
    assert work.mails.position("support", "INBOX") == second


# Promise P2


def test_counts_add_up(work: Work) -> None:
    """Every end, what waits, and the total."""
    ids = [keep(work, b"%d" % number) for number in range(5)]
    incident = open_incident(work, origin_mail_id=ids[0])
    finish(work, ids[0], EndState.INCIDENT, incident.id)
    finish(work, ids[1], EndState.QUARANTINED)
    finish(work, ids[2])
    counted = {"incident": 1, "appended": 0, "quarantined": 1, "ignored": 1}
    assert work.mails.counts() == {**counted, "waiting": 2, "total": 5}
    assert work.mails.inconsistent() == ()


def test_a_mail_without_its_incident_is_inconsistent(work: Work) -> None:
    """It says which mail."""
    mail_id = keep(work)
    finish(work, mail_id, EndState.APPENDED)
    (sentence,) = work.mails.inconsistent()
    assert f"mail {mail_id} " in sentence


def test_two_origins_of_one_incident_are_inconsistent(work: Work) -> None:
    """The incident names one mail; the other lies."""
    origin, other = keep(work, b"origin"), keep(work, b"other")
    incident = open_incident(work, origin_mail_id=origin)
    finish(work, origin, EndState.INCIDENT, incident.id)
    finish(work, other, EndState.INCIDENT, incident.id)
    (sentence,) = work.mails.inconsistent()
    assert f"mail {other} " in sentence
