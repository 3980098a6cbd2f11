"""The formats that flufl.bounce knows, and its only home.

It lets everything out that its detectors raise, and tries dozens of patterns on every line, some
of which take quadratic time on a long one: so it is given a small mail, made for it.
"""

import logging
import re
from collections.abc import Iterator
from email.message import Message

from flufl.bounce import all_failures

from mailflow.adapters.bounces.returned_mail import ReturnedMail, type_of, value_of
from mailflow.adapters.bounces.status_fields import ADDRESS

log = logging.getLogger(__name__)
# It writes a traceback of each error that is caught here.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)

MAXIMUM_LINES = 200
MAXIMUM_LINE = 200

_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
_LONG = re.compile(r"[^\s@]{64,}|\s{8,}")  # a local part has 64 characters (RFC 5321 4.5.3.1.1)
_MANY = "x-failed-recipients"
_FIELDS = frozenset({"from", "subject", "to", "x-mailer", "return-path", _MANY})


def known_failures(mail: ReturnedMail) -> Iterator[tuple[str, bool]]:
    """Yield each address that the library finds, and whether delivery was given up."""
    try:
        temporary, permanent = all_failures(_small(mail))
    except _ERRORS as error:
        log.info("bounce_formats_gave_up reason=%s", type(error).__name__)
        return
    for addresses, final in ((permanent, True), (temporary, False)):
        for raw in sorted(addresses):
            if found := ADDRESS.search(value_of(raw.decode("utf-8", "surrogateescape"))):
                yield found[0].strip("'.").lower(), final


def _small(mail: ReturnedMail) -> "Message[str, str]":
    """Return a mail of the fields and lines that the library's patterns look at."""
    small: Message[str, str] = Message()
    for name, value in mail.message.raw_items():
        if name.lower() in _FIELDS and (name not in small or name.lower() == _MANY):
            small[name] = value_of(str(value))
    if "@" not in small.get("from", ""):  # which the library's detectors take for granted
        del small["from"]
        small["From"] = "nobody@invalid"
    text: Message[str, str] = Message()
    text.set_payload("\n".join(_short(line) for line in mail.lines[:MAXIMUM_LINES]))
    outermost = type_of(mail.message)
    if not outermost.startswith("multipart/"):
        small.set_payload(text.get_payload())
        return small
    small["Content-Type"] = f'{outermost}; boundary="b"'
    small.attach(text)
    return small


def _short(line: str) -> str:
    return _LONG.sub(" ", line.encode("ascii", "replace").decode("ascii"))[:MAXIMUM_LINE]
