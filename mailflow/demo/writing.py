"""Mails as the mail programs of the story's people write them, and the stamps of their server."""

from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime, make_msgid

from mailflow.demo.people import ALICE, CAMILLE, JONAS, LUCIA, MX, SUPPORT, Person
from mailflow.demo.script import Mailroom, Proof, ScriptedMail

ATTRIBUTIONS = {
    JONAS: "Am {at:%d.%m.%Y} um {at:%H:%M} schrieb {name} <{address}>:",
    CAMILLE: "Le {at:%d/%m/%Y} à {at:%H:%M}, {name} <{address}> a écrit :",
    LUCIA: "El {at:%d/%m/%Y} a las {at:%H:%M}, {name} <{address}> escribió:",
}
IN_ENGLISH = "On {at:%a, %d %b %Y} at {at:%H:%M}, {name} <{address}> wrote:"
OUTLOOK_USERS = frozenset({ALICE})
FULL_LINE = 68


def write(scripted: ScriptedMail, room: Mailroom) -> bytes:
    """Return a mail as its writer sends it and our mail server stamps it."""
    message = _message(scripted, room)
    if scripted.answers is not None:
        notice = read(room.notice(scripted.answers, scripted.writer))
        _answer(message, notice, scripted.writer)
        message.set_content(_with_quote(scripted, notice), charset=scripted.charset)
    elif scripted.html:
        message.set_content(scripted.html, subtype="html", charset=scripted.charset)
    else:
        message.set_content(flowing(scripted.text), charset=scripted.charset)
    for file in scripted.files:
        kind, _, subtype = file.content_type.partition("/")
        message.add_attachment(file.content, kind, subtype, filename=file.name)
    return stamped(message.as_bytes(policy=SMTP), scripted, room)


def flowing(text: str) -> str:
    """Return the text with its paragraphs on one line each, as mail programs write them today."""
    lines = [""]
    for line in text.split("\n"):
        continues = len(lines[-1]) >= FULL_LINE and line and not line.startswith("#")
        if continues:
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
    return "\n".join(lines[1:])


def read(content: bytes) -> EmailMessage:
    """Return a mail as a mail program reads it."""
    return message_from_bytes(content, policy=default)


def text_of(message: EmailMessage) -> str:
    """Return the plain text that a mail program shows and quotes."""
    body = message.get_body(("plain", "html"))
    return "" if body is None else str(body.get_content())


def stamped(content: bytes, scripted: ScriptedMail, room: Mailroom) -> bytes:
    """Return the mail with what our own server writes on top of it (RFC 5321, RFC 8601)."""
    writer, moment = scripted.writer, format_datetime(room.now)
    bounce = scripted.proof is Proof.NONE and "mailer-daemon" in writer.address
    lines = (
        f"Return-Path: <{'' if bounce else writer.address}>",
        f"Received: from out.{writer.domain} by {MX} with ESMTPS; {moment}",
        f"Authentication-Results: {MX}; dmarc={scripted.proof.value} header.from={writer.domain}",
    )
    return "".join(f"{line}\r\n" for line in lines).encode() + content


def _message(scripted: ScriptedMail, room: Mailroom) -> EmailMessage:
    writer = scripted.writer
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(writer.name, addr_spec=writer.address)
    message["To"] = SUPPORT
    message["Subject"] = scripted.subject
    message["Date"] = format_datetime(room.now)
    message["Message-ID"] = make_msgid(scripted.key.replace(" ", "-"), domain=writer.domain)
    for name, value in scripted.headers:
        message[name] = value
    return message


def _answer(message: EmailMessage, notice: EmailMessage, writer: Person) -> None:
    """Do what the button *Answer* does (RFC 5322 section 3.6.4)."""
    del message["To"]
    message["To"] = str(notice["Reply-To"])
    if not message["Subject"]:
        prefix = {JONAS: "AW", CAMILLE: "RE"}.get(writer, "Re")
        del message["Subject"]
        message["Subject"] = f"{prefix}: {notice['Subject']}"
    message["In-Reply-To"] = str(notice["Message-ID"])
    message["References"] = f"{notice['References'] or ''} {notice['Message-ID']}".strip()


def _with_quote(scripted: ScriptedMail, notice: EmailMessage) -> str:
    """Return the new text above the quoted notice, in the habit of the writer's program."""
    if any(name == "Auto-Submitted" for name, _ in scripted.headers):
        return scripted.text
    text = flowing(scripted.text).rstrip()
    quoted = text_of(notice).strip().splitlines()
    sender = notice["From"].addresses[0]
    if scripted.writer in OUTLOOK_USERS:
        head = (
            "-----Original Message-----",
            f"From: {sender.display_name} <{sender.addr_spec}>",
            f"Sent: {notice['Date'].datetime:%d %B %Y %H:%M}",
            f"To: {scripted.writer.name}",
            f"Subject: {notice['Subject']}",
            "",
        )
        return "\n".join((text, "", *head, *quoted, ""))
    attribution = ATTRIBUTIONS.get(scripted.writer, IN_ENGLISH).format(
        at=notice["Date"].datetime, name=sender.display_name, address=sender.addr_spec
    )
    return "\n".join((text, "", attribution, *(f"> {line}".rstrip() for line in quoted), ""))
