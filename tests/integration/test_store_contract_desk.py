"""The contract of incidents, directory, audit and classifiers, kept by every store."""

from dataclasses import replace
from datetime import timedelta

import pytest
from support.stores import MINUTE, NOW, keep, open_incident, write_notice

from mailflow.adapters.store.contract import Work
from mailflow.core.classifier_versions import ClassifierVersion
from mailflow.core.commands.values import Value, read_value
from mailflow.core.records import (
    Entry,
    Incident,
    IncidentEvent,
    Participant,
    SecurityEvent,
    Suppression,
)
from mailflow.errors import ConflictError, NotFoundError
from models.enums import (
    EntryKind,
    IncidentState,
    LabelSource,
    Level,
    ParticipantRole,
    Priority,
    Role,
)

WHOLE = Incident(
    id=0,
    subject="Drücker 🖨",
    state=IncidentState.ON_HOLD,
    requester_address="alice@example.org",
    opened_at=NOW,
    requester_name="Alice",
    hold_reason="vendor",
    verified=True,
    muted=True,
    language="de",
    category="printing",
    category_source=LabelSource.SUGGESTED,
    urgency=Level.HIGH,
    urgency_source=LabelSource.HUMAN,
    impact=Level.LOW,
    priority=Priority.P2,
    suggestion={"category": "printing", "share": 0.75, "top": [["printing", 0.75]]},
    responded_at=NOW + MINUTE,
    resolved_at=NOW + 2 * MINUTE,
    closed_at=NOW + 3 * MINUTE,
    response_due=NOW + 4 * MINUTE,
    resolution_due=NOW + 5 * MINUTE,
    response_warn_at=NOW + 2 * MINUTE,
    resolution_warn_at=NOW + 3 * MINUTE,
    response_warned_at=NOW + 8 * MINUTE,
    resolution_warned_at=NOW + 9 * MINUTE,
    agreed_due=NOW + 10 * MINUTE,
    clock_stops="2026-11-24T08:00:00+00:00 2026-11-24T09:00:00+00:00 vendor",
    response_escalated_at=NOW + 6 * MINUTE,
    resolution_escalated_at=NOW + timedelta(microseconds=1),
    resolution="new toner",
    root_cause="no toner",
    closure_code="solved",
    deduplication_key="host/check",
    alert_count=3,
)
"""An incident with a value in every field that points to no other row."""


# Incidents


def test_the_first_incident_is_1001(work: Work) -> None:
    """Numbers rise one by one."""
    assert [work.incidents.draw_id() for _ in range(3)] == [1001, 1002, 1003]


def test_every_field_of_an_incident_comes_back(work: Work) -> None:
    """Enums as enums, moments aware and in UTC, data as data."""
    other = open_incident(work)
    incident = replace(
        WHOLE,
        id=work.incidents.draw_id(),
        assignee_id=work.directory.add("bob@desk.example", role=Role.AGENT, at=NOW).id,
        group_id=work.directory.add_group("network").id,
        origin_mail_id=keep(work),
        merged_into=other.id,
        mentions=other.id,
    )
    work.incidents.add(incident)
    assert work.incidents.get(incident.id) == incident
    assert work.incidents.get(1) is None


def test_a_number_and_an_origin_mail_belong_to_one_incident(work: Work) -> None:
    """P3: no second incident for one mail."""
    mail_id = keep(work)
    incident = open_incident(work, origin_mail_id=mail_id)
    with pytest.raises(ConflictError):
        work.incidents.add(incident)
    with pytest.raises(ConflictError):
        open_incident(work, origin_mail_id=mail_id)
    assert open_incident(work).origin_mail_id is open_incident(work).origin_mail_id is None


def test_an_update_counts_the_version_and_refuses_an_old_one(work: Work) -> None:
    """Somebody else changed it first."""
    incident = open_incident(work)
    changed = work.incidents.update(replace(incident, state=IncidentState.RESOLVED))
    assert (changed.version, changed.state) == (2, IncidentState.RESOLVED)
    with pytest.raises(ConflictError):
        work.incidents.update(replace(incident, subject="lost"))
    assert work.incidents.get(incident.id) == changed
    with pytest.raises(ConflictError):
        work.incidents.update(replace(incident, id=9999))


def test_incidents_are_listed_newest_first(work: Work) -> None:
    """In the states asked for, up to the limit."""
    first, second, third = (open_incident(work) for _ in range(3))
    closed = work.incidents.update(replace(second, state=IncidentState.CLOSED))
    assert work.incidents.listed() == (third, closed, first)
    assert work.incidents.listed(limit=1) == (third,)
    assert work.incidents.listed([IncidentState.CLOSED, IncidentState.CANCELED]) == (closed,)


