"""Raw bytes to a Mail: the border at which all text is made safe (RFC 5322, 2045, 2047, 6532)."""

import email.utils
import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import Message

import mailparser
from mailparser.exceptions import MailParserError

from mailflow.adapters.bounces import read_report
from mailflow.adapters.containers import Contained, contained, opened
from mailflow.adapters.header_mending import BLANK_LINES, mended, misses_fields
from mailflow.adapters.lost_boundaries import with_found_parts
from mailflow.adapters.markup import MAXIMUM_HTML, html_to_text
from mailflow.adapters.mime_tree import parse_tree
from mailflow.adapters.parts import (
    MAXIMUM_TEXT,
    STDLIB_ERRORS,
    Body,
    attached_mail,
    attachment_of,
    body_of,
    leaves,
    octets_of,
    raw_fields,
)
from mailflow.adapters.protection import OPAQUE, is_opaque, signed_entity
from mailflow.core.addresses import names_group, parse_mailboxes, usable_mailboxes
from mailflow.core.header_text import (
    CONTROLS,
    clean_text,
    clean_value,
    message_ids,
    unstructured,
)
from mailflow.core.mail import Attachment, Mail, Mailbox
from mailflow.errors import AddressError, UnreadableMailError

log = logging.getLogger(__name__)

MAXIMUM_SUBJECT = 998
MAXIMUM_MAILBOXES = 1_000
MAXIMUM_ATTACHED = 5
MAXIMUM_OPAQUE_DEPTH = 3
MAXIMUM_SENDER = 8_192  # readers of addresses take long; no honest From or Date comes near
TOO_DEEP = "parts are nested too deeply to be read"
# Only these may be decoded: an encoded word in a structured field, such as
# Authentication-Results, is text of a stranger and never syntax (RFC 2047 section 5).
_SECOND_OPINION = frozenset({"from", "date"})
_UNSTRUCTURED = frozenset({"subject", "comments", "keywords", "organization", "thread-topic"})

