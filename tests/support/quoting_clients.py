"""Answers as mail programs write them: what each puts around the mail that it quotes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime
from functools import cache
from html import escape

POLICY = SMTP.clone(max_line_length=200)


@dataclass(frozen=True, slots=True)
class Quoted:
    """The mail that is answered, as its reader's program has it."""

    sender: str
    address: str
    to: str
    subject: str
    date: datetime
    text: str
    html: str
    message_id: str
    references: str

    @property
    def lines(self) -> list[str]:
        """Its plain text, line by line."""
        return self.text.rstrip("\n").split("\n")


@cache
def read_quoted(content: bytes) -> Quoted:
    """Read a mail that somebody got."""
    message = message_from_bytes(content, policy=default)
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    sender = message["From"].addresses[0]
    return Quoted(
        sender=sender.display_name,
        address=str(message["Reply-To"] or sender.addr_spec),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        date=message["Date"].datetime,
        text=str(plain.get_content()).replace("\r\n", "\n") if plain else "",
        html=str(page.get_content()).replace("\r\n", "\n") if page else "",
        message_id=str(message["Message-ID"]),
        references=str(message["References"] or ""),
    )


Bodies = tuple[str, str]
"""Plain text, and HTML where the program sends it."""


def _paragraphs(text: str) -> str:
    return "".join(f"<div>{escape(line) or '<br>'}</div>" for line in text.split("\n"))


def _marked(one: Quoted) -> str:
    return "\n".join(f"> {line}".rstrip() for line in one.lines)


def gmail(text: str, one: Quoted) -> Bodies:
    """Answer above; the attribution is folded in the plain text (Gmail on the web)."""
    when = one.date.strftime("%a, %b %d, %Y at %I:%M %p")
    plain = f"{text}\n\nOn {when} {one.sender} <\n{one.address}> wrote:\n\n{_marked(one)}\n"
    page = (
        f'<div dir="ltr">{_paragraphs(text)}</div><br><div class="gmail_quote">'
        f'<div dir="ltr" class="gmail_attr">On {when} {escape(one.sender)} &lt;'
        f'<a href="mailto:{one.address}">{one.address}</a>&gt; wrote:<br></div>'
        f'<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex">{one.html}'
        "</blockquote></div>"
    )
    return plain, page


def outlook(text: str, one: Quoted) -> Bodies:
    """Answer above a block of header fields; nothing marks the quote (Outlook for Windows)."""
    when = one.date.strftime("%A, %B %d, %Y %I:%M %p")
    head = (("From", f"{one.sender} <{one.address}>"), ("Sent", when), ("To", one.to))
    fields = (*head, ("Subject", one.subject))
    return _with_block(text, one, fields)


def outlook_german(text: str, one: Quoted) -> Bodies:
    """The same with German labels."""
    when = one.date.strftime("%d.%m.%Y %H:%M")
    head = (("Von", f"{one.sender} <{one.address}>"), ("Gesendet", when), ("An", one.to))
    return _with_block(text, one, (*head, ("Betreff", one.subject)))


def _with_block(text: str, one: Quoted, fields: tuple[tuple[str, str], ...]) -> Bodies:
    block = "\n".join(f"{name}: {value}" for name, value in fields)
    lines = "<br>".join(f"<b>{name}:</b> {escape(value)}" for name, value in fields)
    border = "border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"
    page = (
        f'<html><body lang="EN-US"><div class="WordSection1">{_paragraphs(text)}'
        f'<div><div style="{border}"><p class="MsoNormal">{lines}</p></div></div>'
        f"{one.html}</div></body></html>"
    )
    return f"{text}\n\n{block}\n\n{one.text}", page


def apple(text: str, one: Quoted) -> Bodies:
    """Answer above; the attribution is part of the quote (Apple Mail)."""
    when = one.date.strftime("%-d %b %Y, at %H:%M")
    attribution = f"On {when}, {one.sender} <{one.address}> wrote:"
    plain = f"{text}\n\n> {attribution}\n> \n{_marked(one)}\n"
    page = (
        f'<html><body>{_paragraphs(text)}<div><br><blockquote type="cite"><div>'
        f"{escape(attribution)}</div><br><div>{one.html}</div></blockquote></div></body></html>"
    )
    return plain, page


def iphone(text: str, one: Quoted) -> Bodies:
    """The same from a telephone, with its line of advertising."""
    return apple(f"{text}\n\nSent from my iPhone", one)


def thunderbird(text: str, one: Quoted) -> Bodies:
    """Plain text, the answer below the quote, and a signature."""
    attribution = f"On {one.date.strftime('%d/%m/%Y %H:%M')}, {one.sender} wrote:"
    return f"{attribution}\n{_marked(one)}\n\n{text}\n\n-- \nSent with Thunderbird\n", ""


def interleaved(text: str, one: Quoted) -> Bodies:
    """Plain text between the quoted lines: each line of the answer is `line quoted => answer`."""
    answers = dict(pair.split(" => ", 1) for pair in text.split("\n"))
    lines = [f"On {one.date.strftime('%d/%m/%Y %H:%M')}, {one.sender} wrote:"]
    for line in one.lines:
        lines.append(f"> {line}".rstrip())
        if answer := answers.pop(line.strip(), ""):
            lines += ["", answer, ""]
    if answers:
        raise ValueError(f"the mail that is answered has no line {sorted(answers)}")
    return "\n".join(lines), ""


CLIENTS: dict[str, Callable[[str, Quoted], Bodies]] = {
    one.__name__: one
    for one in (gmail, outlook, outlook_german, apple, iphone, thunderbird, interleaved)
}


def reply(sender: str, client: str, text: str, one: Quoted, *, now: datetime) -> EmailMessage:
    """Return the answer of somebody's program to a mail that he got."""
    plain, page = CLIENTS[client](text, one)
    message = letter(sender, f"{_prefix(client)}: {one.subject}", plain, to=one.address, now=now)
    message["In-Reply-To"] = one.message_id
    message["References"] = f"{one.references} {one.message_id}".strip()
    if page:
        message.add_alternative(page, subtype="html")
    return message


def _prefix(client: str) -> str:
    return {"outlook": "RE", "outlook_german": "AW"}.get(client, "Re")


def letter(sender: str, subject: str, text: str, *, to: str, now: datetime) -> EmailMessage:
    """Return a mail that answers nothing."""
    message = EmailMessage(policy=POLICY)
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = format_datetime(now)
    message.set_content(text)
    return message
