"""Forwarded mails; those of each language and program are golden mails."""

import time

import pytest

from mailflow.core.forwarding import embedded_mail, forwarded_mail
from mailflow.core.mail import DeliveryReport, Mail, Mailbox

DAVE = Mailbox("dave@other.example", "Dave")


def mail(subject: str = "Projector", forwarded: tuple[Mail, ...] = ()) -> Mail:
    sender = (Mailbox("bob@helpdesk.example", "Bob"),)
    return Mail("<f@helpdesk.example>", subject, sender, forwarded=forwarded)


GMAIL = """---------- Forwarded message ---------
From: Dave <dave@other.example>
Date: Mon, Nov 23, 2026
Subject: Dark
To: <bob@helpdesk.example>
"""
OUTLOOK = """________________________________
From: Dave <Dave@Other.example>
Sent: Monday
To: Bob
Subject: Dark
"""
OUTLOOK_GERMAN = """Von: Dave [mailto:dave@other.example]
Gesendet: Montag
An: Bob
Betreff: Dark
"""
OUTLOOK_FRENCH = """De : Dave <dave@other.example<mailto:dave@other.example>>
Envoyé : lundi
À : Bob
Objet : Dark
"""
APPLE_SPANISH = """Inicio del mensaje reenviado:

De: Dave <dave@other.example>
Asunto: Dark
"""
THUNDERBIRD_JAPANESE = """-------- 転送メッセージ --------
件名: Dark
日時: 2026
差出人: Dave <dave@other.example>
宛先: bob@helpdesk.example
"""


@pytest.mark.parametrize(
    ("subject", "block"),
    [
        ("Fwd: x", GMAIL),
        ("FW: x", OUTLOOK),
        ("WG: x", OUTLOOK_GERMAN),
        ("TR: x", OUTLOOK_FRENCH),
        ("x", APPLE_SPANISH),
        ("x", THUNDERBIRD_JAPANESE),
    ],
)
def test_an_inline_forward_names_its_sender(subject: str, block: str) -> None:
    found = forwarded_mail(mail(subject), f"Please look.\n\n{block}\nIt stays dark.\n")
    assert found is not None
    assert (found.sender, found.subject) == (DAVE, "Dark")
    assert (found.text, found.comment) == ("It stays dark.", "Please look.")


def test_a_forward_that_came_quoted_loses_its_marks() -> None:
    text = (
        "> Begin forwarded message:\n>\n> From: Dave <dave@other.example>\n> Subject: Dark\n"
        "> Date: Monday\n> To: bob\n>\n> It stays\n> dark."
    )
    found = forwarded_mail(mail(), text)
    assert found is not None
    assert found.text == "It stays\ndark."


def test_an_attached_mail_is_a_forward() -> None:
    inner = Mail("<i@other.example>", "Dark", (DAVE,), text="It stays dark.")
    found = forwarded_mail(mail(forwarded=(inner,)), "Please look.")
    assert found is not None
    assert (found.sender, found.text, found.comment) == (DAVE, "It stays dark.", "Please look.")
    assert found.embedded == ("From: Dave <dave@other.example>\nSubject: Dark\n\nIt stays dark.")


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Re: x", "True.\n\nFrom: Dave <dave@other.example>\nSent: Monday\nTo: Bob\nSubject: x"),
        ("x", "True.\n\nOn 5 May 2026 at 10:00, Dave <dave@other.example> wrote:\n> It stays dark"),
        ("Fwd: x", "nothing below"),
        ("", ""),
    ],
)
def test_a_reply_is_no_forward(subject: str, text: str) -> None:
    assert forwarded_mail(mail(subject), text) is None


def test_an_answer_with_an_attached_mail_is_no_forward() -> None:
    inner = Mail("<i@other.example>", "Dark", (DAVE,), text="It stays dark.")
    answer = Mail("<a@x.example>", "Re: x", (DAVE,), in_reply_to=("<e@x>",), forwarded=(inner,))
    assert forwarded_mail(answer, "Look.") is None
    assert forwarded_mail(mail(forwarded=(Mail("", "", ()),)), "Look.") is None


def test_two_attached_mails_have_no_one_sender() -> None:
    inner = Mail("<i@other.example>", "Dark", (DAVE,), text="x")
    assert forwarded_mail(mail(forwarded=(inner, inner)), "Look.") is None


