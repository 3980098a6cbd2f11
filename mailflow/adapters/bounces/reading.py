"""From a mail to what it says of a delivery, if it is such a report."""

import email
import itertools
import re
from collections.abc import Iterable, Iterator
from email.message import Message

from mailflow.adapters.bounces.amazon import read_notification
from mailflow.adapters.bounces.prose import recipients_in_prose
from mailflow.adapters.bounces.returned_mail import (
    HEADER_TYPES,
    MAIL_TYPES,
    MAXIMUM_SCANNED,
    STATUS_TYPES,
    ReturnedMail,
    header_of,
)
from mailflow.adapters.bounces.signs import (
    has_null_path,
    is_beyond_doubt,
    is_other_report,
    is_proven,
    looks_returned,
)
from mailflow.adapters.bounces.status_fields import recipients_in_status
from mailflow.adapters.parts import children_of, octets_of
from mailflow.core.charsets import decoded
from mailflow.core.header_text import message_ids
from mailflow.core.mail import DeliveryReport, Recipient

MAXIMUM_RECIPIENTS = 500

_ID_FIELD = re.compile(
    r"^[> \t]{0,8}message-id:\s{0,8}(<[^<>\s]{1,996}>)", re.IGNORECASE | re.MULTILINE
)


def read_report(message: "Message[str, str]", text: str) -> DeliveryReport | None:
    """Return what a delivery status notification or bounce says, or None if it is neither.

    `text` is what people read in the mail.
    """
    mail = ReturnedMail(message, text)
    if found := read_notification(mail):
        return found
    proven = is_proven(mail)
    if not (proven or looks_returned(mail)) or is_other_report(mail):
        return None
    sure = proven or is_beyond_doubt(mail)
    recipients = _recipients(mail, by_any_rule=sure or has_null_path(mail))
    return DeliveryReport(recipients, _returned_ids(mail)) if sure or recipients else None


def _recipients(mail: ReturnedMail, *, by_any_rule: bool) -> tuple[Recipient, ...]:
    parts = mail.parts_of(STATUS_TYPES)
    told = _unique(one for part in parts for one in recipients_in_status(part))
    return told or _unique(recipients_in_prose(mail, by_any_rule=by_any_rule))


def _unique(recipients: Iterable[Recipient]) -> tuple[Recipient, ...]:
    by_address = {one.address: one for one in itertools.islice(recipients, MAXIMUM_RECIPIENTS)}
    return tuple(by_address.values())


def _returned_ids(mail: ReturnedMail) -> tuple[str, ...]:
    """Find the Message-IDs of the returned mail: attached, as headers, or quoted as text."""
    attached = (one for part in mail.parts_of(MAIL_TYPES) for one in children_of(part) or ())
    found = [header_of(one, "message-id") for one in attached]
    found += itertools.chain.from_iterable(map(_ids_in, mail.parts_of(HEADER_TYPES)))
    found += (match[1] for match in _ID_FIELD.finditer(mail.text))
    return message_ids(*found)


def _ids_in(part: "Message[str, str]") -> Iterator[str]:
    headers = email.message_from_string(decoded(octets_of(part)[:MAXIMUM_SCANNED]))
    yield header_of(headers, "message-id")
