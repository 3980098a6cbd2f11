"""What goes over the wire to an SMTP server and what its replies mean for a mail (RFC 5321)."""

import re
from collections.abc import Container
from dataclasses import dataclass
from typing import NewType

from mailflow.core.delivery_outcomes import DeliveryOutcome, Outcome, OutgoingMail
from mailflow.errors import AddressError

CrlfLines = NewType("CrlfLines", bytes)
"""Content whose every line, also the last, ends with CRLF; only `normalised` makes it."""

LONGEST_TEXT = 500
START_INPUT = 354
CLOSING = 421  # the server closes the connection (RFC 5321 section 3.8)
# RFC 4954 section 6: the server wants another login, which is our settings' fault, not the mail's.
LOGIN_CODES = frozenset({530, 534, 535, 538})

_CODE = re.compile(rb"[0-9]{3}")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_LONE_CR, _LONE_LF = re.compile(rb"\r(?!\n)"), re.compile(rb"\n(?<!\r\n)")
_HEADER_END = re.compile(rb"\r\n\r\n")
_NOT_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
# Nothing that could end the path or the command line (section 4.1.2), UTF-8 as in RFC 6531.
_PATH = re.compile(
    r"""
      (?: [^\s"<>@\x00-\x1f\x7f\ud800-\udfff]++
        | "(?:[^"\\\x00-\x1f\x7f\ud800-\udfff]|\\[\x20-\x7e])*+" )
      @ [^\s"<>@\x00-\x1f\x7f\ud800-\udfff]++
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's reply (section 4.2), or without a code what came in its place.

    `ours`: it is about the connection and our settings, and says nothing about a mail.
    """

    code: int | None
    text: str
    ours: bool = False

    @property
    def positive(self) -> bool:
        """Tell whether the command was carried out (section 4.2.1)."""
        return self.code is not None and 200 <= self.code <= 299

    @property
    def negative(self) -> bool:
        """Tell whether the server clearly refused, for now or for good (section 4.2.1)."""
        return self.code is not None and 400 <= self.code <= 599


def refusal(mail_id: int, reply: Reply) -> DeliveryOutcome:
    """Return what it means that a mail was not accepted; only a clear 5yz is for good."""
    if reply.code in LOGIN_CODES and not reply.ours:
        return _outcome(mail_id, Outcome.TRANSIENT, Reply(reply.code, f"login: {reply.text}"))
    permanent = reply.code is not None and 500 <= reply.code <= 599 and not reply.ours
    return _outcome(mail_id, Outcome.PERMANENT if permanent else Outcome.TRANSIENT, reply)


def verdict(mail_id: int, reply: Reply) -> DeliveryOutcome:
    """Return what the reply to a mail's final dot means; anything unclear is UNKNOWN (P5)."""
    if reply.positive:
        return _outcome(mail_id, Outcome.SENT, reply)
    if reply.negative:
        return refusal(mail_id, reply)
    return _outcome(mail_id, Outcome.UNKNOWN, reply)


def unsendable(mail_id: int, error: AddressError) -> DeliveryOutcome:
    """Return the end of a mail whose envelope no server could take."""
    return _outcome(mail_id, Outcome.PERMANENT, Reply(None, str(error)))


def failure(step: str, error: Exception) -> Reply:
    """Return what came in place of a reply; it is never a mail's fault."""
    return Reply(None, f"{step}: {error or type(error).__name__}", ours=True)


def take_reply(received: bytearray) -> Reply | None:
    """Take the first whole reply (section 4.2.1) off what was received; ValueError if it is none.

    Of several lines all have their text in it, and the last decides by its code.
    """
    texts, begin = [], 0
    while (end := received.find(b"\n", begin)) >= 0:
        line = bytes(received[begin:end])
        begin = end + 1
        if not _CODE.match(line):
            raise ValueError(f"Malformed reply: {line.decode('utf-8', 'replace')}")
        texts.append(line[4:].strip().decode("utf-8", "surrogateescape"))
        if line[3:4] != b"-":
            del received[:begin]
            return Reply(int(line[:3]), "\n".join(texts))
    return None


def envelope(
    mail: OutgoingMail, content: CrlfLines, extensions: Container[str]
) -> tuple[bytes, bytes]:
    """Return the MAIL and RCPT commands of a mail (sections 4.1.1.2 and 4.1.1.3).

    Parameters are given only to servers that offer them (`extensions`, lower case): SIZE
    (RFC 1870), 8BITMIME (RFC 6152), SMTPUTF8 (RFC 6531). Raises AddressError.
    """
    sender, recipient = path(mail.envelope_from, null=True), path(mail.recipient)
    addresses_in_ascii = sender.isascii() and recipient.isascii()
    if not addresses_in_ascii and "smtputf8" not in extensions:
        raise AddressError("the server does not offer SMTPUTF8 (RFC 6531), the address needs it")
    content_in_ascii = content.isascii()
    header_in_ascii = content_in_ascii or _header(content).isascii()
    words = [b"MAIL FROM:" + sender]
    if "size" in extensions:
        words.append(b"SIZE=%d" % len(content))
    if "8bitmime" in extensions and not content_in_ascii:
        words.append(b"BODY=8BITMIME")
    if "smtputf8" in extensions and not (addresses_in_ascii and header_in_ascii):
        words.append(b"SMTPUTF8")
    return b" ".join(words) + b"\r\n", b"RCPT TO:" + recipient + b"\r\n"


def path(address: str, *, null: bool = False) -> bytes:
    """Return `<address>` as MAIL and RCPT take it; `null` allows the empty path (section 4.5.5).

    The address is never read anew: a mail goes to exactly these characters or nowhere.
    """
    if not (_PATH.fullmatch(address) or (null and not address)):
        raise AddressError("the address cannot stand in an SMTP command (RFC 5321 section 4.1.2)")
    return f"<{address}>".encode()


def normalised(content: bytes) -> CrlfLines:
    """Return the content with CRLF, and nothing else, at the end of every line (section 2.3.8)."""
    # What we compose is sound already; two searches, since `re` is fast at one literal byte.
    unsound = _LONE_CR.search(content) or _LONE_LF.search(content)
    lines = _LINE_END.sub(b"\r\n", content) if unsound else content
    return CrlfLines(lines if lines.endswith(b"\r\n") or not lines else lines + b"\r\n")


def transparent(content: CrlfLines) -> bytes:
    """Return the content as it is written after the 354, with the final dot (section 4.5.2).

    Line ends came first: a dot after a lone CR or LF is doubled too, so that no server, whatever
    it takes for a line end, can see a second mail inside this one (SMTP smuggling).
    """
    first = b"." if content.startswith(b".") else b""
    return first + content.replace(b"\r\n.", b"\r\n..") + b".\r\n"


def _header(content: CrlfLines) -> bytes:
    end = _HEADER_END.search(content)
    return content[: end.start()] if end else content


def _outcome(mail_id: int, outcome: Outcome, reply: Reply) -> DeliveryOutcome:
    text = _NOT_TEXT.sub(" ", reply.text).strip()
    return DeliveryOutcome(mail_id, outcome, reply.code, text[:LONGEST_TEXT])
