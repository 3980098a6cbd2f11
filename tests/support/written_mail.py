"""Mails as people, machines and attackers write them, each built byte for byte the same."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from string import Template

SUPPORT = "support@helpdesk.example"
AUTHSERV_ID = "mx.helpdesk.example"
MARKER = "X-Sample"
_FIRST_DATE = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
_POLICY = SMTP.clone(max_line_length=200)


@dataclass(frozen=True, slots=True)
class Tongue:
    """What somebody asks, and in which charset his program sends it."""

    charset: str
    subject: str
    text: str


TONGUES = (
    Tongue("utf-8", "Printer on floor 3", "The “tray 2” light blinks – nothing prints…"),
    Tongue("us-ascii", "VPN drops", "The VPN drops every ten minutes since yesterday."),
    Tongue("iso-8859-1", "Drucker streikt", "Der Drucker im Büro druckt nur graue Flächen."),
    Tongue("windows-1252", "Sin conexión", "No puedo conectar a la red – desde mañana viajo."),
    Tongue("iso-8859-15", "Imprimante", "L'imprimante coûte 300 € et ne répond plus à l'accueil."),
    Tongue("iso-2022-jp", "画面の件", "画面が固まって操作できません。"),
    Tongue("koi8-r", "Почта", "Почта не открывается с утра."),
    Tongue("gb18030", "网络", "办公室的网络今天很慢。"),
)


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail; `verdict` is what our own MX says of the sender's domain, empty for nothing."""

    number: int
    sender: str
    text: str = ""
    subject: str = "Help"
    message_id: str = ""
    to: str = SUPPORT
    charset: str = "utf-8"
    form: str = "plain"
    attachment: str = ""
    references: tuple[str, ...] = ()
    verdict: str = "pass"
    fields: tuple[tuple[str, str], ...] = field(default=())

    def content(self) -> bytes:
        """Return the bytes, as our MX hands them on."""
        return self.message().as_bytes(policy=_POLICY)

    def message(self) -> EmailMessage:
        """Return the mail before it is put into bytes."""
        message = EmailMessage(policy=_POLICY)
        for name, value in self._fields():
            message[name] = value
        self._fill(message)
        return message

    def _fields(self) -> Iterable[tuple[str, str]]:
        date = _FIRST_DATE + timedelta(seconds=7 * self.number)
        yield MARKER, str(self.number)
        if self.verdict:
            yield "Authentication-Results", stamped(self.sender, self.verdict)
        yield "From", self.sender
        yield "To", self.to
        yield "Subject", self.subject
        yield "Date", format_datetime(date)
        if self.message_id:
            yield "Message-ID", self.message_id
        if self.references:
            yield "In-Reply-To", self.references[-1]
            yield "References", " ".join(self.references)
        yield from self.fields

    def _fill(self, message: EmailMessage) -> None:
        page = f"<html><body><p>{self.text}</p></body></html>"
        if self.form == "html":
            message.set_content(page, subtype="html", charset=self.charset)
        else:
            message.set_content(self.text, charset=self.charset)
        if self.form == "both":
            message.add_alternative(page, subtype="html", charset=self.charset)
        if self.attachment:
            data, kind = bytes(range(256)) * 4, "octet-stream"
            message.add_attachment(
                data, maintype="application", subtype=kind, filename=self.attachment
            )
        for depth, part in enumerate(message.walk()):
            if part.is_multipart():
                part.set_boundary(f"=_{self.number}_{depth}")


def stamped(sender: str, verdict: str) -> str:
    """Return what our own MX writes into Authentication-Results (RFC 8601)."""
    domain = sender.rpartition("@")[2].rstrip(">")
    return f"{AUTHSERV_ID}; dmarc={verdict} header.from={domain}"


def reply_text(text: str, quoted: str) -> str:
    """Return an answer above the quoted mail, as most programs write it."""
    quote = "\n".join(f"> {line}" for line in quoted.splitlines())
    return f"{text}\n\nOn Tue, 24 Nov 2026 at 09:12, Somebody wrote:\n{quote}\n"