def test_overdue_incidents_are_those_nobody_was_told_of(work: Work) -> None:
    """Both targets; answered, escalated, finished and punctual ones are left out."""
    past, future = NOW - MINUTE, NOW + MINUTE
    late_answer = open_incident(work, response_due=past)
    late_end = open_incident(work, resolution_due=past, state=IncidentState.IN_PROGRESS)
    open_incident(work, resolution_due=past, state=IncidentState.ON_HOLD)
    both = open_incident(work, response_due=past, resolution_due=past)
    open_incident(work, response_due=past, responded_at=past)
    open_incident(work, response_due=past, response_escalated_at=past)
    open_incident(work, resolution_due=past, resolution_escalated_at=past)
    open_incident(work, resolution_due=past, state=IncidentState.RESOLVED)
    open_incident(work, response_due=NOW, resolution_due=future)
    open_incident(work)
    assert work.incidents.overdue(NOW) == (late_answer, late_end, both)


def test_a_warning_comes_for_what_nears_its_end_and_nobody_was_told_of(work: Work) -> None:
    """Answered, warned, told, held and finished ones are left out; urgent ones come first."""
    past, future = NOW - MINUTE, NOW + MINUTE
    last = open_incident(work, response_warn_at=NOW, response_due=future)
    urgent = open_incident(work, priority=Priority.P1, resolution_warn_at=past)
    open_incident(work, response_warn_at=past, responded_at=past)
    open_incident(work, response_warn_at=past, response_warned_at=past)
    open_incident(work, resolution_warn_at=past, resolution_escalated_at=past)
    open_incident(work, resolution_warn_at=past, state=IncidentState.ON_HOLD)
    open_incident(work, resolution_warn_at=past, state=IncidentState.CLOSED)
    open_incident(work, resolution_warn_at=future)
    assert work.incidents.nearing(NOW) == (urgent, last)
    assert work.incidents.nearing(NOW, limit=1) == (urgent,)


def test_the_most_urgent_overdue_incidents_come_first(work: Work) -> None:
    """By priority, then by what was due first; no more than asked for."""
    past = NOW - MINUTE
    third = open_incident(work, priority=Priority.P2, response_due=past)
    second = open_incident(
        work, priority=Priority.P2, response_due=past - MINUTE, resolution_due=past
    )
    fourth = open_incident(work, priority=Priority.P2, resolution_due=past)
    last = open_incident(work, priority=Priority.P3, response_due=past - 9 * MINUTE)
    first = open_incident(work, priority=Priority.P1, resolution_due=past)
    assert work.incidents.overdue(NOW) == (first, second, third, fourth, last)
    assert work.incidents.overdue(NOW, limit=2) == (first, second)


def test_somebody_takes_part_once(work: Work) -> None:
    """The first role stays."""
    incident, other = open_incident(work).id, open_incident(work).id
    alice = Participant("alice@example.org", ParticipantRole.REQUESTER, "Alice")
    carol = Participant("carol@example.org", ParticipantRole.CC)
    for one in (alice, carol, replace(alice, role=ParticipantRole.CC)):
        work.incidents.add_participant(incident, one)
    assert work.incidents.participants(incident) == (alice, carol)
    assert work.incidents.participants(other) == ()


def test_conversation_and_history_come_oldest_first(work: Work) -> None:
    """Only those of the incident, or of several as one."""
    incident, other = open_incident(work).id, open_incident(work).id
    request = Entry(EntryKind.REQUEST, "alice@example.org", "help", NOW, mail_id=keep(work))
    note = Entry(EntryKind.NOTE, "bob@desk.example", "hm", NOW, "Bob", ("a.pdf",), False, False)
    opened = IncidentEvent("IncidentOpened", "alice@example.org", NOW)
    moved = IncidentEvent("StateChanged", "bob@desk.example", NOW, "state", "new", "resolved")
    for entry, event in ((request, opened), (note, moved)):
        work.incidents.add_entry(incident, entry)
        work.incidents.add_event(incident, event)
    assert work.incidents.entries(incident) == (request, note)
    assert work.incidents.last_entries((incident,), 1) == ((incident, note),)
    assert work.incidents.last_entries((incident,), 5) == ((incident, request), (incident, note))
    work.incidents.add_entry(other, request)
    both = ((incident, note), (other, request))
    assert work.incidents.last_entries((incident, other), 2) == both
    assert work.incidents.events(incident) == (opened, moved)
    assert (work.incidents.entries(other), work.incidents.events(other)) == ((request,), ())


