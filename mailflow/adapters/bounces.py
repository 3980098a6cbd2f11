"""Delivery reports: RFC 3464 by our own reader, older bounces by flufl.bounce (its only home)."""

import email
import itertools
import logging
import re
from collections.abc import Iterable, Iterator
from email.message import Message

from flufl.bounce import all_failures

from mailflow.adapters.parts import children_of, octets_of, raw_octets
from mailflow.core.charsets import decoded
from mailflow.core.header_text import clean_value, message_ids, unstructured
from mailflow.core.mail import DeliveryReport, Recipient

log = logging.getLogger(__name__)

MAXIMUM_PARTS = 1_000
MAXIMUM_RECIPIENTS = 500
MAXIMUM_HEURISTIC_SIZE = 200_000  # flufl.bounce tries dozens of patterns on every line
MAXIMUM_LINES = 5_000

# It lets everything out that its detectors raise.
_FLUFL_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
_ACTIONS = frozenset({"failed", "delayed", "delivered", "relayed", "expanded"})
_ADDRESS = re.compile(r"[^\s<>;,()\[\]\"]{1,200}@[^\s<>;,()\[\]\"@]{1,200}")
_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_REPLY = re.compile(r"\b[45]\d\d\b")  # an SMTP reply code (RFC 5321 section 4.2)
_ID_FIELD = re.compile(
    r"^[> \t]{0,8}message-id:[ \t]{0,8}(<[^<>\s]{1,996}>)", re.IGNORECASE | re.MULTILINE
)
# Programs that nobody writes mails with; a postmaster, though, is a person as well.
_DAEMONS = (
    "mailer-daemon",
    "mailerdaemon",
    "mail-daemon",
    "mail delivery sub",
    "mail delivery sys",
)
_SUBJECTS = re.compile(
    r"undeliver|not deliver|deliver\w{0,3} (?:status|fail|report|notification|problem|error)|"
    r"fail(?:ed|ure)|returned (?:mail|to sender)|mail (?:system )?(?:error|delivery|returned)|"
    r"bounce|nondeliver|non-deliver|could not (?:send|deliver)|unzustellbar|nicht zugestellt|"
    r"non remis|échec|no se (?:pudo|puede) entregar|error de|配信不能|送信でき",
    re.IGNORECASE,
)
_PASSED_ON = re.compile(r"\s*(?:re|aw|sv|fwd?|wg|tr|rv|转发|転送)\s*[:：]", re.IGNORECASE)


def read_report(message: "Message[str, str]") -> DeliveryReport | None:
    """Return what a delivery status notification or bounce says, or None if it is neither.

    A report that a person forwards as an attachment is not entered: it is not about our mail.
    """
    parts = tuple(itertools.islice(_outer_parts(message), MAXIMUM_PARTS))
    status = [part for part in parts if _type(part) == "message/delivery-status"]
    proven = bool(status) and _type(message) in {"multipart/report", "message/delivery-status"}
    if not (proven or _looks_returned(message)):
        return None
    recipients = _unique(one for part in status for one in _status_recipients(part))
    recipients = recipients or _unique(_heuristic_recipients(message, parts))
    if not (proven or recipients or _is_from_daemon(message) or _has_null_path(message)):
        return None
    return DeliveryReport(recipients, _returned_ids(parts))


def _outer_parts(message: "Message[str, str]") -> Iterator["Message[str, str]"]:
    waiting = [message]
    while waiting:
        node = waiting.pop()
        yield node
        if not _type(node).startswith("message/"):
            waiting += reversed(children_of(node) or [])


def _type(message: "Message[str, str]") -> str:
    return message.get_content_type()


def _unique(recipients: Iterable[Recipient]) -> tuple[Recipient, ...]:
    by_address = {one.address: one for one in itertools.islice(recipients, MAXIMUM_RECIPIENTS)}
    return tuple(by_address.values())


def _status_recipients(part: "Message[str, str]") -> Iterator[Recipient]:
    """Read the per-recipient groups (RFC 3464 section 2.3)."""
    for block in children_of(part) or ():
        fields = {name.lower(): _value(str(value)) for name, value in block.raw_items()}
        original, final = fields.get("original-recipient", ""), fields.get("final-recipient", "")
        if address := _typed(original) or _typed(final):
            yield _recipient(address, fields)


