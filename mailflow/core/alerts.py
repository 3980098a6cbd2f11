"""Alerts of monitoring systems: which host and service, in which state, over or not."""

import re
from dataclasses import dataclass

from mailflow.core.mail import Mail

MAXIMUM_LINES = 200
MAXIMUM_VALUE = 200

_FIELD = re.compile(r"[\s*]{0,8}([A-Za-z][A-Za-z _/-]{0,30}?)\s{0,8}[:=]\s{0,8}(\S.{0,500})")
_NAMES = {
    "host": "host", "hostname": "host", "host name": "host", "server": "host", "node": "host",
    "service": "service", "service name": "service", "check": "service", "servicedesc": "service",
    "state": "state", "status": "state", "service state": "state", "host state": "state",
    "notification type": "type", "type": "type", "notificationtype": "type",
}  # fmt: skip
_RECOVERED = frozenset({"ok", "up", "recovery", "recovered", "resolved", "cleared"})
_STATES = frozenset(
    {"critical", "warning", "unknown", "down", "unreachable", "problem", "failed", "error", "alert"}
    | _RECOVERED
)
# Nagios and Icinga say: ** PROBLEM Service Alert: host/service is WARNING **
_LONG = re.compile(
    r"[\s*]{0,8}(?P<type>[A-Z]{2,20})[\w() ]{0,20} (?:Service|Host) Alert: (?P<target>\S.{0,250}?)"
    r" is (?P<state>\w{2,20})[\s*]{0,8}",
    re.IGNORECASE,
)
# Shorter ones say "PROBLEM: db1 CRITICAL" or "[PROBLEM] postgres on db1 is CRITICAL".
_SHORT = re.compile(
    r"\[?(?P<type>PROBLEM|RECOVERY|ALERT|RESOLVED|OK|FIRING|FLAPPINGST\w{2,3}|ACKNOWLEDGEMENT)\]?"
    r"\s?[:-]?\s(?:(?P<service>\S.{0,120}?) on )?(?P<target>\S{1,200}?)(?: is)?[: ]{1,3}"
    r"(?P<state>[A-Z]{2,20})\W{0,3}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert; problem and recovery of the same thing share the deduplication key."""

    host: str
    service: str
    state: str
    recovery: bool
    deduplication_key: str


def read_alert(mail: Mail) -> Alert | None:
    """Read an alert from `Field: value` lines, else from its subject; None if it is none."""
    subject = _of_subject(mail.subject[:500])
    fields = subject | _of_text(mail.text)
    if "host" not in fields or not ({"state", "type"} & fields.keys()):
        return None
    if not subject and fields.get("state", "").lower() not in _STATES:
        return None
    host, service = fields["host"], fields.get("service", "")
    state, kind = fields.get("state", fields.get("type", "")), fields.get("type", "")
    recovery = state.lower() in _RECOVERED or (
        kind.lower() in _RECOVERED and state.lower() not in _STATES - _RECOVERED
    )
    return Alert(host, service, state.upper(), recovery, f"{host}|{service}".casefold())


def _of_text(text: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in text.split("\n", MAXIMUM_LINES)[:MAXIMUM_LINES]:
        match = _FIELD.match(line[:600])
        name = _NAMES.get(match[1].strip().lower()) if match else None
        if match and name:
            fields.setdefault(name, match[2].strip()[:MAXIMUM_VALUE])
    return fields


def _of_subject(subject: str) -> dict[str, str]:
    match = _LONG.fullmatch(subject) or _SHORT.fullmatch(subject.strip())
    if match is None:
        return {}
    found = match.groupdict()
    host, _, service = found["target"].partition("/")
    service = found.get("service") or service
    fields = {"type": found["type"], "host": host, "service": service, "state": found["state"]}
    return {name: value.strip()[:MAXIMUM_VALUE] for name, value in fields.items() if value}
