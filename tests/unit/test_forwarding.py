"""Forwarded mails."""

import pytest

from mailflow.core.forwarding import forwarded_mail
from mailflow.core.mail import Mail, Mailbox

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


def test_two_attached_mails_have_no_one_sender() -> None:
    inner = Mail("<i@other.example>", "Dark", (DAVE,), text="x")
    assert forwarded_mail(mail(forwarded=(inner, inner)), "Look.") is None
