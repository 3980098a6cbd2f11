"""The bytes of a generated mail: text, HTML, files, quotes, and tokens where none should be."""

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from urllib.parse import quote

from support.exchange_desk import FRED, written_by
from support.hostile import MALLORY, MX, SUPPORT, proof
from support.quoting_clients import CLIENTS, Quoted

POLICY = SMTP.clone(max_line_length=900, utf8=True)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c626001000000ffff030000060005"
    "57bfabd40000000049454e44ae426082"
)


@dataclass(frozen=True, slots=True)
class Written:
    """What one mail is made of; `pasted` are the places with `secret` in them, a token address."""

    number: int
    sender: str
    verdict: str
    to: str
    subject: str
    text: str
    form: str
    quoted: Quoted | None = None
    style: str = ""
    secret: str = ""
    pasted: tuple[str, ...] = ()
    file: str = ""
    word: str = ""
    fields: tuple[tuple[str, str], ...] = ()

    def has(self, place: str) -> str:
        """Return the token where it is pasted at this place, else nothing."""
        return self.secret if place in self.pasted else ""


def built(one: Written) -> bytes:
    """Return the mail."""
    message = EmailMessage(policy=POLICY)
    text, page = _bodies(one)
    if one.form != "html":
        message.set_content(text, cte="8bit")
        if one.form == "both":
            message.add_alternative(page, subtype="html", cte="quoted-printable")
    else:
        message.set_content(page, subtype="html", cte="base64")
    _add_file(message, one)
    _add_pasted(message, one)
    return _head(one) + bytes(message)


def _head(one: Written) -> bytes:
    name = one.has("name")
    sender = f'"{name}" <{one.sender}>' if name else written_by(one.sender)
    lines = (
        proof(one.sender, one.verdict),
        f"Received: from out.example by {MX} with ESMTPS id 4XYZ",
        f"From: {sender}",
        f"To: {one.to}",
        f"Subject: {one.subject} {one.has('subject')}".rstrip(),
        f"Message-ID: <x{one.number}@out.example>",
        *(f"{name}: {value}" for name, value in one.fields),
    )
    return "".join(f"{line}\r\n" for line in lines).encode()


def _bodies(one: Written) -> tuple[str, str]:
    text = one.text
    if secret := one.has("text"):
        text += f"\nMy address there was {secret}."
    if secret := one.has("percent"):
        text += f"\nSee https://out.example/?to={quote(secret, safe='')}"
    page = ""
    if one.quoted is not None and one.style == "interleaved":
        text = _between(text, one.quoted)
    elif one.quoted is not None:
        text, page = CLIENTS[one.style](text, one.quoted)
    page = page or f"<html><body>{_divs(text)}</body></html>"
    more = f'<p><a href="mailto:{one.has("link")}">Answer</a></p>' if one.has("link") else ""
    more += f"<p>{escape(one.has('html')).replace('+', '&#43;')}</p>" if one.has("html") else ""
    if one.file == "image":
        more += '<img src="cid:pixel@out.example">'
    return text, page.replace("</body>", f"{more}</body>")


def _divs(text: str) -> str:
    """Write lines as mail programs do: HTML would lose the blanks that indent one."""
    lines = text.split("\n")
    indents = ("&nbsp;" * (len(line) - len(line.lstrip(" "))) for line in lines)
    pairs = zip(indents, lines, strict=True)
    return "".join(f"<div>{by}{escape(line.lstrip(' ')) or '<br>'}</div>" for by, line in pairs)


def _between(text: str, quoted: Quoted) -> str:
    """Answer below the first lines, with the rest of the quote below the answer."""
    lines, half = quoted.lines, len(quoted.lines) // 2
    above, below = (
        [f"> {line}".rstrip() for line in part] for part in (lines[:half], lines[half:])
    )
    head = f"On {quoted.date.strftime('%d/%m/%Y %H:%M')}, {quoted.sender} wrote:"
    block, _, rest = text.partition("\n\n")  # a block of either form stands in the first lines
    return "\n".join([block, "", head, *above, "", rest, "", *below])


def _add_file(message: EmailMessage, one: Written) -> None:
    name = f"{one.word}.txt"
    if one.file == "text":
        message.add_attachment(f"Log {one.word}.", filename=name)
    elif one.file == "program":
        message.add_attachment(b"MZ", maintype="application", subtype="x", filename="a.exe")
    elif one.file == "image":
        message.add_attachment(
            PIXEL, "image", "png", cid="<pixel@out.example>", disposition="inline", filename="p.png"
        )
    elif one.file == "mail":
        message.add_attachment(_inner(f"Passed on {one.word}."))


def _add_pasted(message: EmailMessage, one: Written) -> None:
    if secret := one.has("file"):
        message.add_attachment(f"sent to {secret.upper()}", filename="old.txt")
    if secret := one.has("file name"):
        message.add_attachment(b"x", "application", "octet-stream", filename=f"{secret}.bin")
    if secret := one.has("mail"):
        message.add_attachment(_inner(f"It went to {secret}.", secret))


def _inner(text: str, to: str = SUPPORT) -> EmailMessage:
    inner = EmailMessage(policy=POLICY)
    inner["From"], inner["To"], inner["Subject"] = MALLORY, to, "An old one"
    inner.set_content(text)
    return inner


def forwarded(text: str, word: str) -> str:
    """Return what an agent passes on of a mail that reached him alone."""
    return (
        f"{text}\n\n---------- Forwarded message ---------\nFrom: Fred <{FRED}>\n"
        f"Date: Tue, 24 Nov 2026 at 09:00\nSubject: Lost {word}\nTo: <bob@helpdesk.example>\n\n"
        f"I lost it {word}.\n"
    )
