"""What Amazon SES tells by SNS in place of a bounce: JSON in the text of a mail.

https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
"""

import json
import re
from collections.abc import Iterator

from mailflow.adapters.bounces.returned_mail import MAXIMUM_SCANNED, ReturnedMail
from mailflow.core.delivery_status import judged
from mailflow.core.header_text import clean_value, message_ids
from mailflow.core.mail import DeliveryReport, Recipient

_FOLDED = re.compile(r"!?\n {0,2}")  # relays break the one long line (RFC 5322 section 2.1.1)
_KINDS = ("notificationType", "eventType")
_LISTS = (
    ("bounce", "bouncedRecipients", "failed"),
    ("deliveryDelay", "delayedRecipients", "delayed"),
    ("delivery", "recipients", "delivered"),
)
MAXIMUM_RECIPIENTS = 100
MAXIMUM_INDENT = 100


def read_notification(mail: ReturnedMail) -> DeliveryReport | None:
    """Return the report in a notification, or None if the mail is none."""
    if not mail.shown[:MAXIMUM_INDENT].lstrip().startswith("{"):
        return None
    content = _content(mail.shown[:MAXIMUM_SCANNED].lstrip())
    returned = content.get("mail")
    if not isinstance(returned, dict) or not any(kind in content for kind in _KINDS):
        return None
    return DeliveryReport(tuple(_recipients(content)), _returned_ids(returned))


def _content(text: str) -> "dict[str, object]":
    found = _parsed(text) or _parsed(_FOLDED.sub("", text))
    inner = found.get("Message")
    return _parsed(inner) if isinstance(inner, str) else found


def _parsed(text: str) -> "dict[str, object]":
    try:
        found, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _recipients(content: "dict[str, object]") -> Iterator[Recipient]:
    for kind, name, action in _LISTS:
        told = content.get(kind)
        listed = told.get(name) if isinstance(told, dict) else None
        hard = isinstance(told, dict) and told.get("bounceType") != "Transient"
        for one in listed[:MAXIMUM_RECIPIENTS] if isinstance(listed, list) else ():
            yield from _recipient(one, action, hard=hard)


def _recipient(one: object, action: str, *, hard: bool) -> Iterator[Recipient]:
    if isinstance(one, str):
        one = {"emailAddress": one}
    if not isinstance(one, dict) or not isinstance(one.get("emailAddress"), str):
        return
    address, status, diagnostic = (
        clean_value(str(one.get(name, ""))) for name in ("emailAddress", "status", "diagnosticCode")
    )
    if not status and action == "failed":
        status = "5.0.0" if hard else "4.0.0"
    yield judged(address.lower()[:320], action, status, diagnostic)


def _returned_ids(returned: "dict[str, object]") -> tuple[str, ...]:
    headers, common = returned.get("headers"), returned.get("commonHeaders")
    written = headers[:MAXIMUM_RECIPIENTS] if isinstance(headers, list) else []
    named = [one for one in written if isinstance(one, dict)]
    found = [one.get("value") for one in named if str(one.get("name")).lower() == "message-id"]
    found += [common.get("messageId")] if isinstance(common, dict) else []
    return message_ids(*(clean_value(str(one)) for one in found))
