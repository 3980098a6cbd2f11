"""One alert as every family of monitoring mail gives it, and the mail as they all read it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from mailflow.core.mail import Mail

MAXIMUM_SUBJECT = 500
MAXIMUM_LINES = 200
MAXIMUM_LINE = 600
MAXIMUM_VALUE = 200

# A label and its value: with a colon, an equals sign, or as two cells of a table.
_FIELD = re.compile(
    r"[\s*-]{0,8}([A-Za-z][\w /#.-]{0,40}?)(?:\s{0,8}[:=]\s{0,40}|\s{2,40})(\S.{0,500})"
)
GOOD = frozenset(
    {"ok", "up", "recovery", "recovered", "resolved", "cleared", "normal", "succeeded"}
)
BAD = frozenset(
    {"critical", "crit", "warning", "warn", "unknown", "unkn", "down", "unreachable", "unreach",
     "problem", "failed", "error", "alert", "alarm", "firing", "alerting", "unavailable"}
)  # fmt: skip
REMARKS = ("ack", "downtime", "custom", "flappingdisabled", "flappingcancelled")


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert; problem, flap and recovery of the same thing share the deduplication key.

    `firing` and `resolved` count the alerts of a mail about several. A remark (acknowledgement,
    downtime, comment) tells of a known alert and raises none.
    """

    host: str
    service: str
    state: str
    recovery: bool
    deduplication_key: str
    tool: str = ""
    firing: int = 1
    resolved: int = 0
    remark: bool = False


@dataclass(frozen=True, slots=True)
class AlertText:
    """What of a mail is read for an alert: bounded, whoever wrote it."""

    subject: str
    lines: tuple[str, ...]
    fields: Mapping[str, str] = field(default_factory=dict)

    def says(self, *words: str) -> bool:
        """Whether one of these words (lower case) stands in the subject or a line."""
        everything = (self.subject, *self.lines)
        return any(word in line.lower() for line in everything for word in words)

    def first(self, *labels: str) -> str:
        """Return the value of the first of these labels that is there."""
        return next((self.fields[one] for one in labels if one in self.fields), "")


def text_of(mail: Mail) -> AlertText:
    """Return the bounded subject, lines and labelled values of a mail; the first value counts."""
    subject = " ".join(mail.subject[:MAXIMUM_SUBJECT].split())
    lines = tuple(
        line[:MAXIMUM_LINE] for line in mail.text.split("\n", MAXIMUM_LINES)[:MAXIMUM_LINES]
    )
    found: dict[str, str] = {}
    for match in filter(None, map(_FIELD.match, lines)):
        found.setdefault(match[1].strip().lower(), match[2].strip()[:MAXIMUM_VALUE])
    return AlertText(subject, lines, found)


def make_alert(
    tool: str,
    *,
    host: str = "",
    service: str = "",
    state: str,
    recovery: bool,
    key: str = "",
    firing: int = 1,
    resolved: int = 0,
    remark: bool = False,
) -> Alert:
    """Return the alert with its values bounded; without another key, host and service are it."""
    host, service = host.strip()[:MAXIMUM_VALUE], service.strip()[:MAXIMUM_VALUE]
    return Alert(
        host=host,
        service=service,
        state=state.strip().upper()[:MAXIMUM_VALUE],
        recovery=recovery and not remark,
        deduplication_key=(key or f"{host}|{service}").casefold(),
        tool=tool,
        firing=firing,
        resolved=resolved,
        remark=remark,
    )


def judged(kind: str, state: str) -> tuple[bool, bool]:
    """Return (recovery, remark) of a notice of this kind (Nagios words) about this state.

    While a thing flaps its other notices are suppressed, so the start of flapping is a problem.
    """
    kind = kind.lower().replace(" ", "").replace("_", "")
    if kind.startswith(REMARKS):
        return False, True
    if kind.startswith("flappingstart"):
        return False, False
    good = state.lower() in GOOD
    return good or (kind in GOOD and state.lower() not in BAD), False