def _value(raw: str) -> str:
    text = decoded(raw.encode("utf-8", "surrogateescape"))
    return clean_value(unstructured(text))[:998]


def _typed(value: str) -> str:
    """Return the address behind `rfc822;` (RFC 3464 section 2.3.1)."""
    found = _ADDRESS.search(value.rpartition(";")[2][:998])
    return found[0].strip("'.").lower() if found else ""


def _recipient(address: str, fields: dict[str, str]) -> Recipient:
    diagnostic = fields.get("diagnostic-code", "")
    status_field = fields.get("status", "")
    found = _STATUS.search(status_field) or _STATUS.search(diagnostic)
    reply = _REPLY.search(status_field) or _REPLY.search(diagnostic)
    status = found[0] if found else f"{reply[0][0]}.0.0" if reply else ""
    action = fields.get("action", "").split("(")[0].strip().lower()
    if action not in _ACTIONS:
        action = {"5": "failed", "4": "delayed", "2": "delivered"}.get(status[:1], "failed")
    if action == "failed" and not status:
        status = "5.0.0"  # an action is final (RFC 3464 section 2.3.3), whatever the status lacks
    return Recipient(address, action, status, diagnostic)


def _looks_returned(message: "Message[str, str]") -> bool:
    """Whether envelope, sender and subject are those of a bounce (RFC 5321 section 4.5.5).

    A subject alone never counts: people pass bounces on and ask about them.
    """
    if _is_from_daemon(message) or _header(message, "x-failed-recipients"):
        return True
    subject = _header(message, "subject")
    if _PASSED_ON.match(subject) or not _SUBJECTS.search(subject):
        return False
    return _has_null_path(message) or "postmaster" in _sender(message)


def _has_null_path(message: "Message[str, str]") -> bool:
    return _header(message, "return-path").strip() in {"<>", "<MAILER-DAEMON>"}


def _is_from_daemon(message: "Message[str, str]") -> bool:
    sender = _sender(message)
    return sender.endswith("<>") or any(name in sender for name in _DAEMONS)


def _sender(message: "Message[str, str]") -> str:
    return _header(message, "from").strip().lower()


def _header(message: "Message[str, str]", name: str) -> str:
    values = (str(value) for key, value in message.raw_items() if key.lower() == name)
    return _value(next(values, ""))


def _heuristic_recipients(
    message: "Message[str, str]", parts: tuple["Message[str, str]", ...]
) -> Iterator[Recipient]:
    if sum(len(raw_octets(part)) for part in parts) > MAXIMUM_HEURISTIC_SIZE:
        return
    try:
        temporary, permanent = all_failures(message)
    except _FLUFL_ERRORS as error:
        log.info("bounce_heuristics_gave_up reason=%s", type(error).__name__)
        return
    for addresses, action, status in (
        (permanent, "failed", "5.0.0"),
        (temporary, "delayed", "4.0.0"),
    ):
        for address in sorted(addresses):
            if found := _ADDRESS.search(_value(address.decode("utf-8", "surrogateescape"))):
                yield Recipient(found[0].lower(), action, status)


def _returned_ids(parts: Iterable["Message[str, str]"]) -> tuple[str, ...]:
    """Find the Message-IDs of the returned mail: attached, as headers, or quoted as text."""
    found: list[str] = []
    for part in parts:
        if _type(part) in {"message/rfc822", "message/global"}:
            found += [_header(one, "message-id") for one in children_of(part) or ()]
        elif _type(part) in {"text/rfc822-headers", "message/global-headers", "text/plain"}:
            found += _ids_in(part)
    return message_ids(*found)


def _ids_in(part: "Message[str, str]") -> list[str]:
    text = decoded(octets_of(part)[:MAXIMUM_HEURISTIC_SIZE])
    if _type(part) == "text/rfc822-headers":
        return [_header(email.message_from_string(text), "message-id")]
    return [match[1] for match in _ID_FIELD.finditer(text)]
