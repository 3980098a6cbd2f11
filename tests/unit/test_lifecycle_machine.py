"""Sequences of mails, commands and hours, and what must hold for an incident after each."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from support.situations import (
    NOW,
    SETTINGS,
    agent,
    command_facts,
    facts,
    incident,
    situation,
    token,
)

from mailflow.core.articles import Article
from mailflow.core.authentication import Verdict
from mailflow.core.authority import Situation
from mailflow.core.correspondents import AuthorKind
from mailflow.core.decisions.deciding import decide
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import ChangeIncident, Effect, UseCommand
from mailflow.core.lifecycle import TRANSITIONS, Cause
from mailflow.core.records import Incident, IncidentEvent, SupportGroup
from mailflow.core.undoing import changed_fields
from mailflow.sections import Category
from mailflow.waking import decide as wake
from models.enums import IncidentState, Role

COMMANDS = (
    "#take",
    "#assign none",
    "#assign @alice",
    "#status open",
    "#status pending",
    "#status resolved",
    "#status closed",
    "#status canceled",
    "#resolve It was DNS.",
    "#close It was DNS.",
    "#close",
    "#reopen",
    "#cancel",
    "#pending vendor 2d",
    "#pending customer",
    "#snooze 4h",
    "#due 2026-12-24",
    "#priority p1",
    "#tag +vpn",
    "#time 15m",
    "#note Ask the vendor.",
    "#subject Another subject",
    "#impact high",
    "#urgency low",
    "#category printing",
    "#confirm",
    "#wrong network",
    "#major on",
    "#major off",
    "#resolution By hand.",
    "#cause An old cable.",
    "#code fixed",
    "#group network",
    "#escalate team It is urgent.",
    "#kb 7",
    "#spam",
    "#link 1003",
    "#away 2d",
    "#preview",
)
ALICE = agent(22, "alice@helpdesk.example")
DESK = SupportGroup(1, "Desk", members=(agent(),), is_default=True)
NETWORK = SupportGroup(2, "Network", tier=2, members=(ALICE,))
CATEGORIES = {"printing": Category(), "network": Category(impact="high")}
DESK_SETTINGS = SETTINGS.model_copy(update={"categories": CATEGORIES})
NAMED: dict[str, Any] = {
    "people": {"@alice": ALICE},
    "groups": {"desk": DESK, "network": NETWORK},
    "incidents": {"1003": incident(1003)},
    "articles": {"7": Article(7, 1003, "Cables", NOW)},
}
"""What the lines above name."""


@dataclass
class Past:
    """What one mail did: the incident before and after it."""

    number: int
    before: Incident
    after: Incident
    events: list[IncidentEvent] = field(default_factory=list)


class LifeCycle(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        due: dict[str, Any] = {
            "response_due": NOW + timedelta(hours=4),
            "resolution_due": NOW + timedelta(days=3),
        }
        self.incident = incident(state=IncidentState.NEW, group_id=1, **due)
        self.now = NOW
        self.past: list[Past] = []

    # what happens

    @rule(
        lines=st.lists(st.sampled_from(COMMANDS), min_size=1, max_size=3, unique=True),
        text=st.sampled_from(["", "Dear Ann, it works."]),
    )
    def agent_commands(self, lines: list[str], text: str) -> None:
        before = self.incident
        executed = self._agent("\n".join([*lines, text]))
        if not executed:
            assert self.incident == before, "a block that is refused changes nothing"

    @rule(text=st.sampled_from(["Dear Ann, we are on it.", ""]))
    def agent_writes(self, text: str) -> None:
        self._agent(text)

    @rule(lines=st.sampled_from(COMMANDS))
    def the_same_mail_comes_again(self, lines: str) -> None:
        executed = self._agent(lines)
        before = self.incident
        if executed:
            assert not self._agent(lines, executed)
            assert self.incident == before

    @precondition(lambda self: self.past and self.past[-1].events)
    @rule()
    def the_last_mail_is_undone(self) -> None:
        last = self.past[-1]
        executed = self._agent(f"#undo {last.number}")
        assert executed, "nothing changed since, so it can be taken back"
        assert self.incident == replace(last.before, version=self.incident.version)

    @precondition(lambda self: self.past)
    @rule(data=st.data())
    def an_older_mail_is_undone(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.past))
        fields = {event.field for event in one.events}
        if self._agent(f"#undo {one.number}"):
            for name in fields:
                assert name is not None
                assert getattr(self.incident, name) == getattr(one.before, name)

    @rule(
        text=st.sampled_from(["It drops again.", "#close", "#reopen", "#stop", "#assign @alice"]),
        verdict=st.sampled_from([Verdict.PASS, Verdict.NONE, Verdict.FAIL]),
        own_token=st.booleans(),
    )
    def requester_writes(self, text: str, verdict: Verdict, *, own_token: bool) -> None:
        reading = token(of_agent=False) if own_token else token(own=False, of_agent=False)
        case = situation(AuthorKind.PERSON, verdict, reading, refers=True, takes_part=True)
        before = self.incident
        self._mail(self._facts(case, text=text), Cause.REQUESTER)
        if verdict is Verdict.FAIL:
            assert self.incident == before, "who is disproven changes nothing"

    @rule(kind=st.sampled_from([AuthorKind.AGENT, AuthorKind.INACTIVE_AGENT, AuthorKind.PERSON]))
    def somebody_pretends_to_be_an_agent(self, kind: AuthorKind) -> None:
        proven = Verdict.PASS if kind is not AuthorKind.AGENT else Verdict.NONE
        own = kind is not AuthorKind.PERSON
        before = self.incident
        case = situation(kind, proven, token(own=own))
        self._mail(self._facts(case, text="#close", commands=command_facts("#close\nDone.")), None)
        assert self.incident == before

    @rule(hours=st.integers(min_value=1, max_value=80))
    def hours_pass(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        if self.incident.wake_at is not None and self.incident.wake_at <= self.now:
            self._apply(wake(self.incident, self.now), Cause.CLOCK, 0)

    # what must hold

    @invariant()
    def a_finished_incident_has_an_end(self) -> None:
        one = self.incident
        ended = {
            IncidentState.RESOLVED: one.resolved_at,
            IncidentState.CLOSED: one.closed_at,
            IncidentState.CANCELED: one.closed_at,
        }
        assert one.state not in ended or ended[one.state] is not None
        assert one.is_finished or (one.resolved_at, one.closed_at) == (None, None)

    @invariant()
    def what_is_closed_has_a_code(self) -> None:
        assert self.incident.state is not IncidentState.CLOSED or self.incident.closure_code

    @invariant()
    def what_is_resolved_says_how(self) -> None:
        if self.incident.state in {IncidentState.RESOLVED, IncidentState.CLOSED}:
            assert self.incident.resolution

    @invariant()
    def only_a_hold_has_a_reason_a_beginning_and_an_end(self) -> None:
        one, held = self.incident, self.incident.state is IncidentState.ON_HOLD
        assert (one.held_since is not None) == held
        assert (one.hold_reason is not None) == held
        assert held or one.wake_at is None

    @invariant()
    def an_incident_always_has_its_targets(self) -> None:
        assert self.incident.response_due is not None
        assert self.incident.resolution_due is not None

    # how it is carried out

    def _agent(self, text: str, used: frozenset[str] = frozenset()) -> frozenset[str]:
        case = situation(AuthorKind.AGENT, Verdict.PASS, token())
        events = tuple(event for one in self.past for event in one.events)
        commands = command_facts(text, events=events, used=used, **NAMED)
        given = self._facts(case, text=text, commands=commands)
        return self._mail(given, Cause.AGENT, undoes=text.startswith("#undo"))

    def _facts(self, case: Situation, **fields: Any) -> Facts:
        here = replace(case.conversation, incident=self.incident)
        number = 100 + len(self.past)
        known = {"now": self.now, "mail_id": number, "settings": DESK_SETTINGS}
        return facts(replace(case, conversation=here), **known, **fields)

    def _mail(self, given: Facts, cause: Cause | None, *, undoes: bool = False) -> frozenset[str]:
        decision = decide(given, ())
        before = self.incident
        self._apply(decision.effects, None if undoes else cause, given.mail_id, is_undo=undoes)
        changed = changed_fields(before, self.incident)
        events = [
            IncidentEvent("changed", "bob", self.now, name, old, new, given.mail_id)
            for name, old, new in changed
        ]
        self.past.append(Past(given.mail_id, before, self.incident, events))
        return frozenset(e.command for e in decision.effects if isinstance(e, UseCommand))

    def _apply(
        self,
        effects: tuple[Effect, ...],
        cause: Cause | None,
        number: int,
        *,
        is_undo: bool = False,
    ) -> None:
        before = self.incident
        for effect in effects:
            if isinstance(effect, ChangeIncident):
                changes: dict[str, Any] = dict(effect.changes)
                version = self.incident.version + 1
                self.incident = replace(self.incident, **changes, version=version)
        step = (before.state, self.incident.state)
        if step[0] is not step[1] and not is_undo:
            assert cause in TRANSITIONS.get(step, frozenset()), f"mail {number}: {step} by {cause}"


LifeCycle.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate, Phase.shrink),
)
TestLifeCycle = LifeCycle.TestCase


def test_every_state_can_be_reached_and_left_and_nobody_makes_an_incident_new() -> None:
    states = set(IncidentState)
    assert {before for before, _ in TRANSITIONS} == states
    assert {after for _, after in TRANSITIONS} == states - {IncidentState.NEW}
    assert all(by for by in TRANSITIONS.values())
    assert agent().role is Role.AGENT


def test_taking_back_a_requesters_closing_is_no_response_of_an_agent() -> None:
    machine = LifeCycle()
    case = situation(AuthorKind.PERSON, Verdict.PASS, token(of_agent=False), takes_part=True)
    machine._mail(machine._facts(case, text="#close"), Cause.REQUESTER)
    assert machine.incident.state is IncidentState.CLOSED
    assert machine._agent("#undo 100")
    assert (machine.incident.state, machine.incident.responded_at) == (IncidentState.NEW, None)


def test_taking_back_an_assignment_ends_no_hold() -> None:
    machine = LifeCycle()
    machine._agent("#take")
    machine._agent("#assign @alice")
    number = machine.past[-1].number
    machine._agent("#pending vendor 2d")
    held = machine.incident
    assert machine._agent(f"#undo {number}")
    expected = replace(held, assignee_id=agent().id, version=held.version + 1)
    assert machine.incident == expected


def test_a_requesters_closing_that_is_done_again_is_no_response_of_an_agent() -> None:
    machine = LifeCycle()
    case = situation(AuthorKind.PERSON, Verdict.PASS, token(of_agent=False), takes_part=True)
    machine._mail(machine._facts(case, text="#close"), Cause.REQUESTER)
    assert machine._agent("#undo 100")
    assert machine._agent("#undo 101")
    assert (machine.incident.state, machine.incident.responded_at) == (IncidentState.CLOSED, None)