def test_the_history_names_the_longest_address_and_closure_code(work: Work) -> None:
    """A field of an event may be a participant; a code is as long as the command takes it."""
    incident, address = open_incident(work), f"{'a' * 64}@{'b' * 60}.{'c' * 60}.example"
    event = IncidentEvent("changed", "bob@desk.example", NOW, f"participant {address}", "", "cc")
    work.incidents.add_event(incident.id, event)
    assert work.incidents.events(incident.id) == (event,)
    code = read_value(Value.WORD, "c" * 50)
    assert isinstance(code, str)
    assert read_value(Value.WORD, "c" * 51) == code
    assert work.incidents.update(replace(incident, closure_code=code)).closure_code == code


def test_a_command_runs_once_under_a_notice(work: Work) -> None:
    """P12; however long it is."""
    incident = open_incident(work).id
    first, second = write_notice(work, incident), write_notice(work)
    long_note = "note " + "x" * 5000
    for command in ("close", long_note):
        work.incidents.add_command(first.id, command, incident, None, NOW)
        with pytest.raises(ConflictError):
            work.incidents.add_command(first.id, command, incident, None, NOW)
    work.incidents.add_command(second.id, "close", incident, keep(work), NOW)
    assert work.incidents.commands_of(first.id) == {"close", long_note}
    assert work.incidents.commands_of(99) == frozenset()


# Directory


def test_a_contact_is_found_by_address_handle_and_number(work: Work) -> None:
    """Addresses and handles do not depend on case."""
    bob = work.directory.add(
        "Bob@Desk.example",
        role=Role.AGENT,
        at=NOW,
        display_name="Bob",
        handle="Bob",
        language="de",
    )
    assert (bob.address, bob.addresses, bob.handle) == (
        "bob@desk.example",
        ("bob@desk.example",),
        "bob",
    )
    assert (bob.role, bob.display_name, bob.language) == (Role.AGENT, "Bob", "de")
    assert (bob.active, bob.suppressed) == (True, False)
    assert work.directory.by_address("BOB@desk.example") == bob
    assert work.directory.by_handle("BOB") == bob
    assert work.directory.get(bob.id) == bob
    assert work.directory.by_address("carol@desk.example") is None
    assert work.directory.by_handle("carol") is None
    assert work.directory.get(99) is None


def test_an_address_and_a_handle_belong_to_one_contact(work: Work) -> None:
    """The one who had it keeps it."""
    bob = work.directory.add("bob@desk.example", role=Role.AGENT, at=NOW, handle="bob")
    with pytest.raises(ConflictError):
        work.directory.add("BOB@desk.example", role=Role.AGENT, at=NOW)
    with pytest.raises(ConflictError):
        work.directory.add("bob2@desk.example", role=Role.AGENT, at=NOW, handle="BOB")
    carol = work.directory.add("carol@desk.example", role=Role.REQUESTER, at=NOW)
    with pytest.raises(ConflictError):
        work.directory.promote(carol.id, Role.AGENT, "bob", "")
    assert work.directory.agents() == (bob,)


def test_a_contact_may_be_given_his_number(work: Work) -> None:
    """Later ones get higher numbers, taken ones are refused."""
    bob = work.directory.add("bob@desk.example", role=Role.AGENT, at=NOW, contact_id=41)
    carol = work.directory.add("carol@desk.example", role=Role.AGENT, at=NOW)
    early = work.directory.add("early@desk.example", role=Role.AGENT, at=NOW, contact_id=7)
    dave = work.directory.add("dave@desk.example", role=Role.AGENT, at=NOW)
    assert [one.id for one in (bob, carol, early, dave)] == [41, 42, 7, 43]
    with pytest.raises(ConflictError):
        work.directory.add("erin@desk.example", role=Role.AGENT, at=NOW, contact_id=7)


def test_a_requester_becomes_an_agent_and_may_be_disabled(work: Work) -> None:
    """What is not given stays."""
    bob = work.directory.add("bob@desk.example", role=Role.REQUESTER, at=NOW, display_name="Bob")
    work.directory.promote(bob.id, Role.ADMIN, "bob", "")
    work.directory.set_active(bob.id, active=False)
    admin = replace(bob, role=Role.ADMIN, handle="bob", active=False)
    assert work.directory.agents() == (admin,)
    work.directory.promote(bob.id, Role.AGENT, None, "Bob B.")
    assert work.directory.get(bob.id) == replace(admin, role=Role.AGENT, display_name="Bob B.")
    with pytest.raises(NotFoundError):
        work.directory.set_active(99, active=True)
    with pytest.raises(NotFoundError):
        work.directory.promote(99, Role.AGENT, None, "")


