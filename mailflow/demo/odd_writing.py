"""Mails that no person's mail program writes: reports, loops, second copies, broken ones."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from mailflow.demo.people import MX, SUPPORT
from mailflow.demo.script import Mailroom, ScriptedMail
from mailflow.demo.writing import read, stamped

DELIVERY_STATUS = """\
Reporting-MTA: dns; mail.lindqvist-freight.example

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user here
"""


def bounce(scripted: ScriptedMail, room: Mailroom) -> bytes:
    """Return the report of a server that could not deliver one of our mails (RFC 3464)."""
    if scripted.answers is None or scripted.answers.received_by is None:
        raise ValueError(f"{scripted.key}: a bounce needs the notice it is about")
    lost = read(room.notice(scripted.answers, scripted.writer))
    boundary = f"=_{scripted.key}"
    status = DELIVERY_STATUS.format(recipient=scripted.answers.received_by.address)
    returned = "\n".join(f"{name}: {value}" for name, value in lost.items())
    lines = (
        f"From: {scripted.writer.name} <{scripted.writer.address}>",
        f"To: {SUPPORT}",
        f"Subject: {scripted.subject}",
        f"Date: {format_datetime(room.now)}",
        f"Message-ID: {make_msgid(scripted.key, domain=scripted.writer.domain)}",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        "Content-Type: multipart/report; report-type=delivery-status;",
        f' boundary="{boundary}"',
        "",
        *(f"--{boundary}", "Content-Type: text/plain; charset=utf-8", "", scripted.text),
        *(f"--{boundary}", "Content-Type: message/delivery-status", "", status),
        *(f"--{boundary}", "Content-Type: text/rfc822-headers", "", returned, ""),
        f"--{boundary}--",
        "",
    )
    content = "\n".join(lines).replace("\n", "\r\n").encode()
    return stamped(content, scripted, room)


def loop(scripted: ScriptedMail, room: Mailroom) -> bytes:
    """Return one of our own mails as a forwarding rule sends it back."""
    if scripted.answers is None:
        raise ValueError(f"{scripted.key}: a loop needs the notice that comes back")
    return stamped(room.notice(scripted.answers, scripted.writer), scripted, room)


def second_copy(scripted: ScriptedMail, room: Mailroom) -> bytes:
    """Return an earlier mail that came over a second way, too; `text` holds its key."""
    way = f"Received: from relay.{MX} by {MX} with ESMTPS; {format_datetime(room.now)}\r\n"
    return way.encode() + room.dropped(scripted.text)


def two_senders(scripted: ScriptedMail, room: Mailroom) -> bytes:
    """Return a mail that names two senders, as RFC 5322 section 3.6 forbids."""
    message = EmailMessage(policy=SMTP)
    message["From"] = scripted.writer.address
    message["To"] = SUPPORT
    message["Subject"] = scripted.subject
    message["Date"] = format_datetime(room.now)
    message.set_content(scripted.text)
    second = b"From: The Managing Director <md@harbour.example>\r\n"
    return stamped(second + message.as_bytes(policy=SMTP), scripted, room)


def no_mail_at_all(scripted: ScriptedMail, _: Mailroom) -> bytes:
    """Return bytes that are no mail: no header, wild control characters."""
    return b"\x00\x01\xfe\xff" * 40 + scripted.text.encode() + b"\r\n" + bytes(range(256))
