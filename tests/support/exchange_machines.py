"""Mails of programs: answering machines, lists, delivery reports, monitors, our own come back."""

from collections.abc import Callable

from support.exchange_desk import MONITOR
from support.hostile import MX, SUPPORT, attack, proof
from support.letters import reply_address

from mailflow.core.records import OutboxRow

REPORT = 'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"\r\n\r\n'
SILENT = frozenset({"absence", "bounce", "loop", "receipt", "sign-up"})
"""What changes no incident."""


def _absence(row: OutboxRow, word: str) -> bytes:
    return attack(
        "Auto-Submitted: auto-replied",
        f"In-Reply-To: {row.message_id}",
        sender=row.recipient,
        to=reply_address(row),
        subject=f"Out of office: {row.subject}",
        text=f"#close\nI am away {word}.",
    )


def _list(row: OutboxRow, word: str) -> bytes:
    fields = ("List-Id: <news.out.example>", "Precedence: bulk")
    return attack(*fields, sender=row.recipient, subject=f"News {word}", text=f"News {word}.")


def _bounce(row: OutboxRow, word: str) -> bytes:
    """Return a report with the whole mail in it, its token too (RFC 3464)."""
    status = (
        "Reporting-MTA: dns; mx.out.example\n\n"
        f"Final-Recipient: rfc822; {row.recipient}\nAction: failed\nStatus: 5.1.1"
    )
    text = (
        f"--b1\nContent-Type: text/plain\n\nNobody there {word}.\n"
        f"--b1\nContent-Type: message/delivery-status\n\n{status}\n\n"
        f"--b1\nContent-Type: message/rfc822\n\n{row.content.decode()}\n--b1--"
    )
    sender = "mailer-daemon@out.example"
    subject = "Undelivered Mail Returned to Sender"
    return attack("Return-Path: <>", sender=sender, subject=subject, text=text, body=REPORT)


def _monitor(state: str) -> Callable[[OutboxRow, str], bytes]:
    def _alert(row: OutboxRow, word: str) -> bytes:
        host = f"srv{row.incident_id}"
        now = "OK" if state == "RECOVERY" else "CRITICAL"
        subject = f"** {state} Service Alert: {host}/disk is {now} **"
        text = f"Notification Type: {state}\nService: disk\nHost: {host}\nInfo: {word}"
        return attack(sender=MONITOR, subject=subject, text=text)

    return _alert


def _loop(row: OutboxRow, word: str) -> bytes:
    head = f"{proof(SUPPORT)}\r\nReceived: from out.example by {MX} with ESMTPS id 4XYZ\r\n"
    return head.encode() + row.content


def _receipt(row: OutboxRow, word: str) -> bytes:
    body = 'Content-Type: multipart/report; report-type=disposition-notification; boundary="b1"\r\n'
    text = (
        f"--b1\nContent-Type: text/plain\n\nI have read it {word}.\n"
        "--b1\nContent-Type: message/disposition-notification\n\n"
        f"Final-Recipient: rfc822; {row.recipient}\nOriginal-Message-ID: {row.message_id}\n"
        "Disposition: manual-action/MDN-sent-manually; displayed\n--b1--"
    )
    sender, to = row.recipient, reply_address(row)
    return attack(sender=sender, to=to, subject="Read", text=text, body=f"{body}\r\n")


def _sign_up(row: OutboxRow, word: str) -> bytes:
    text = f"Your verification code is 481516. {word}\nDo not share it with anybody."
    return attack(sender="noreply@sign-up.example", subject="Verify your email", text=text)


WRITERS: dict[str, Callable[[OutboxRow, str], bytes]] = {
    "absence": _absence,
    "list": _list,
    "bounce": _bounce,
    "alert": _monitor("PROBLEM"),
    "recovery": _monitor("RECOVERY"),
    "loop": _loop,
    "receipt": _receipt,
    "sign-up": _sign_up,
}
