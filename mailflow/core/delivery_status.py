"""What a delivery status means: failed, delayed or delivered, hard or soft (RFC 3463, RFC 3464)."""

import re

from mailflow.core.mail import DeliveryReport, Recipient

MAXIMUM_DIAGNOSTIC = 500
MAXIMUM_TOLD = 5

_HAPPENED = {
    "failed": "was not delivered and will not be tried again",
    "delayed": "is delayed; its server goes on trying",
    "delivered": "was delivered",
    "relayed": "was passed on to a server that reports nothing",
    "expanded": "was passed on to several people",
}

_STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.]*\d)")
_REPLY = re.compile(r"(?<![\d.])[45]\d\d(?![\d.]*\d)")  # RFC 5321 section 4.2
_ACTIONS = (
    ("fail", "failed"),
    ("error", "failed"),
    ("undeliver", "failed"),
    ("reject", "failed"),
    ("delay", "delayed"),
    ("deliver", "delivered"),
    ("relay", "relayed"),
    ("expand", "expanded"),
)
# Failures for good that say nothing against the address: its owner's box is full, the mail is too
# large, or a server dislikes us or what we wrote (RFC 3463 sections 3.3, 3.4, 3.7 and 3.8).
_NOT_THE_ADDRESS = re.compile(r"5\.(?:2\.[23]|3\.\d{1,3}|[67]\.\d{1,3})")
_OTHER_CAUSES = re.compile(
    r"quota|full\b|exceed|too (?:large|big|long|many)|storage|spam|virus|policy|block(?:ed|list)|"
    r"black ?list|dnsbl|spf|dkim|dmarc|reputation|content|authenticat|greylist|graylist|"
    r"temporar|try again|timed? ?out|time-?out|refused|too long in|in the queue|loop",
    re.IGNORECASE,
)
_BY_CLASS = {"5": "failed", "4": "delayed", "2": "delivered"}


def judged(address: str, action: str, status: str, diagnostic: str) -> Recipient:
    """Return what the fields of one recipient say (RFC 3464 section 2.3).

    The class of the status decides hard or soft (RFC 3463 section 3.1); without one the reply
    code does; without either a failure is final, because the action says so.
    """
    known = _action(action)
    found = status_in(status) or status_in(diagnostic)
    act = known or _BY_CLASS.get(found[:1], "failed")
    if not found:
        found = {"failed": "5.0.0", "delayed": "4.0.0"}.get(act, "")
    return Recipient(address, act, found, diagnostic[:MAXIMUM_DIAGNOSTIC])


def status_in(text: str) -> str:
    """Return the status code that a text holds, or the class of its reply code, or nothing."""
    if found := _STATUS.search(text):
        return found[0]
    reply = _REPLY.search(text)
    return f"{reply[0][0]}.0.0" if reply else ""


def given_up(address: str, diagnostic: str) -> Recipient:
    """Return a recipient whom a bounce in prose names: whatever the cause, no try will follow."""
    found = status_in(diagnostic)
    status = found if found.startswith("5") else "5.0.0"
    return Recipient(address, "failed", status, diagnostic[:MAXIMUM_DIAGNOSTIC])


def delayed(address: str, diagnostic: str) -> Recipient:
    """Return a recipient whom the server is still trying to reach."""
    found = status_in(diagnostic)
    status = found if found.startswith("4") else "4.0.0"
    return Recipient(address, "delayed", status, diagnostic[:MAXIMUM_DIAGNOSTIC])


def _action(written: str) -> str:
    word = written.strip().lower()
    return next((action for start, action in _ACTIONS if word.startswith(start)), "")


def is_unreachable(recipient: Recipient) -> bool:
    """Whether the report says that nobody has this address, or not any more."""
    if not recipient.permanent or _NOT_THE_ADDRESS.match(recipient.status):
        return False
    return recipient.status.startswith("5.1.") or not _OTHER_CAUSES.search(
        recipient.diagnostic_code
    )


def about(report: DeliveryReport, address: str) -> tuple[Recipient, ...]:
    """Return what a report says of one address; all, where it names it otherwise.

    Each of our mails has one recipient, so whoever else failed was reached through him.
    """
    named = tuple(one for one in report.recipients if one.address == address)
    return named or report.recipients


def told(report: DeliveryReport, address: str) -> str:
    """Return in words what became of the mail to an address."""
    lines = [_sentence(one, address) for one in about(report, address)[:MAXIMUM_TOLD]]
    return "\n".join(lines) or f"A delivery report came for the mail to {address}; it names nobody."


def _sentence(one: Recipient, address: str) -> str:
    through = f", by way of {address}," if one.address != address else ""
    happened = _HAPPENED.get(one.action, _HAPPENED["failed"])
    if one.action == "failed" and not one.permanent:
        happened = "was not delivered, for a cause that may pass"
    status = f" ({one.status})" if one.status else ""
    cause = f": {one.diagnostic_code}" if one.diagnostic_code else "."
    return f"The mail to {one.address}{through} {happened}{status}{cause}"
