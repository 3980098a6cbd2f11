"""The bytes of the quarter's mails, as the desk's own MX hands them on."""

import base64
import re

from support.desks import DESK_SECTION

SUPPORT = str(DESK_SECTION["support_address"])
MX = str(DESK_SECTION["authserv_id"])
_REPLY_TO = re.compile(rb"(?mi)^Reply-To:((?:.*\n[ \t])*.*)$")
_ADDRESS = re.compile(rb"support\+[a-z2-7]{40}@[a-z.]+")

TONGUES = (
    "Hello, {words} ({number}). Could you look at it?",
    "Guten Tag, {words} ({number}). Bitte sehen Sie nach.",
    "Bonjour, {words} ({number}). Pouvez-vous regarder ?",
    "Buenos días, {words} ({number}). ¿Pueden mirarlo?",
    "こんにちは。{words} ({number}) を見てください。",
)
MORE = (
    "I have found out more about it, number {number}.",
    "Es ist auch im zweiten Stock so, Nummer {number}.",
    "C'est toujours pareil, numéro {number}.",
)
IMPATIENT = (
    "This is the third time I write, number {number}.",
    "Ich schreibe jetzt zum dritten Mal, Nummer {number}.",
)
AGAIN = ("It is broken again, number {number}.", "Es geht wieder nicht, Nummer {number}.")
THANKS = ("Thank you very much!", "Vielen Dank!", "Merci beaucoup !")


def letter(
    sender: str, subject: str, text: str, number: int, *, to: str = SUPPORT, verdict: str = "pass"
) -> bytes:
    """Return a mail; `number` makes it one of its own."""
    domain = sender.rpartition("@")[2]
    head = (
        f"Authentication-Results: {MX}; dmarc={verdict} header.from={domain}\r\n"
        f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\n"
        f"Message-ID: <q{number}@{domain}>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + base64.encodebytes(text.encode()).replace(b"\n", b"\r\n")


def reply_address(content: bytes) -> str:
    """Return where an answer to a notice goes: the token of its recipient."""
    found = _REPLY_TO.search(content)
    address = _ADDRESS.search(found[1]) if found else None
    assert address is not None, "a notice has an address for answers"
    return address[0].decode()
