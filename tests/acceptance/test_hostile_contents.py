"""Our own hostile contents: nothing in a stranger's mail is run, shown as markup, or passed on."""

from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from support.hostile import AGENTS, ANN, MALLORY, Scene, attack, found_desk, proof, scene

from mailflow.core.records import OutboxRow
from models.enums import EndState

MONITOR = "monitor@helpdesk.example"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    found_desk(folder)
    return folder


@pytest.fixture
def target(template: Path, tmp_path: Path) -> Iterator[Scene]:
    with scene(template, tmp_path) as one:
        yield one


def sources(row: OutboxRow) -> str:
    """Return subject, text and HTML source of a mail."""
    message = message_from_bytes(row.content, policy=default)
    texts = (message.get_body((kind,)) for kind in ("plain", "html"))
    shown = (str(part.get_content()) for part in texts if part is not None)
    return "\n".join((str(message["Subject"]), *shown))


@pytest.mark.parametrize(
    "formula",
    [
        "{{ 7191*7 }}",
        "{% for x in [7191 * 7] %}{{ x }}{% endfor %}",
        "${7191*7}",
        "#{7191*7}",
        "<%= 7191*7 %>",
        "{{ ''|attr('__class__') }}{{7191*7}}",
    ],
)
def test_no_text_of_a_stranger_is_run_as_a_template(target: Scene, formula: str) -> None:
    made = attack(
        from_=f'From: "{formula}" <{ANN}>', auth=proof(ANN), subject=formula, text=formula
    )
    assert target.take(made).end_state is EndState.INCIDENT
    assert target.sent
    assert all("50337" not in sources(row) for row in target.sent)


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<iframe src='data:text/html,<script>alert(1)</script>'>",
        '"><img src=//evil.example/x>',
    ],
)
@pytest.mark.parametrize("kind", ["html", "plain"])
def test_no_markup_of_a_stranger_reaches_a_page_of_ours(
    target: Scene, markup: str, kind: str
) -> None:
    body = f"Content-Type: text/{kind}; charset=utf-8\r\n\r\n"
    target.take(attack(sender=ANN, subject=f"Help {markup}", text=f"Help. {markup}", body=body))
    assert target.sent
    for row in target.sent:
        message = message_from_bytes(row.content, policy=default)
        page = message.get_body(("html",))
        source = str(page.get_content()) if page is not None else ""
        for sign in ("<script", "<img src=x", "<svg", "<iframe", "href='javascript", "<img src=//"):
            assert sign not in source


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Your verification code", "Your verification code is 482913. Do not share it."),
        ("Confirm your e-mail address", "Click https://chat.example/confirm?t=9f8a to confirm."),
        ("Reset your password", "Use this link: https://cloud.example/reset/77aa66"),
        ("Ihr Bestätigungscode", "Ihr Bestätigungscode lautet 482913."),
        ("Votre code de vérification", "Votre code de vérification est 482913."),
    ],
)
def test_what_third_parties_send_to_prove_an_address_is_held_and_told_to_nobody(
    target: Scene, subject: str, text: str
) -> None:
    made = attack(
        sender="no-reply@chat.example", auth=proof("x@chat.example"), subject=subject, text=text
    )
    assert target.take(made).end_state is EndState.QUARANTINED
    assert target.sent == []


def test_a_person_who_asks_about_a_code_is_answered(target: Scene) -> None:
    made = attack(sender=ANN, subject="Verification code", text="I never get the code. Why?")
    assert target.take(made).end_state is EndState.INCIDENT


@pytest.mark.parametrize(
    ("verdict", "subject", "ends"),
    [
        ("fail", "** PROBLEM Service Alert: db1/disk is CRITICAL **", EndState.QUARANTINED),
        ("none", "** RECOVERY Service Alert: db1/disk is OK **", EndState.QUARANTINED),
        ("none", "** PROBLEM Service Alert: db1/disk is CRITICAL **", EndState.INCIDENT),
    ],
)
def test_a_monitor_that_is_not_proven_may_raise_and_nothing_else(
    target: Scene, verdict: str, subject: str, ends: EndState
) -> None:
    kind = "RECOVERY" if "RECOVERY" in subject else "PROBLEM"
    state = "OK" if kind == "RECOVERY" else "CRITICAL"
    text = (
        f"***** Nagios *****\n\nNotification Type: {kind}\n\nService: disk\nHost: db1\n"
        f"Address: 192.0.2.7\nState: {state}\n"
    )
    made = attack(sender=MONITOR, auth=proof(MONITOR, verdict), subject=subject, text=text)
    assert target.take(made).end_state is ends
    assert {row.recipient for row in target.sent} <= AGENTS


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..\\..\\x.exe",
        "/abs",
        "C:\\x",
        "a\u202ecod.exe",
        "CON",
        "x\u200b/../y",
        ".",
    ],
)
def test_the_name_of_an_attachment_is_a_label(target: Scene, tmp_path: Path, name: str) -> None:
    before = {path.name for path in tmp_path.iterdir()}
    body = 'Content-Type: multipart/mixed; boundary="b1"\r\n\r\n'
    text = (
        "--b1\r\nContent-Type: text/plain\r\n\r\nHelp.\r\n"
        f'--b1\r\nContent-Type: text/plain; name="{name}"\r\n'
        f'Content-Disposition: attachment; filename="{name}"\r\n\r\nhello\r\n--b1--'
    )
    assert target.take(attack(sender=ANN, text=text, body=body)).end_state is EndState.INCIDENT
    assert {path.name for path in tmp_path.iterdir()} == before
    with target.desk.store.read() as work:
        labels = [one.label for one in work.mails.attachments_of_incident(1003)]
    assert len(labels) == 1
    assert not set(labels[0]) & set("/\\:\u202e\u200b")


def test_a_disproven_sender_gets_no_answer_that_would_reach_a_victim(target: Scene) -> None:
    made = attack(sender=MALLORY, auth=proof(MALLORY, "fail"), subject="Buy this", text="Buy.")
    assert target.take(made).end_state is EndState.INCIDENT
    assert {row.recipient for row in target.sent} <= AGENTS


def test_an_unproven_sender_gets_an_answer_without_a_word_of_his(target: Scene) -> None:
    made = attack(
        from_=f'From: "BUYTHIS" <{MALLORY}>',
        auth=proof(MALLORY, "none"),
        subject="BUYTHIS",
        text="BUYTHIS at https://evil.example",
    )
    target.take(made)
    (answer,) = [row for row in target.sent if row.recipient == MALLORY]
    assert b"BUYTHIS" not in answer.content
    assert "evil.example" not in sources(answer)