def delivered_again(number: int, content: bytes) -> bytes:
    """Return the same mail by another way: other trace fields before the same bytes."""
    trace = f"{MARKER}: {number}\r\nReceived: from backup.example by {AUTHSERV_ID} id {number}\r\n"
    return trace.encode("ascii") + content


_REPORT = Template(f"""{MARKER}: $number
Authentication-Results: {AUTHSERV_ID}; dmarc=pass header.from=customer.example
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@customer.example>
To: {SUPPORT}
Subject: Undelivered Mail Returned to Sender
Message-ID: <report-$number@customer.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_$number"

--=_$number
Content-Type: text/plain; charset=us-ascii

Your mail did not arrive (report $number).

--=_$number
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.customer.example

Final-Recipient: rfc822; $recipient
Action: $action
Status: $status

--=_$number
Content-Type: text/rfc822-headers

$headers

--=_$number--
""")


def delivery_report(number: int, returned: bytes, recipient: str, *, status: str) -> bytes:
    """Return a delivery status notification about a mail (RFC 3464)."""
    headers = returned.replace(b"\r\n", b"\n").split(b"\n\n")[0].decode("ascii", "replace")
    text = _REPORT.substitute(
        number=number,
        recipient=recipient,
        action="failed" if status.startswith("5") else "delayed",
        status=status,
        headers=headers,
    )
    return text.replace("\n", "\r\n").encode("utf-8")


def damaged(number: int, sender: str, message_id: str, how: str, text: str) -> bytes:
    """Return a person's mail that some program has damaged: broken MIME or NUL bytes."""
    head = (
        f"{MARKER}: {number}\r\nAuthentication-Results: {stamped(sender, 'pass')}\r\n"
        f"From: {sender}\r\nTo: {SUPPORT}\r\nMessage-ID: {message_id}\r\n"
    ).encode("ascii")
    body = text.encode("ascii") + b"\r\n"
    return (
        head
        + {
            "open multipart": b"Subject: half\r\nMIME-Version: 1.0\r\n"
            b'Content-Type: multipart/mixed; boundary="xx"\r\n\r\n--xx\r\n'
            b"Content-Type: text/plain\r\n\r\n" + body,
            "no boundary": b"Subject: lost\r\nContent-Type: multipart/alternative\r\n\r\n" + body,
            "wrong base64": b"Subject: bad\r\nContent-Type: text/plain\r\n"
            b"Content-Transfer-Encoding: base64\r\n\r\n!!!" + body,
            "NUL in the text": b"Subject: zero\r\n\r\n\0\0\0 " + body + b"and \0 on\r\n",
            "NUL in the subject": b"Subject: ze\0ro\r\n\r\n" + body,
            "NUL in a field": b"Subject: zero\r\nX-Odd: \0\r\n\r\n" + body,
        }[how]
    )


def unusable(number: int, how: str) -> bytes:
    """Return a mail without a usable sender, or one that nobody should read."""
    head = f"{MARKER}: {number}\r\nAuthentication-Results: {AUTHSERV_ID}; dmarc=none\r\n"
    rest = f"Subject: unusable\r\nMessage-ID: <unusable-{number}@odd.example>\r\n"
    body = "\r\nWho am I?\r\n"
    nested = "".join(
        f'Content-Type: multipart/mixed; boundary="b{depth}"\r\n\r\n--b{depth}\r\n'
        for depth in range(40)
    )
    return {
        "no From": head + rest + body,
        "two Froms": head + "From: a@one.example\r\nFrom: b@two.example\r\n" + rest + body,
        "unreadable From": head + "From: nobody at all\r\n" + rest + body,
        "too deep": head + "From: a@one.example\r\n" + rest + nested + body,
        "zero bytes": "",
    }[how].encode("ascii")