@pytest.mark.parametrize(
    "sign",
    [
        Mail("<f@x.example>", "x", (DAVE,), in_reply_to=("<earlier@x.example>",)),
        Mail("<f@x.example>", "x", (DAVE,), headers=(("Auto-Submitted", "auto-replied"),)),
        Mail("<f@x.example>", "x", (Mailbox("mailer-daemon@x.example"),)),
    ],
)
def test_an_answer_or_a_program_passes_nothing_on(sign: Mail) -> None:
    assert forwarded_mail(mail("x"), f"Look.\n\n{OUTLOOK}\nIt stays dark.") is not None
    found = embedded_mail(sign, f"Look.\n\n{OUTLOOK}\nIt stays dark.")
    assert found is not None
    assert not found.is_forward


def test_a_bounce_is_no_forward() -> None:
    inner = Mail("<i@other.example>", "Dark", (DAVE,), text="It stays dark.")
    bounce = Mail("<f@x.example>", "x", (DAVE,), delivery_report=DeliveryReport(()))
    attached = Mail(
        "<f@x.example>", "x", content_type="multipart/report", from_=(), forwarded=(inner,)
    )
    assert embedded_mail(bounce, GMAIL) is None
    assert embedded_mail(attached, GMAIL) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Dave dave@other.example", DAVE),
        ('"Dave" <dave@other.example>', DAVE),
        ("Dave <mailto:dave@other.example>", DAVE),
        ("Dave<mailto:dave@other.example> <dave@other.example> on behalf of x@y.example", DAVE),
        ("dave@other.example <dave@other.example>", Mailbox("dave@other.example")),
        (
            "old@other.example <dave@other.example>",
            Mailbox("dave@other.example", "old@other.example"),
        ),
        ("Dave", None),
    ],
)
def test_a_sender_is_read_however_it_is_written(value: str, expected: Mailbox | None) -> None:
    text = f"---------- Forwarded message ---------\nFrom: {value}\nSubject: Dark\n\nx"
    found = forwarded_mail(mail(), text)
    assert found is not None
    assert found.sender == expected
    assert found.author == value


def test_a_block_of_an_unknown_language_names_its_sender_below_a_known_marker() -> None:
    block = (
        "Zzer: Dave <dave@other.example>\nTo: bob\nZzat: Monday\nSubject: Dark\n\nIt stays dark."
    )
    found = forwarded_mail(mail("x"), f"---------- Forwarded message ---------\n{block}")
    assert found is not None
    assert (found.sender, found.subject, found.text) == (DAVE, "Dark", "It stays dark.")


def test_a_block_that_lost_its_breaks_is_parted() -> None:
    block = "From: Dave <dave@other.example> Sent: Monday, 10:00 To: Bob Subject: Dark"
    found = forwarded_mail(mail("FW: x"), f"Look.\n\n{block}\n\nIt stays dark.")
    assert found is not None
    assert (found.sender, found.subject, found.comment) == (DAVE, "Dark", "Look.")


def test_a_quoted_line_above_a_marker_makes_no_answer() -> None:
    text = f"> one line\n\nabove\n\n{GMAIL}\nIt stays dark."
    assert forwarded_mail(mail("x"), text) is not None
    answer = f"On 5 May 2026 at 10:00, Eve <eve@x.example> wrote:\n> one line\n\n{GMAIL}\nx"
    assert forwarded_mail(mail("x"), answer) is None


def test_without_a_subject_in_the_block_that_of_the_mail_counts() -> None:
    text = "---- Forwarded message ----\nFrom: Dave <dave@other.example>\nDate: Monday\n\nx"
    found = forwarded_mail(mail("Fwd: Dark"), text)
    assert found is not None
    assert found.subject == "Dark"


@pytest.mark.parametrize(
    "part",
    [
        "From: ",
        "From: a\nTo: b\n",
        "To: a\nDate: b\nCc: c\nReply-To: d\nFoo: e\n",
        "---- Forwarded message ----\n",
        "---- Forwarded message ---- From: To: ",
        "To: " + "x" * 50 + "\n" + "y" * 60 + "\n",
        "> ",
        "1 <a@b:\n",
        "<",
        "--- End forwarded message ---\n",
    ],
)
def test_hostile_text_takes_no_time(part: str) -> None:
    start = time.process_time()
    embedded_mail(mail("Fwd: x"), GMAIL.replace("From", part) + part * (500_000 // len(part)))
    embedded_mail(mail("Fwd: x"), part * (500_000 // len(part)))
    assert time.process_time() - start < 3
