"""The small rules: who wrote, which incident is named, priority, targets, life cycle."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.situations import CAROL, NOW, agent, incident, mail, token

from mailflow.core.categorisation import (
    Guess,
    Suggestion,
    categorise,
    suggestion_as_data,
    suggestion_of,
)
from mailflow.core.conversations import correspondent_in_common, named_incidents
from mailflow.core.correspondents import AuthorKind, author_of
from mailflow.core.lifecycle import Cause, may_become, needs_follow_up, reopens
from mailflow.core.mail import Mailbox, bare_subject
from mailflow.core.records import Contact, Participant
from mailflow.core.service_levels import missed_targets
from mailflow.core.undoing import changed_fields
from mailflow.sections import Category
from mailflow.settings import Settings
from models.enums import (
    EscalationCause,
    IncidentState,
    LabelSource,
    Level,
    ParticipantRole,
    Role,
)

OWN = frozenset({"support@helpdesk.example", "helpdesk@helpdesk.example"})
MONITORS = frozenset({"monitor@helpdesk.example"})

AUTHORS = [
    ("bob@helpdesk.example", agent(), AuthorKind.AGENT),
    ("bob@helpdesk.example", agent(active=False), AuthorKind.INACTIVE_AGENT),
    ("monitor@helpdesk.example", None, AuthorKind.MONITOR),
    ("support@helpdesk.example", None, AuthorKind.OURSELVES),
    ("support+x@helpdesk.example", None, AuthorKind.OURSELVES),
    ("carol@customer.example", None, AuthorKind.PERSON),
    ("carol@customer.example", Contact(11, CAROL.address, Role.REQUESTER), AuthorKind.PERSON),
]


@pytest.mark.parametrize(("address", "contact", "kind"), AUTHORS)
def test_the_one_from_mailbox_says_who_wrote(
    address: str, contact: Contact | None, kind: AuthorKind
) -> None:
    one = mail(from_=(Mailbox(address),), reply_to=(Mailbox("bob@helpdesk.example"),))
    author = author_of(
        one,
        contact,
        own_addresses=OWN,
        monitors=MONITORS,
        support_address="support@helpdesk.example",
    )
    assert author.kind is kind


@pytest.mark.parametrize(
    "fields",
    [
        {"from_": ()},
        {"from_": (CAROL, Mailbox("b@b.example"))},
        {"from_fields": 2},
        {"from_problem": "unparseable"},
    ],
)
def test_without_one_usable_from_nobody_wrote(fields: dict[str, Any]) -> None:
    author = author_of(
        mail(**fields), None, own_addresses=OWN, monitors=MONITORS, support_address=""
    )
    assert author.kind is AuthorKind.NOBODY


def test_a_token_names_before_message_ids_and_these_before_the_subject() -> None:
    one = mail(subject="Re: [INC-1003] x", in_reply_to=("<a@x>",), references=("<old@x>", "<a@x>"))
    by_id = {"<a@x>": 1002, "<old@x>": 999}
    named = named_incidents((token(incident_id=1001), token(incident_id=1004)), by_id, one)
    assert named.decisive == 1001
    assert named.every == {1001, 1002, 1003, 1004}
    assert named.by_reference == {1002, 1003}
    assert named_incidents((), by_id, one).decisive == 1002
    assert named_incidents((), {}, one).decisive == 1003
    assert named_incidents((), {}, mail()).decisive is None


def test_a_correspondent_in_common_is_anybody_in_the_header() -> None:
    dan = Participant("dan@customer.example", ParticipantRole.CC)
    assert correspondent_in_common(mail(cc=(Mailbox("dan@customer.example"),)), (dan,))
    assert not correspondent_in_common(mail(), (dan,))


@pytest.mark.parametrize(
    ("subject", "bare"),
    [("Re: AW: Fwd: x", "x"), ("RE[2]: x", "x"), ("回复：x", "x"), ("Refund", "Refund"), ("", "")],
)
def test_reply_and_forward_prefixes_are_no_part_of_a_subject(subject: str, bare: str) -> None:
    assert bare_subject(subject) == bare


def test_a_missed_target_is_named_once_and_never_for_a_finished_incident() -> None:
    late: dict[str, Any] = {
        "response_due": NOW - timedelta(1),
        "resolution_due": NOW - timedelta(1),
    }
    both = (EscalationCause.RESPONSE, EscalationCause.RESOLUTION)
    assert missed_targets(incident(**late), NOW) == both
    assert missed_targets(incident(**late, responded_at=NOW), NOW) == both[1:]
    told: dict[str, Any] = {"response_escalated_at": NOW, "resolution_escalated_at": NOW}
    assert missed_targets(incident(**late, **told), NOW) == ()
    assert missed_targets(incident(**late, state=IncidentState.RESOLVED), NOW) == ()
    assert missed_targets(incident(response_due=NOW, resolution_due=NOW), NOW) == ()


def test_states_follow_the_life_cycle() -> None:
    assert may_become(incident(), IncidentState.RESOLVED)
    assert may_become(incident(), IncidentState.RESOLVED, Cause.MONITOR)
    assert not may_become(incident(), IncidentState.RESOLVED, Cause.REQUESTER)
    assert not may_become(incident(state=IncidentState.CLOSED), IncidentState.RESOLVED)


def test_the_reopen_window_counts_business_days_from_the_end() -> None:
    monday = datetime(2026, 3, 2, 12, tzinfo=UTC)
    week = Settings().reopen_window
    closed = incident(state=IncidentState.CLOSED, closed_at=monday)
    assert reopens(closed, monday + timedelta(days=7), week)
    assert needs_follow_up(closed, monday + timedelta(days=7, seconds=1), week)
    assert not needs_follow_up(incident(), monday, week)
    none = Settings.model_validate({"desk": {"reopen_days": 0}}).reopen_window
    assert not reopens(closed, monday + timedelta(seconds=1), none)


def test_a_confident_suggestion_is_applied_as_suggested_and_an_abstention_is_not() -> None:
    sure = Suggestion(Guess("printing", 0.9), Guess("high", 0.8))
    labels = categorise(sure, {"printing": Category(impact="high")})
    assert (labels.category, labels.category_source) == ("printing", LabelSource.SUGGESTED)
    assert (labels.urgency, labels.impact) == (Level.HIGH, Level.HIGH)
    unsure = categorise(Suggestion(), {})
    assert (unsure.category, unsure.urgency, unsure.urgency_source) == (
        None,
        Level.MEDIUM,
        LabelSource.NONE,
    )


def test_a_suggestion_survives_being_kept() -> None:
    one = Suggestion(Guess("vpn", 0.75, (("vpn", 0.75), ("email", 0.1)), ("tunnel",)))
    assert suggestion_of(suggestion_as_data(one)) == one
    assert suggestion_of(None) is None


def test_changed_fields_are_told_as_text_before_and_after() -> None:
    before = incident()
    after = incident(state=IncidentState.RESOLVED, resolved_at=NOW, version=2)
    assert changed_fields(before, after) == (
        ("state", "in_progress", "resolved"),
        ("resolved_at", "", NOW.isoformat()),
    )
