"""Our own attacks on the desk, through the real processing: nothing runs, nothing leaks."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from support.hostile import (
    AGENTS,
    ALICE,
    ANN,
    BOB,
    DAVE,
    MALLORY,
    MX,
    SECRET,
    SUPPORT,
    Scene,
    attack,
    found_desk,
    proof,
    scene,
)
from support.hostile_senders import QUARANTINED, Attack
from support.hostile_tokens import REQUESTERS, TEXTS, TOKENS

from mailflow.core.records import Incident, OutboxRow
from models.enums import EndState, IncidentState, NoticeKind


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    found_desk(folder)
    return folder


@pytest.fixture
def target(template: Path, tmp_path: Path) -> Iterator[Scene]:
    with scene(template, tmp_path) as one:
        yield one


@pytest.fixture(scope="module")
def unharmed(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """One desk for all that must leave no trace on it."""
    with scene(template, tmp_path_factory.mktemp("unharmed")) as one:
        yield one


def visible(row: OutboxRow) -> str:
    """Return subject and texts of a mail."""
    message = message_from_bytes(row.content, policy=default)
    texts = (message.get_body((kind,)) for kind in ("plain", "html"))
    shown = (str(part.get_content()) for part in texts if part is not None)
    return "\n".join((str(message["Subject"]), *shown))


def commanded(one: Incident) -> tuple[object, ...]:
    """Return what only commands change."""
    return (one.state, one.assignee_id, one.priority, one.tags, one.subject, one.requester_address)


def params(attacks: dict[str, Attack]) -> list[object]:
    return [pytest.param(one, id=name) for name, one in attacks.items()]


@pytest.mark.parametrize("make", params(QUARANTINED))
def test_mail_that_is_not_provably_an_agents_is_quarantined_and_answered_to_nobody(
    unharmed: Scene, make: Attack
) -> None:
    target = unharmed.afresh()
    before = target.incident()
    ended = target.take(make(target))
    assert ended.end_state is EndState.QUARANTINED, ended.decision_log
    assert (target.executed, target.sent) == ([], [])
    assert target.incident() == before


@pytest.mark.parametrize("make", params(TOKENS | TEXTS))
def test_a_command_that_an_agent_did_not_provably_give_changes_nothing(
    target: Scene, make: Attack
) -> None:
    before = [commanded(target.incident(number)) for number in (1001, 1002)]
    ended = target.take(make(target))
    assert target.executed == [], ended.decision_log
    after = [commanded(target.incident(number)) for number in (1001, 1002)]
    # an answer without commands is the agent's work: the incident is in progress then
    changed = {(b[0], a[0]) for b, a in zip(before, after, strict=True) if a != b}
    assert changed <= {(IncidentState.NEW, IncidentState.IN_PROGRESS)}
    assert [one[1:] for one in after] == [one[1:] for one in before]
    assert {row.recipient for row in target.sent} <= AGENTS | {ANN}
    relayed = [row for row in target.sent if row.recipient == ANN]
    assert all(row.kind is NoticeKind.PUBLIC_ANSWER for row in relayed)
    shown = "\n".join(visible(row) for row in relayed)
    assert SECRET not in shown
    assert [line for line in shown.split("\n") if line.lstrip().startswith("#clo")] == []


@pytest.mark.parametrize("make", params(REQUESTERS))
def test_a_requesters_command_needs_his_own_token_and_is_one_of_his(
    target: Scene, make: Attack
) -> None:
    before = commanded(target.incident())
    ended = target.take(make(target))
    assert target.executed == [], ended.decision_log
    assert commanded(target.incident()) == before
    assert {row.recipient for row in target.sent} <= AGENTS | {MALLORY}


def _expired(one: Scene) -> bytes:
    to = one.reply_to(BOB)
    one.desk.clock.skip(timedelta(days=91))
    return attack(to=to)


def _left(one: Scene) -> bytes:
    with one.desk.store.begin() as work:
        leaver = work.directory.by_address(BOB)
        assert leaver is not None
        work.directory.set_active(leaver.id, False)
    return attack(to=one.reply_to(BOB))


def _moved(one: Scene) -> bytes:
    one.take(attack(sender=ALICE, to=one.reply_to(ALICE), text="#group Network"))
    one.desk.decisions.clear()
    return attack(to=one.reply_to(BOB))


def _used(one: Scene) -> bytes:
    one.take(attack(to=one.reply_to(BOB), text="#tag +vpn"))
    one.desk.decisions.clear()
    return attack(to=one.reply_to(BOB), text="#tag +vpn\n#close\nDone.")


CONDITIONS: dict[str, Attack] = {
    "1 a valid token that is not expired": _expired,
    "2 its owner is an agent, active now": _left,
    "3 exactly one From, an address of his": lambda s: attack(
        from_=f"From: {BOB}, {ALICE}", to=s.reply_to(BOB)
    ),
    "4 our server has proven the sender": lambda s: attack(
        to=s.reply_to(BOB), auth=proof(BOB, "none")
    ),
    "5 written by a person": lambda s: attack("Auto-Submitted: auto-generated", to=s.reply_to(BOB)),
    "6 he has the right on the incident now": _moved,
    "7 every line is a command": lambda s: attack(to=s.reply_to(BOB), text="#close\n#clsoe\nDone."),
    "8 not used under this notice before": _used,
    "9 no other incident is named": lambda s: attack(
        to=s.reply_to(BOB), subject="Re: [INC-1002] Payroll"
    ),
}
"""The nine conditions: each mail breaks one and keeps the other eight."""


@pytest.mark.parametrize("make", params(CONDITIONS))
def test_a_command_runs_only_under_condition(target: Scene, make: Attack) -> None:
    content = make(target)
    before = target.incident()
    ended = target.take(content)
    assert target.executed == [], ended.decision_log
    after = target.incident()
    assert (after.state, after.tags, after.version) == (before.state, before.tags, before.version)
    assert all("Done." not in visible(row) for row in target.sent if row.recipient == ANN)


HONEST: dict[str, tuple[Attack, list[str]]] = {
    "an answer": (lambda s: attack(to=s.reply_to(BOB)), ["#close"]),
    "the token in capitals": (
        lambda s: attack(to=s.reply_to(BOB).upper().replace("SUPPORT", "Support")),
        ["#close"],
    ),
    "the address in capitals": (
        lambda s: attack(from_="From: Bob <BOB@HelpDesk.Example>", to=s.reply_to(BOB)),
        ["#close"],
    ),
    "the token as Message-ID alone": (
        lambda s: attack(f"In-Reply-To: {s.message_id(BOB)}"),
        ["#close"],
    ),
    "the desk in Cc": (
        lambda s: attack(f"Cc: {s.reply_to(BOB)}", to="ann@customer.example"),
        ["#close"],
    ),
    "a log-in instead of a signature": (
        lambda s: attack(
            to=s.reply_to(BOB),
            auth=f"Authentication-Results: mx.helpdesk.example; auth=pass smtp.auth={BOB}",
        ),
        ["#close"],
    ),
    "marked as written by a person": (
        lambda s: attack("Auto-Submitted: no", to=s.reply_to(BOB)),
        ["#close"],
    ),
    "as HTML": (
        lambda s: attack(
            to=s.reply_to(BOB),
            text="<div>#close</div><div>Done.</div>",
            body="Content-Type: text/html; charset=utf-8\r\n\r\n",
        ),
        ["#close"],
    ),
    "with a blank that does not break": (
        lambda s: attack(to=s.reply_to(BOB), text="#close\xa0Done."),
        ["#close"],
    ),
    "results that are folded, with comments, in capitals": (
        lambda s: attack(
            to=s.reply_to(BOB),
            auth=f"AUTHENTICATION-RESULTS: {MX.upper()} (mx) 1;\r\n\tspf=fail (no) "
            'smtp.mailfrom="b@esp.example";\r\n DMARC=Pass (p=NONE)\r\n '
            "header.from=HelpDesk.example",
        ),
        ["#close"],
    ),
    "below the results of another server": (
        lambda s: attack(
            to=s.reply_to(BOB),
            auth=f"{proof(BOB)}\r\nAuthentication-Results: x.example; dmarc=fail "
            "header.from=helpdesk.example",
        ),
        ["#close"],
    ),
    "Outlook's HTML": (
        lambda s: attack(
            to=s.reply_to(BOB),
            text="<div class=WordSection1><p class=MsoNormal>#close<o:p></o:p></p>"
            "<p class=MsoNormal>Done.<o:p>&nbsp;</o:p></p><div style='border:none;"
            "border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal><b>From:</b> Help Desk<br>"
            "<b>Sent:</b> Monday, November 23, 2026 9:00 AM<br><b>To:</b> Bob<br>"
            "<b>Subject:</b> VPN</p></div><p class=MsoNormal>#cancel</p></div>",
            body="Content-Type: text/html; charset=us-ascii\r\n\r\n",
        ),
        ["#close"],
    ),
    "a requester closes with her token": (
        lambda s: attack(sender=ANN, to=s.reply_to(ANN), auth=proof(ANN, "none"), text="#close"),
        ["#close"],
    ),
}


@pytest.mark.parametrize(("make", "executed"), HONEST.values(), ids=HONEST)
def test_what_its_owner_provably_wrote_is_done(
    target: Scene, make: Attack, executed: list[str]
) -> None:
    ended = target.take(make(target))
    assert target.executed == executed, ended.decision_log
    assert target.incident().state is IncidentState.CLOSED


def test_a_mail_that_comes_again_under_another_id_does_nothing_twice(target: Scene) -> None:
    for text in ("#priority p1", "#PRIORITY   P1", "Priority: p1"):
        target.take(attack(to=target.reply_to(BOB), text=text))
    assert target.executed == ["#priority"]


def test_a_token_that_a_stranger_used_is_worth_nothing_to_its_owner(target: Scene) -> None:
    to = target.reply_to(BOB)
    target.take(attack(sender=ANN, to=to, text="I answered all."))
    target.take(attack(to=to))
    assert target.executed == []
    fresh = [row for row in target.sent if row.recipient == BOB]
    assert fresh, "he hears of it and gets another"


def test_a_stranger_learns_nothing_of_an_incident_he_names(target: Scene) -> None:
    for fields in (
        (),
        (f"References: {target.message_id(DAVE, 1002)}",),
        (f"In-Reply-To: <mf.{'a' * 40}@helpdesk.example>",),
    ):
        target.take(
            attack(
                *fields,
                "Cc: third@evil.example",
                sender=MALLORY,
                subject="Re: [INC-1002] Payroll",
                text="Please send me the history.",
            )
        )
    outside = [row for row in target.sent if row.recipient not in AGENTS]
    assert {row.recipient for row in outside} <= {MALLORY}
    assert all(SECRET not in visible(row) and "Payroll" not in visible(row) for row in outside)


@pytest.mark.parametrize(
    "fields",
    [
        ("Subject: x\r\n =?utf-8?q?=0D=0ABcc=3A_mallory=40evil.example?=",),
        ("Subject: =?utf-8?q?x=0D=0ABcc=3A?= mallory@evil.example",),
        ("Message-ID: <x@evil.example>\vBcc: mallory@evil.example",),
        ("References: <a@b.example>\x1cBcc:mallory@evil.example <c@d.example>",),
    ],
)
def test_no_header_of_a_stranger_becomes_one_of_ours(
    target: Scene, fields: tuple[str, ...]
) -> None:
    name = "=?utf-8?q?Ann=0D=0ABcc=3A_mallory=40evil.example=0A?="
    target.take(attack(*fields, from_=f"From: {name} <{ANN}>", auth=proof(ANN), text="Help."))
    assert target.sent
    for row in target.sent:
        message = message_from_bytes(row.content)
        assert "Bcc" not in message
        assert message["Subject"].count("\n") == message["Subject"].count("\n ")
        assert row.recipient != MALLORY


@pytest.mark.parametrize(
    "field",
    [
        "Auto-Submitted: auto-replied",
        "Return-Path: <>\r\nAuto-Submitted: auto-generated",
        "Precedence: junk",
        "List-Post: <mailto:x@evil.example>",
        "X-Auto-Response-Suppress: All",
        "X-Mailflow-Loop: mailflow-test",
        "X-Autorespond: yes",
    ],
)
def test_no_automatic_mail_answers_automatic_mail(target: Scene, field: str) -> None:
    target.take(attack(field, sender=MALLORY, subject="Hello", text="I am away."))
    assert [row for row in target.sent if row.recipient not in AGENTS] == []


@pytest.mark.parametrize(
    "sender", [SUPPORT, "helpdesk@helpdesk.example", "support+x@helpdesk.example"]
)
def test_the_desk_never_writes_to_itself(target: Scene, sender: str) -> None:
    target.take(attack(sender=sender, subject="Hello", text="Help."))
    assert [row for row in target.sent if row.recipient not in AGENTS] == []


def test_whom_a_stranger_names_is_not_written_to(target: Scene) -> None:
    victims = ", ".join(f"v{number}@victim.example" for number in range(50))
    fields = (
        f"Reply-To: {victims}",
        f"Cc: {victims}",
        "Bcc: hidden@victim.example",
        "Disposition-Notification-To: v1@victim.example",
        "Errors-To: v2@victim.example",
        "Return-Receipt-To: v3@victim.example",
        "Sender: v4@victim.example",
    )
    target.take(attack(*fields, sender=MALLORY, subject="Hello", text="Help."))
    assert {row.recipient for row in target.sent} <= AGENTS | {MALLORY}


def test_nobody_else_hears_what_two_agents_say_in_private(target: Scene) -> None:
    target.take(attack(to=target.reply_to(BOB), text="#note NOT-FOR-ANN\nNOT-FOR-ANN-EITHER"))
    target.take(attack(sender=ALICE, to=target.reply_to(ALICE), text="I am on it."))
    told = [visible(row) for row in target.sent if row.recipient == ANN]
    assert told
    assert all("NOT-FOR-ANN" not in text for text in told)
