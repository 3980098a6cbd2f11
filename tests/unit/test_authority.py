"""The outcome table of the design, row by row."""

from dataclasses import replace

import pytest
from support.situations import CAROL, agent, incident, situation, token

from mailflow.core.authentication import Verdict
from mailflow.core.authority import (
    AGENT_ROWS,
    OTHER_ROWS,
    Outcome,
    Situation,
    commands_forbidden,
    may_work_on,
    observations,
    rule,
)
from mailflow.core.correspondents import AuthorKind
from mailflow.core.mail import Mailbox
from mailflow.core.records import Contact, SupportGroup
from mailflow.core.reply_tokens import TokenState
from models.enums import ParticipantRole, Role

AGENT, PERSON = AuthorKind.AGENT, AuthorKind.PERSON
PASS, FAIL, NONE, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.NONE, Verdict.UNKNOWN
VALID, EXPIRED, REVOKED = TokenState.VALID, TokenState.EXPIRED, TokenState.REVOKED
INVALID = token(TokenState.INVALID)

TABLE = [
    # nobody, and agents that are no more
    (situation(AuthorKind.NOBODY), Outcome.QUARANTINE),
    (situation(AuthorKind.INACTIVE_AGENT, PASS, token()), Outcome.QUARANTINE),
    # an active agent whose domain is not proven
    (situation(AGENT, NONE, token()), Outcome.QUARANTINE),
    (situation(AGENT, FAIL), Outcome.QUARANTINE),
    (situation(AGENT, NONE, refers=True), Outcome.QUARANTINE),
    # proven, but the token is forged or the mail names another incident
    (situation(AGENT, PASS, INVALID), Outcome.QUARANTINE),
    (situation(AGENT, PASS, token(), names_another=True), Outcome.QUARANTINE),
    (situation(AGENT, PASS, token(EXPIRED), names_another=True), Outcome.QUARANTINE),
    # proven with his own token
    (situation(AGENT, PASS, token()), Outcome.RELAY),
    (situation(AGENT, PASS, token(EXPIRED)), Outcome.FRESH_NOTICE),
    (situation(AGENT, PASS, token(REVOKED)), Outcome.FRESH_NOTICE),
    # proven with somebody else's, or with none
    (situation(AGENT, PASS, token(own=False)), Outcome.TOKEN_MISUSED),
    (situation(AGENT, PASS, token(own=False, of_agent=False)), Outcome.TOKEN_MISUSED),
    (situation(AGENT, PASS, refers=True), Outcome.CHALLENGE),
    (situation(AGENT, PASS), Outcome.NEW_FROM_AGENT),
    # no trusted server is configured
    (situation(AGENT, UNKNOWN, token()), Outcome.HELD),
    (situation(AGENT, UNKNOWN), Outcome.NEW_FROM_AGENT),
    # anyone else with an agent's token
    (situation(PERSON, PASS, token(own=False), takes_part=True), Outcome.TOKEN_MISUSED),
    (situation(PERSON, PASS, token(own=False)), Outcome.QUARANTINE),
    (situation(PERSON, NONE, token(own=False), takes_part=True), Outcome.QUARANTINE),
    # participants
    (
        situation(PERSON, PASS, token(of_agent=False), takes_part=True),
        Outcome.APPEND_WITH_COMMANDS,
    ),
    (
        situation(PERSON, NONE, token(of_agent=False), takes_part=True),
        Outcome.APPEND_WITH_COMMANDS,
    ),
    (situation(PERSON, PASS, token(EXPIRED, of_agent=False), takes_part=True), Outcome.APPEND),
    (situation(PERSON, PASS, refers=True, takes_part=True), Outcome.APPEND),
    (situation(PERSON, UNKNOWN, refers=True, takes_part=True), Outcome.APPEND),
    (situation(PERSON, NONE, refers=True, takes_part=True), Outcome.UNVERIFIED_COMMENT),
    (situation(PERSON, FAIL, refers=True, takes_part=True), Outcome.UNVERIFIED_COMMENT),
    (
        situation(PERSON, FAIL, token(of_agent=False), takes_part=True),
        Outcome.UNVERIFIED_COMMENT,
    ),
    (
        situation(PERSON, PASS, token(own=False, of_agent=False), refers=True, takes_part=True),
        Outcome.APPEND,
    ),
    # anyone else with a requester's token
    (situation(PERSON, PASS, token(own=False, of_agent=False)), Outcome.UNVERIFIED_COMMENT),
    (situation(PERSON, FAIL, token(own=False, of_agent=False)), Outcome.UNVERIFIED_COMMENT),
    # a manager who is no agent, or who took part once
    (situation(PERSON, PASS, token(of_agent=False)), Outcome.UNVERIFIED_COMMENT),
    (situation(PERSON, NONE, token(of_agent=False)), Outcome.UNVERIFIED_COMMENT),
    # anyone else by reference, by an unknown parent, or new
    (situation(PERSON, PASS, refers=True), Outcome.NEW_MENTIONS),
    (situation(PERSON, NONE, refers=True), Outcome.NEW_MENTIONS),
    (situation(PERSON, PASS, quotes_unknown=True), Outcome.COMMENT),
    (situation(PERSON, PASS), Outcome.NEW),
    (situation(PERSON, NONE, INVALID), Outcome.NEW),
    (situation(PERSON, NONE, token(EXPIRED, own=False, of_agent=False)), Outcome.NEW),
    (situation(PERSON, FAIL), Outcome.NEW_UNVERIFIED),
    (situation(PERSON, FAIL, quotes_unknown=True), Outcome.NEW_UNVERIFIED),
]


