"""The contract of what the classifier learns from, and of its versions, kept by every store."""

from dataclasses import replace
from datetime import timedelta

import pytest
from support.stores import MINUTE, NOW, keep, open_incident

from mailflow.adapters.store.contract import Store, Work
from mailflow.core.classifier_versions import Activation, ClassifierVersion
from mailflow.core.records import Entry, IncidentEvent
from mailflow.core.training_data import ImportedExample
from mailflow.core.training_parts import Assigned
from mailflow.errors import ImportedRowsError, NotFoundError
from models.enums import (
    EndState,
    EntryKind,
    IncidentKind,
    IncidentState,
    LabelSource,
    Level,
    TrainingPart,
)

VERSION = ClassifierVersion(0, NOW, "seed", b"\x00\x01", "ab" * 32, {"card": 1}, {"f1": 0.9})
ROW = ImportedExample(0, 1, "no paper", "printing", Level.LOW, requester="zoe@else.example", at=NOW)


def ended(work: Work, actor: str, **fields: object) -> int:
    """Store an incident that somebody ended, with its request."""
    state, source = IncidentState.CLOSED, LabelSource.HUMAN
    known = {"state": state, "category": "printing", "category_source": source, "closed_at": NOW}
    number = open_incident(work, **{**known, **fields}).id
    entry = Entry(EntryKind.REQUEST, "alice@example.org", "It burns.", NOW)
    work.incidents.add_entry(number, entry)
    work.incidents.add_entry(number, replace(entry, kind=EntryKind.REPLY, text="Still."))
    happened = IncidentEvent("changed", actor, NOW, "state", "new", "closed")
    work.incidents.add_event(number, happened)
    return number


def test_closed_incidents_tell_their_request_and_who_ended_them(store: Store) -> None:
    """The first subject, the first text, the last who ended it; newest first; no alerts."""
    with store.begin() as work:
        first = ended(work, "bob@desk.example", closed_at=NOW - MINUTE, impact=Level.HIGH)
        renamed = IncidentEvent("changed", "b", NOW, "subject", "first words", "printer on fire")
        raised = IncidentEvent("changed", "bob@desk.example", NOW, "impact", "medium", "high")
        for event in (renamed, raised):
            work.incidents.add_event(first, event)
        second = ended(work, "alice@example.org", category_source=LabelSource.SUGGESTED)
        ended(work, "clock", deduplication_key="disk:web1")
        ended(work, "bob@desk.example", kind=IncidentKind.ACTION)
        third = ended(work, "bob@desk.example", state=IncidentState.IN_PROGRESS)
    with store.read() as work:
        (labelled,), (other,) = (
            work.training.closed(labelled=True),
            work.training.closed(labelled=False),
        )
        assert work.training.closed(labelled=True, since=NOW) == ()
    assert (labelled.id, labelled.subject, labelled.text) == (first, "first words", "It burns.")
    assert (labelled.ended_by, labelled.impact_by) == ("bob@desk.example",) * 2
    assert (labelled.at, labelled.impact) == (NOW - MINUTE, Level.HIGH)
    assert (other.id, other.ended_by) == (second, "alice@example.org")
    assert third not in {labelled.id, other.id}


def test_what_ended_lately_was_closed_or_is_still_resolved(store: Store) -> None:
    """An incident ended when it was closed, until then when it was resolved."""
    bob, hour = "bob@desk.example", 60 * MINUTE
    resolved = {"state": IncidentState.RESOLVED, "closed_at": None}
    with store.begin() as work:
        late = ended(work, bob, **resolved, resolved_at=NOW)
        ended(work, bob, **resolved, resolved_at=NOW - 2 * hour)
        closed = ended(work, bob, closed_at=NOW - hour, resolved_at=NOW - 9 * hour)
        ended(work, bob, closed_at=NOW - 2 * hour, resolved_at=NOW)
    with store.read() as work:
        found = work.training.closed(labelled=True, since=NOW - hour)
    assert [one.id for one in found] == [late, closed]


