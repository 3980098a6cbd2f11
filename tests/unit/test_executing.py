"""What each command does to an incident, and what it refuses."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from support.situations import (
    BOB,
    NOW,
    SETTINGS,
    agent,
    changes,
    command_facts,
    facts,
    incident,
    only,
    situation,
    token,
)

from mailflow.core.authentication import Verdict
from mailflow.core.correspondents import AuthorKind
from mailflow.core.decisions.deciding import decide
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import (
    AddEntry,
    ChangeIncident,
    Decision,
    LinkIncidents,
    RemoveParticipant,
    SetParticipant,
)
from mailflow.core.records import Incident, SupportGroup
from mailflow.core.sending import SendNotice
from mailflow.sections import Category
from mailflow.service_sections import WEEKDAYS
from mailflow.settings import Settings
from models.enums import IncidentKind, IncidentState, LinkKind, NoticeKind

HOUR = timedelta(hours=1)
DAN = agent(22, "dan@helpdesk.example")
NETWORK = SupportGroup(4, "Network", members=(DAN,))
WHO = {
    "people": {"@dan": DAN, "@eve": None},
    "groups": {"network": NETWORK},
    "incidents": {
        "1002": incident(1002),
        "1003": replace(incident(1003), requester_address="eve@other.example"),
        "1004": incident(1004, kind=IncidentKind.PROBLEM),
        "1005": incident(1005, kind=IncidentKind.ACTION),
    },
}
HELD: dict[str, Any] = {
    "state": IncidentState.ON_HOLD,
    "hold_reason": "vendor",
    "held_since": NOW - HOUR,
}
STOPPED = f"{(NOW - HOUR).isoformat()} {NOW.isoformat()} vendor"


def case(text: str, **fields: Any) -> Facts:
    """Return an agent's mail with his own valid token about an incident with these fields."""
    one = situation(AuthorKind.AGENT, Verdict.PASS, token())
    about = incident(**fields)
    conversation = replace(one.conversation, incident=about)
    settings = SETTINGS.model_copy(update={"categories": {"remote_access": Category()}})
    known = command_facts(text, **WHO)
    return facts(
        replace(one, conversation=conversation), text=text, commands=known, settings=settings
    )


def ran(text: str, **fields: Any) -> Decision:
    decision = decide(case(text, **fields), ())
    assert decision.executed, [str(n.transcript) for n in only(decision.effects, SendNotice)]
    return decision


CHANGES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("#status open", {"state": IncidentState.NEW}, {"state": "in_progress"}),
    ("#open", {"state": IncidentState.RESOLVED}, {"state": "in_progress", "resolved_at": None}),
    ("#status resolved\nNew cable.", {}, {"state": "resolved", "resolution": "New cable."}),
    ("#cancel by mistake", {}, {"state": "canceled", "closed_at": NOW}),
    ("#pending", {}, {"state": "on_hold", "hold_reason": "customer", "wake_at": None}),
    ("#pending vendor 2d", {}, {"hold_reason": "vendor", "wake_at": NOW + timedelta(days=2)}),
    ("#snooze 4h", {}, {"hold_reason": "snoozed", "wake_at": NOW + 4 * HOUR, "held_since": NOW}),
    ("#open", HELD, {"hold_reason": None, "clock_stops": STOPPED}),
    ("#resolve it runs", HELD, {"held_since": None, "clock_stops": STOPPED}),
    ("#pending vendor 2d", HELD, {"held_since": NOW - HOUR}),
    ("#pending customer", HELD, {"held_since": NOW, "clock_stops": STOPPED}),
    ("#due 2d", {}, {"agreed_due": NOW + timedelta(days=2)}),
    ("#priority p2", {"agreed_due": NOW + HOUR}, {"agreed_due": None}),
    ("#group network", {"assignee_id": 21}, {"group_id": 4, "assignee_id": None}),
    ("#priority p1", {}, {"priority": "P1"}),
    ("#impact high\n#urgency high", {}, {"impact": "high", "urgency": "high", "priority": "P1"}),
    ("#impact low\n#priority p2", {}, {"impact": "low", "priority": "P2"}),
    ("#category Remote Access", {}, {"category": "remote_access", "category_source": "human"}),
    ("#wrong remote_access", {}, {"category": "remote_access", "category_source": "human"}),
    ("#confirm", {"category": "remote_access"}, {"category_source": "human"}),
    ("#tag +vpn -old", {"tags": "old home"}, {"tags": "home vpn"}),
    ("#tag a\n#tag -a b", {}, {"tags": "b"}),
    ("#time 15m\n#time 1h", {"minutes_worked": 5}, {"minutes_worked": 80}),
    ("#subject VPN  drops", {}, {"subject": "VPN drops"}),
    (
        "#cause a cable\n#code workaround",
        {},
        {"root_cause": "a cable", "closure_code": "workaround"},
    ),
    ("#major on", {}, {"is_major": True}),
    ("#merge 1002", {}, {"merged_into": 1002, "state": "closed", "closure_code": "merged"}),
    ("#merge 1004", {"kind": IncidentKind.PROBLEM}, {"merged_into": 1004}),
    ("#requester dana@customer.example", {}, {"requester_address": "dana@customer.example"}),
]