def test_hard_bounces_suppress_an_address(work: Work) -> None:
    """At the limit, and from then on."""
    work.directory.add("bob@desk.example", role=Role.REQUESTER, at=NOW)
    work.directory.add("carol@desk.example", role=Role.REQUESTER, at=NOW)
    told = [work.directory.note_hard_bounce("Bob@desk.example", NOW, 2) for _ in range(3)]
    assert told == [False, True, True]
    assert not work.directory.note_hard_bounce("nobody@desk.example", NOW, 1)
    bob, carol = (work.directory.by_address(f"{name}@desk.example") for name in ("bob", "carol"))
    assert (bob and bob.suppressed, carol and carol.suppressed) == (True, False)


def test_a_suppression_is_listed_and_lifted(work: Work) -> None:
    """Its bounces are forgotten with it, so that the next one counts as the first."""
    directory, later = work.directory, NOW + timedelta(hours=1)
    bob = directory.add("bob@desk.example", role=Role.REQUESTER, at=NOW, display_name="Bob")
    carol = directory.add("carol@desk.example", role=Role.REQUESTER, at=NOW)
    for moment in (later, later, NOW):
        directory.note_hard_bounce("bob@desk.example", moment, 2)
    directory.note_hard_bounce("carol@desk.example", NOW, 1)
    assert directory.suppressions() == (
        Suppression(carol.id, "carol@desk.example", NOW, 1),
        Suppression(bob.id, "bob@desk.example", later, 3, "Bob"),
    )
    assert [directory.lift_suppression("Bob@desk.example") for _ in range(2)] == [True, False]
    assert not directory.lift_suppression("nobody@desk.example")
    assert directory.by_address("bob@desk.example") == bob
    assert not directory.note_hard_bounce("bob@desk.example", NOW, 2)


def test_groups_come_with_their_people(work: Work) -> None:
    """By name; the newest default is the only one."""
    bob = work.directory.add("bob@desk.example", role=Role.AGENT, at=NOW)
    carol = work.directory.add("carol@desk.example", role=Role.AGENT, at=NOW)
    servers = work.directory.add_group("servers", tier=2, manager_id=bob.id, is_default=True)
    desk = work.directory.add_group("desk", is_default=True)
    for member in (carol, bob, carol):
        work.directory.add_member(servers.id, member.id)
    work.directory.set_active(carol.id, active=False)
    members = (bob, replace(carol, active=False))
    whole = replace(servers, manager=bob, members=members, is_default=False)
    assert work.directory.groups() == (desk, whole)
    assert work.directory.group(servers.id) == whole
    assert work.directory.group(99) is None
    with pytest.raises(ConflictError):
        work.directory.add_group("desk")


# Audit and classifiers


def test_security_events_come_newest_first(work: Work) -> None:
    """With what they are about."""
    incident, mail_id = open_incident(work).id, keep(work)
    first = SecurityEvent("token_invalid", NOW)
    second = SecurityEvent("agent_forged", NOW, incident, mail_id, {"verdict": "fail"})
    for event in (first, second):
        work.audit.add_security_event(event)
    assert work.audit.security_events() == (second, first)
    assert work.audit.security_events(limit=1) == (second,)


def test_one_classifier_version_is_active(work: Work) -> None:
    """The one activated last."""
    assert (work.classifiers.active(), work.classifiers.active_id()) == (None, None)
    version = ClassifierVersion(
        0, NOW, "seed corpus", b"\x00\x01", "ab" * 32, {"card": 1}, {"f1": 0.9}
    )
    first, second = work.classifiers.add(version), work.classifiers.add(version)
    for number in (first, second, first):
        work.classifiers.activate(number, NOW)
    assert work.classifiers.active() == replace(version, id=first, active=True)
    assert work.classifiers.active_id() == first
    with pytest.raises(NotFoundError):
        work.classifiers.activate(99, NOW)


def test_incidents_on_hold_are_found_when_their_wake_up_has_come(work: Work) -> None:
    held = IncidentState.ON_HOLD
    later = open_incident(work, state=held, wake_at=NOW)
    first = open_incident(work, state=held, wake_at=NOW - MINUTE)
    open_incident(work, state=held, wake_at=NOW + MINUTE)
    open_incident(work, state=held)
    open_incident(work, wake_at=NOW - MINUTE)
    assert work.incidents.waking(NOW) == (first, later)
    assert work.incidents.waking(NOW, limit=1) == (first,)
