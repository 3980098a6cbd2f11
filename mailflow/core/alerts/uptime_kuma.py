"""Uptime Kuma: `[name] [🔴 Down] reason`, as subject and as the first line."""

import re

from mailflow.core.alerts.alert import Alert, AlertText, make_alert

_STATUS = re.compile(
    r"\[(?P<name>[^\[\]]{1,200})\] \[\W{0,6}(?P<state>Up|Down|Pending|Maintenance)\](?: .{0,400})?",
    re.IGNORECASE,
)
_CERTIFICATE = re.compile(
    r"\[(?P<name>[^\[\]]{1,200})\]\s?\[(?P<url>[^\[\]]{1,300})\] .{0,60}certificate"
    r".{0,60} expire.{0,100}",
    re.IGNORECASE,
)


def read(text: AlertText) -> Alert | None:
    """Return the alert whose line is the subject or, where that is another, the first line."""
    for line in (text.subject, *text.lines[:3]):
        if match := _STATUS.fullmatch(line.strip()):
            state = match["state"].upper()
            return make_alert(
                "uptime-kuma",
                host=match["name"],
                state=state,
                recovery=state == "UP",
                remark=state == "MAINTENANCE",
            )
        if match := _CERTIFICATE.fullmatch(line.strip()):
            return make_alert(
                "uptime-kuma",
                host=match["name"],
                service="certificate",
                state="expiring",
                recovery=False,
            )
    return None