def test_mail_that_a_machine_wrote_is_known_by_the_log_of_its_decision(store: Store) -> None:
    with store.begin() as work:
        mails = [keep(work, b"Subject: one\r\n\r\n"), keep(work, b"Subject: two\r\n\r\n")]
        for mail_id, found in zip(mails, ("no", "generated (by words)"), strict=True):
            number = ended(work, "bob@desk.example", origin_mail_id=mail_id)
            work.mails.finish(
                mail_id,
                end_state=EndState.INCIDENT,
                rule="new",
                incident_id=number,
                at=NOW,
                log=(("read", "yes"), ("machine mail", found)),
            )
    with store.read() as work:
        found_ = {one.id: one.is_automatic for one in work.training.closed(labelled=True)}
        told = work.performances.histories(NOW - MINUTE, NOW + MINUTE)
        assert {one.id: one.is_automatic for one, _ in told} == found_
    assert list(found_.values()).count(True) == 1
    assert found_[max(found_)] is True


def test_a_part_is_given_once_and_for_ever(store: Store) -> None:
    first = Assigned("INC-1", "INC-1", TrainingPart.TEST)
    with store.begin() as work:
        work.training.assign([first], NOW)
        work.training.assign([replace(first, part=TrainingPart.TRAIN)], NOW)
        work.training.assign([], NOW)
    with store.read() as work:
        assert work.training.parts() == {"INC-1": first}


def test_an_import_trains_when_it_is_approved_and_is_kept_once(store: Store) -> None:
    with store.begin() as work:
        number = work.training.add_import("old.csv", "cd" * 32, [ROW, replace(ROW, number=2)], NOW)
        with pytest.raises(ImportedRowsError):
            work.training.add_import("again.csv", "cd" * 32, [ROW], NOW)
        assert work.training.imported() == ()
        work.training.approve(number, "erin@desk.example", NOW)
    with store.read() as work:
        (kept,) = work.training.imports()
        rows = work.training.imported()
    assert (kept.name, kept.size, kept.approved_by) == ("old.csv", 2, "erin@desk.example")
    assert rows == tuple((kept, replace(ROW, import_id=number, number=n)) for n in (1, 2))
    with store.begin() as work:
        work.training.remove_import(number)
        assert (work.training.imports(), work.training.imported()) == ((), ())
        for act in (work.training.remove_import, lambda n: work.training.approve(n, "", NOW)):
            with pytest.raises(NotFoundError):
                act(number)


def test_of_several_workers_one_learns_in_a_night(store: Store) -> None:
    with store.begin() as work:
        taken = [work.training.begin_run("2026-03-02", who, NOW) for who in ("one", "two")]
        work.training.end_run("2026-03-02", "promoted 2", NOW)
        assert work.training.begin_run("2026-03-03", "two", NOW)
    assert taken == [True, False]


def test_versions_are_listed_without_bytes_and_remember_when_they_were_active(
    store: Store,
) -> None:
    hour = timedelta(hours=1)
    with store.begin() as work:
        first, second = work.classifiers.add(VERSION), work.classifiers.add(VERSION)
        work.classifiers.activate(first, NOW, reason="init")
        work.classifiers.activate(second, NOW + hour, by="erin@desk.example", reason="forced")
        work.classifiers.prove(second, {"category": {"rows": 31}})
        work.classifiers.replace_content(first, b"", "ef" * 32)
    with store.read() as work:
        listed = work.classifiers.listed()
        assert [(one.id, one.content, one.active) for one in listed] == [
            (second, b"", True),
            (first, b"", False),
        ]
        assert listed[0].proof == {"category": {"rows": 31}}
        assert work.classifiers.with_content() == (second,)
        assert work.classifiers.get(first) == replace(
            VERSION, id=first, content=b"", sha256="ef" * 32
        )
        assert work.classifiers.get(99) is None
        newest = Activation(second, NOW + hour, "erin@desk.example", "forced")
        assert work.classifiers.activations() == (newest, Activation(first, NOW, "", "init"))