@pytest.mark.parametrize(("text", "fields", "expected"), CHANGES)
def test_a_command_changes_its_fields(
    text: str, fields: dict[str, Any], expected: dict[str, Any]
) -> None:
    found = changes(ran(text, **fields))
    assert {name: found.get(name, "absent") for name in expected} == expected


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("#pending", {"state": IncidentState.CLOSED}, "no_such_change"),
    ("#cancel", {"state": IncidentState.CANCELED}, "already_canceled"),
    ("#due yesterday", {}, "no_moment"),
    ("#due 2020-01-01", {}, "no_moment"),
    ("#assign @eve", {}, "no_such_agent"),
    ("#group cooks", {}, "no_such_group"),
    ("#category weather", {}, "no_such_category"),
    ("#confirm", {}, "nothing_to_confirm"),
    ("#merge 1009", {}, "no_such_incident"),
    ("#link 1009", {}, "no_such_incident"),
    ("#merge 1003", {}, "other_requester"),
    ("#merge 1004", {}, "merge_into_problem"),
    ("#merge 1005", {}, "merge_other_kind"),
    ("#merge 1002", {"kind": IncidentKind.PROBLEM}, "merge_other_kind"),
    ("#merge 1004", {"kind": IncidentKind.ACTION}, "merge_other_kind"),
    ("#cc +mallory@evil.example", {}, "foreign_address"),
    ("#requester mallory@evil.example", {}, "foreign_address"),
]


@pytest.mark.parametrize(("text", "fields", "reason"), REFUSED)
def test_what_cannot_be_done_is_explained_and_changes_nothing(
    text: str, fields: dict[str, Any], reason: str
) -> None:
    decision = decide(case(f"{text}\n#tag seen", **fields), ())
    assert not decision.executed
    assert only(decision.effects, ChangeIncident) == []
    (notice,) = only(decision.effects, SendNotice)
    assert reason in " ".join(str(line.explanation) for line in notice.transcript)


def test_who_is_assigned_or_gets_the_incident_for_his_group_is_told() -> None:
    for text, reason in (("#assign @dan", "assigned"), ("#group network", "regrouped")):
        told = [n for n in only(ran(text).effects, SendNotice) if n.reason == reason]
        assert [one.contact_id for one in told] == [DAN.id]


def test_who_loses_an_incident_to_another_is_told_and_its_taker_reads_that_it_had_an_owner() -> (
    None
):
    for text in ("#take", "#assign @dan", "#assign none", "#group network"):
        told = [
            n for n in only(ran(text, assignee_id=99).effects, SendNotice) if n.contact_id == 99
        ]
        assert [one.reason for one in told] == ["relieved"], text
    (line,) = only(ran("#take", assignee_id=99).effects, SendNotice)[-1].transcript
    assert line.explanation.key == "done_take_over"
    for text, before in (("#take", 21), ("#take", None), ("#assign none", 21)):
        reasons = [one.reason for one in only(ran(text, assignee_id=before).effects, SendNotice)]
        assert "relieved" not in reasons, text


