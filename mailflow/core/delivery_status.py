"""What a delivery status means: failed, delayed or delivered, hard or soft (RFC 3463, RFC 3464)."""

import re

from mailflow.core.mail import Recipient

MAXIMUM_DIAGNOSTIC = 500

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