NAMES = [f"{rule(one).row}, {one.verdict.value}" for one, _ in TABLE]


@pytest.mark.parametrize(("case", "outcome"), TABLE, ids=NAMES)
def test_the_first_row_that_fits_decides(case: Situation, outcome: Outcome) -> None:
    assert rule(case).outcome is outcome


def test_every_row_decides_some_mail_here_and_no_row_is_dead() -> None:
    reached = {rule(one).row for one, _ in TABLE}
    rows = {row.name for row in (*AGENT_ROWS, *OTHER_ROWS)}
    assert reached == rows | {"no usable sender", "inactive agent"}


OBSERVED = [
    (situation(AGENT, NONE, INVALID), {"agent_unauthenticated", "token_invalid"}),
    (situation(PERSON, PASS, token(own=False)), {"token_sender_mismatch"}),
    (situation(AGENT, PASS, token(EXPIRED)), {"token_expired"}),
    (situation(AGENT, PASS, token(REVOKED)), {"token_revoked"}),
    (situation(PERSON, NONE, refers=True, takes_part=True), {"unauthenticated_reply"}),
    (situation(AuthorKind.INACTIVE_AGENT, PASS), {"agent_inactive"}),
    (situation(AGENT, PASS, token(), names_another=True), {"incident_conflict"}),
    (situation(PERSON, FAIL), {"sender_disproven"}),
    (situation(AGENT, PASS, token()), set()),
    (situation(PERSON, NONE, token(of_agent=False), takes_part=True), set()),
]


@pytest.mark.parametrize(("case", "names"), OBSERVED)
def test_every_fact_seen_is_recorded(case: Situation, names: set[str]) -> None:
    assert set(observations(case)) == names


def test_commands_run_only_where_every_condition_holds() -> None:
    case = situation(AGENT, PASS, token())
    ruling = rule(case)
    assert not commands_forbidden(case, ruling=ruling, is_machine_mail=False, has_right=True)
    assert commands_forbidden(case, ruling=ruling, is_machine_mail=True, has_right=True)
    assert commands_forbidden(case, ruling=ruling, is_machine_mail=False, has_right=False)


@pytest.mark.parametrize("case", [one for one, outcome in TABLE if outcome is not Outcome.RELAY])
def test_no_other_row_lets_an_agents_command_run(case: Situation) -> None:
    ruling = rule(case)
    assert commands_forbidden(case, ruling=ruling, is_machine_mail=False, has_right=True)


def test_who_takes_part_does_so_with_every_address_the_directory_has_for_him() -> None:
    case = situation(PERSON, PASS, takes_part=True, refers=True)
    assert case.role is ParticipantRole.REQUESTER
    elsewhere = Contact(
        11, CAROL.address, Role.REQUESTER, addresses=(CAROL.address, "carol@home.example")
    )
    author = replace(case.author, mailbox=Mailbox("carol@home.example"))
    assert rule(replace(case, author=author)).outcome is Outcome.NEW_MENTIONS
    known = replace(author, contact=elsewhere)
    assert rule(replace(case, author=known)).outcome is Outcome.APPEND


def test_an_agent_works_on_incidents_of_his_group_and_on_his_own() -> None:
    bob, alice = agent(), agent(22, "alice@helpdesk.example")
    group = SupportGroup(1, "Network", members=(alice,))
    assert may_work_on(alice, incident(group_id=1), group)
    assert not may_work_on(bob, incident(group_id=1), group)
    assert may_work_on(bob, incident(group_id=1, assignee_id=bob.id), group)
    assert not may_work_on(agent(active=False), incident(assignee_id=bob.id), None)
    assert may_work_on(replace(bob, role=Role.ADMIN), incident(group_id=1), group)
    assert not may_work_on(replace(bob, role=Role.REQUESTER), incident(assignee_id=bob.id), None), (
        "who is no agent any more has no right, not even on what was his"
    )