def test_copies_are_added_and_removed_and_a_new_requester_takes_the_place_of_the_old() -> None:
    decision = ran("#cc +ann@customer.example")
    (added,) = only(decision.effects, SetParticipant)
    assert (added.participant.address, added.participant.role) == ("ann@customer.example", "cc")
    decision = ran("#requester dana@customer.example")
    assert [one.address for one in only(decision.effects, RemoveParticipant)] == [
        "carol@customer.example"
    ]
    (new,) = only(decision.effects, SetParticipant)
    assert new.participant.role == "requester"


def test_an_incident_is_linked_as_the_command_says() -> None:
    links = only(ran("#link 1002\n#parent 1003").effects, LinkIncidents)
    assert [(one.link.other_id, one.link.kind) for one in links] == [
        (1002, LinkKind.RELATED),
        (1003, LinkKind.PARENT),
    ]


def test_a_note_tells_the_requester_nothing_and_a_change_alone_neither() -> None:
    for text in ("#note\nprivate words", "#priority p1", "#pending vendor"):
        kinds = {one.kind for one in only(ran(text).effects, SendNotice)}
        assert kinds == {NoticeKind.COMMAND_TRANSCRIPT}
    (entry,) = [one.entry for one in only(ran("#note\nprivate words").effects, AddEntry)]
    assert not entry.public


def test_a_reply_of_the_requester_ends_a_hold_for_him_alone() -> None:
    from mailflow.core.lifecycle import resuming  # noqa: PLC0415

    waiting: Incident = incident(**{**HELD, "hold_reason": "customer"})
    assert dict(resuming(waiting, NOW))["state"] is IncidentState.IN_PROGRESS
    assert resuming(incident(**HELD), NOW) == ()
    assert BOB.address != waiting.requester_address


def silent(text: str, **fields: Any) -> Facts:
    """Return the mail of an agent who wants no word of what simply ran."""
    one = case(text, **fields)
    contact = replace(agent(), silent_success=True)
    author = replace(one.situation.author, contact=contact)
    return replace(one, situation=replace(one.situation, author=author))


TOLD = [
    ("#tag vpn", False),
    ("#category remote_access\n#due 2d", False),
    ("#note\nprivate words", False),
    ("#assign @dan", False),
    ("#priority p1", True),
    ("#impact high", True),
    ("#resolve it runs", True),
    ("#pending vendor", True),
    ("#cc +ann@customer.example", True),
    ("#requester dana@customer.example", True),
    ("#assign @eve", True),
    ("#undo 9", True),
]


@pytest.mark.parametrize(("text", "told"), TOLD)
def test_silent_success_spares_an_agent_only_what_no_stranger_would_profit_from(
    text: str, told: bool
) -> None:
    decision = decide(silent(text), ())
    kinds = {one.kind for one in only(decision.effects, SendNotice)}
    assert (NoticeKind.COMMAND_TRANSCRIPT in kinds) is told


@pytest.mark.parametrize("text", ["#snooze 2d", "#pending vendor 2d", "#due 2d"])
def test_days_are_business_days_of_the_group_that_works_on_it(text: str) -> None:
    one = case(text, group_id=4)
    office = {"hours": {WEEKDAYS[NOW.weekday()]: ("00:00-24:00",)}}
    weekly = Settings.model_validate(
        {"calendars": {"weekly": office}, "groups": {"network": {"calendar": "weekly"}}}
    )
    given = replace(one, settings=weekly, commands=replace(one.commands, group="Network"))
    changed = changes(decide(given, ()))
    later = changed.get("wake_at") or changed["agreed_due"]
    assert later == NOW + timedelta(weeks=2)


def test_days_and_times_are_read_in_the_agents_own_zone() -> None:
    one = silent("#due tomorrow 9:00")
    contact = replace(agent(), time_zone="America/New_York")
    author = replace(one.situation.author, contact=contact)
    own = replace(one, situation=replace(one.situation, author=author))
    moments = [changes(decide(each, ()))["agreed_due"] for each in (one, own)]
    assert moments[1] - moments[0] == 5 * HOUR