Fields = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the library made of the bytes; `from_` is None where it gave up."""

    message: "Message[str, str]"
    from_: frozenset[str] | None = None
    date: datetime | None = None
    mended: bool = False


@dataclass(frozen=True, slots=True)
class _Content:
    bodies: tuple[Body, ...]
    attachments: tuple[Attachment, ...]
    attached: "tuple[Message[str, str], ...]"

    @property
    def html(self) -> str:
        return "\n".join(body.text for body in self.bodies if body.is_html)[:MAXIMUM_TEXT]

    @property
    def leaves(self) -> int:
        return len(self.bodies) + len(self.attachments)

    def digest(self) -> str:
        """Hash what people read; trace fields differ between deliveries of one mail."""
        total = hashlib.sha256()
        for body in self.bodies:
            total.update(b"html" if body.is_html else b"text")
            total.update(body.digest)
        for attachment in self.attachments:
            total.update(b"file" + hashlib.sha256(attachment.content).digest())
        return total.hexdigest()


@dataclass(frozen=True, slots=True)
class _Sender:
    mailboxes: tuple[Mailbox, ...]
    fields: int
    problem: str


def read_mail(content: bytes) -> Mail:
    """Parse a mail; raise UnreadableMailError, and nothing else, when no reading is possible."""
    reading = _read(content)
    try:
        return _mail(reading, with_attached=True)
    except RecursionError as error:
        raise UnreadableMailError("depth", TOO_DEEP) from error


def _read(content: bytes) -> _Reading:
    """Parse the bytes once; mail-parser reads the fields we want a second opinion on.

    It is not given the parts: it would decode every attachment into text (docs/adr/0008).
    """
    content = content.lstrip(BLANK_LINES) if content.startswith((b"\r", b"\n")) else content
    message, repaired = _parsed(content), None
    if misses_fields(message) and (repaired := mended(content, message)):
        message = _parsed(repaired)
    message = with_found_parts(message)
    try:
        library = mailparser.MailParser(_asked(message))
    except (*STDLIB_ERRORS, MailParserError) as error:
        log.info("mail_parser_gave_up reason=%s", type(error).__name__)
        return _Reading(message, mended=repaired is not None)
    addresses = frozenset(str(address).lower() for _, address in library.from_ or ())
    date = library.date if isinstance(library.date, datetime) else None
    return _Reading(message, addresses, date, repaired is not None)


def _asked(message: "Message[str, str]") -> "Message[str, str]":
    """Return a mail of nothing but the fields that mail-parser is to read."""
    asked: Message[str, str] = Message()
    for name, value in message.raw_items():
        if name.lower() in _SECOND_OPINION and len(value) <= MAXIMUM_SENDER:
            asked[name] = value
    return asked


def _parsed(content: bytes) -> "Message[str, str]":
    try:
        return parse_tree(content)
    except RecursionError as error:
        raise UnreadableMailError("depth", TOO_DEEP) from error
    except STDLIB_ERRORS as error:
        raise UnreadableMailError("structure", type(error).__name__) from error


def _mail(reading: _Reading, *, with_attached: bool) -> Mail:
    message, raw = reading.message, raw_fields(reading.message)
    fields, content = _by_name(raw), _content(message)
    sender, inside = _sender(fields, reading), _inside(message, content, opens=with_attached)
    attached = _forwarded(content.attached) if with_attached else ()
    return Mail(
        message_id=_message_id(fields),
        subject=unstructured(_first(fields, "subject"))[:MAXIMUM_SUBJECT].strip(),
        from_=sender.mailboxes,
        from_fields=sender.fields,
        from_problem=sender.problem,
        to=_mailboxes(fields, "to"),
        cc=_mailboxes(fields, "cc"),
        reply_to=_mailboxes(fields, "reply-to"),
        in_reply_to=message_ids(*fields.get("in-reply-to", ())),
        references=message_ids(*fields.get("references", ())),
        date=_date(fields, reading.date),
        text=inside.text,
        html=inside.html,
        attachments=inside.attachments,
        headers=tuple((clean_value(name), _plain(name, value)) for name, value in raw),
        content_type=clean_value(message.get_content_type())[:100],
        delivery_report=read_report(message, inside.text),
        disposition_report=_is_disposition_report(message),
        forwarded=attached,
        body_hash=content.digest(),
        invitation=inside.invitation,
        protection=inside.protection,
        leaf_parts=content.leaves + sum(one.leaf_parts - 1 for one in attached),
    )


def _inside(message: "Message[str, str]", content: _Content, *, opens: bool) -> Contained:
    """Look into parts that are more than files; of attached mails no container is opened."""
    found = contained(message, _text(content.bodies), content.html, content.attachments)
    return opened(found) if opens else found


def _forwarded(attached: "Sequence[Message[str, str]]") -> tuple[Mail, ...]:
    return tuple(_mail(_Reading(one), with_attached=False) for one in attached[:MAXIMUM_ATTACHED])


def _by_name(raw: Sequence[tuple[str, str]]) -> Fields:
    fields: Fields = {}
    for name, value in raw:
        fields.setdefault(name.lower(), []).append(value)
    return fields


def _sender(fields: Fields, reading: _Reading) -> _Sender:
    """Read the From fields (RFC 5322 section 3.6.2): one field, one mailbox, two readers agree.

    What the receiving server checked of a header that readers end early, nobody knows.
    """
    library = reading.from_
    values = fields.get("from", [])
    mailboxes: list[Mailbox] = []
    problem = "" if values else "the mail has no From field"
    for value in values:
        if len(value) > MAXIMUM_SENDER:
            problem = f"the From field has more than {MAXIMUM_SENDER} characters"
            continue
        try:
            mailboxes += parse_mailboxes(CONTROLS.sub("\ufffd", value))
        except AddressError as error:
            problem = f"the From field cannot be read: {error}"
    if len(values) > 1:
        problem = f"the mail has {len(values)} From fields"
    elif not problem and len(mailboxes) != 1:
        problem = f"the From field names {len(mailboxes)} mailboxes"
    elif not problem and names_group(CONTROLS.sub("\ufffd", values[0])):
        problem = "the From field names a group"
    elif not problem and reading.mended:
        problem = "the From field stands in a broken header"
    elif not problem and library is not None and library != {mailboxes[0].address}:
        problem = "the From field can be read in two ways"
    return _Sender(tuple(mailboxes[:MAXIMUM_MAILBOXES]), len(values), problem)


def _mailboxes(fields: Fields, name: str) -> tuple[Mailbox, ...]:
    found = (one for value in fields.get(name, ()) for one in usable_mailboxes(value))
    return tuple(dict.fromkeys(found))[:MAXIMUM_MAILBOXES]


def _message_id(fields: Fields) -> str:
    value = _first(fields, "message-id").strip()
    if found := message_ids(value):
        return found[0]
    # Some senders leave the brackets out; the id stays usable with them put back.
    return next(iter(message_ids(f"<{value}>")), "")


def _first(fields: Fields, name: str) -> str:
    return next((value for value in fields.get(name, ()) if value.strip()), "")


def _plain(name: str, value: str) -> str:
    return unstructured(value) if name.lower() in _UNSTRUCTURED else clean_value(value)


def _date(fields: Fields, of_library: datetime | None) -> datetime | None:
    """Read the Date field (RFC 5322 section 3.3) in UTC; nonsense is no date."""
    try:
        date = of_library or email.utils.parsedate_to_datetime(_first(fields, "date")[:200])
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except STDLIB_ERRORS:
        return None  # a missing or broken date is common; the time of receipt counts


def _is_disposition_report(message: "Message[str, str]") -> bool:
    """Whether this is a read receipt (RFC 8098 section 3)."""
    if message.get_content_type() != "multipart/report":
        return message.get_content_type() == "message/disposition-notification"
    return any(part.content_type == "message/disposition-notification" for part in leaves(message))


def _content(message: "Message[str, str]", depth: int = 0) -> _Content:
    """Return the parts; of a mail that is one opaque signature those inside as well."""
    content = _parts(message)
    if not is_opaque(message):
        return content
    whole = tuple(replace(one, content_type=OPAQUE) for one in content.attachments)
    entity = signed_entity(octets_of(message)) if depth < MAXIMUM_OPAQUE_DEPTH else None
    if entity is None:
        return replace(content, attachments=whole)
    inside = _content(entity, depth + 1)
    return replace(inside, attachments=(*whole, *inside.attachments))


def _parts(message: "Message[str, str]") -> _Content:
    bodies: list[Body] = []
    attachments: list[Attachment] = []
    attached: list[Message[str, str]] = []
    for part in leaves(message):
        if part.is_body:
            bodies.append(body_of(part))
            continue
        attachments.append(attachment_of(part))
        inner = attached_mail(part)
        if inner is not None:
            attached.append(inner)
    return _Content(tuple(bodies), tuple(attachments), tuple(attached))


def _text(bodies: Sequence[Body]) -> str:
    """Put the readable text together: of each alternative the plain version if it says anything.

    HTML outside an alternative stands for itself, unless it repeats a plain text before it.
    """
    plain = {body.alternative for body in bodies if not body.is_html and body.text.strip()}
    budget = MAXIMUM_HTML
    pieces: list[str] = []
    for body in bodies:
        text = body.text
        if body.is_html:
            if body.alternative is not None and body.alternative in plain:
                continue
            text = clean_text(html_to_text(body.text[:budget]))
            budget = max(budget - len(body.text), 0)
        if text.strip() and not (body.is_html and text.split() in map(str.split, pieces)):
            pieces.append(text)
    return "\n".join(pieces)[:MAXIMUM_TEXT]
