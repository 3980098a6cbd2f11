"""Delivery reports and bounces."""

import email
import time
from email.message import Message

import pytest

from mailflow.adapters.parser import read_mail
from mailflow.core.mail import DeliveryReport

BODY = """Hi. This is the qmail-send program at mx.customer.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<carol@customer.example>:
192.0.2.10 does not like recipient.

--- Below this line is a copy of the message.

Message-ID: <mf.returned@helpdesk.example>
Subject: [INC-1001] received
"""


def report_in(message: "Message[str, str]") -> DeliveryReport | None:
    return read_mail(message.as_bytes()).delivery_report


def message(head: str, body: str = BODY) -> "Message[str, str]":
    return email.message_from_string(f"{head}\n\n{body}")


def report(fields: str) -> "Message[str, str]":
    return message(
        "From: x@y.example\nContent-Type: multipart/report; boundary=b",
        f"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n{fields}\n\n--b--",
    )


@pytest.mark.parametrize(
    ("fields", "action", "status"),
    [
        ("Final-Recipient: rfc822; A@x.example\nAction: failed\nStatus: 5.1.1", "failed", "5.1.1"),
        ("Final-Recipient: a@x.example\nAction: delayed\nStatus: 4.2.2 (x)", "delayed", "4.2.2"),
        ("Final-Recipient: a@x.example\nAction: failed", "failed", "5.0.0"),
        ("Final-Recipient: a@x.example\nAction: failure\nStatus: 553 no", "failed", "5.0.0"),
        ("Original-Recipient: rfc822;a@x.example\nFinal-Recipient: b@y", "failed", "5.0.0"),
        ("Final-Recipient: <a@x.example>\nDiagnostic-Code: smtp; 550 5.7.1", "failed", "5.7.1"),
    ],
)
def test_a_status_notification_is_read(fields: str, action: str, status: str) -> None:
    found = report_in(report(fields))
    assert found is not None
    (one,) = found.recipients
    assert (one.address, one.action, one.status) == ("a@x.example", action, status)


@pytest.mark.parametrize(
    "head",
    [
        "From: MAILER-DAEMON@mx.customer.example\nSubject: failure notice",
        "From: Mail Delivery System <>\nSubject: x",
        "Return-Path: <>\nFrom: x@customer.example\nSubject: Undelivered Mail Returned to Sender",
        "From: postmaster@customer.example\nSubject: Delivery Status Notification (Failure)",
    ],
)
def test_an_older_bounce_is_known_by_envelope_sender_and_text(head: str) -> None:
    found = report_in(message(head))
    assert found is not None
    assert [one.address for one in found.recipients if one.permanent] == ["carol@customer.example"]
    assert found.returned_message_ids == ("<mf.returned@helpdesk.example>",)


@pytest.mark.parametrize(
    "head",
    [
        "From: carol@customer.example\nSubject: Undelivered Mail Returned to Sender",
        "From: postmaster@customer.example\nSubject: Fwd: failure notice",
        "From: postmaster@customer.example\nSubject: A question",
    ],
)
def test_a_person_who_asks_about_a_bounce_is_no_bounce(head: str) -> None:
    assert report_in(message(head)) is None


def test_a_report_that_somebody_attached_is_not_about_our_mail() -> None:
    inner = report(
        "Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1"
    ).as_string()
    outer = message(
        "From: carol@customer.example\nContent-Type: multipart/mixed; boundary=o",
        f"--o\n\nWhat is this?\n--o\nContent-Type: message/rfc822\n\n{inner}\n--o--",
    )
    assert report_in(outer) is None


def test_the_returned_id_is_found_among_returned_headers() -> None:
    status = "Final-Recipient: rfc822; a@x.example\n\n"
    headers = "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <mf.x@desk>\nSubject: y\n"
    found = report_in(report(status + headers))
    assert found is not None
    assert found.returned_message_ids == ("<mf.x@desk>",)


HEAD = (
    b"From: MAILER-DAEMON@x.example\nReturn-Path: <>\nSubject: Undelivered\n\n"
    b"Your message could not be delivered to the following recipients:\n"
)
STATUS = (
    b"From: MAILER-DAEMON@x.example\nContent-Type: multipart/report; boundary=b\n\n"
    b"--b\nContent-Type: message/delivery-status\n\n"
)


@pytest.mark.parametrize(
    ("head", "unit"),
    [
        (HEAD, b"a"),
        (HEAD, b"a@"),
        (HEAD, b"<a@b.example>\n"),
        (HEAD, b" \t"),
        (HEAD, b"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaaaaaaa\n"),
        (HEAD, b"The following addresses had failed recipients, could not be delivered\n"),
        (STATUS, b"Final-Recipient: rfc822; a@b.example\nAction: failed\n\n"),
        (STATUS + b"Diagnostic-Code: x\n", b" a\n"),
        (b"From: x@y.example\n\n", b'{"a":'),
        (b"From: x@y.example\n\n", b"["),
        (b"From: x@y.example\nX-Failed-Recipients: ", b"a@b.example, "),
    ],
)
def test_no_report_takes_long(head: bytes, unit: bytes) -> None:
    content = head + unit * (1_000_000 // len(unit))
    started = time.process_time()
    read_mail(content)
    assert time.process_time() - started < 3
