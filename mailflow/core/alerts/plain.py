"""Any other monitor that writes as most do: short subjects, or `Host:` and `State:` lines."""

import re

from mailflow.core.alerts.alert import BAD, GOOD, Alert, AlertText, judged, make_alert

# Short subjects say "PROBLEM: db1 CRITICAL" or "[PROBLEM] postgres on db1 is CRITICAL", in
# capitals, since people write "Problem: VPN is down".
_SUBJECT = re.compile(
    r"\[?(?P<type>PROBLEM|RECOVERY|ALERT|RESOLVED|OK|FIRING|FLAPPINGST\w{2,3}|ACKNOWLEDGEMENT)\]?"
    r"\s?[:-]?\s(?:(?P<service>\S.{0,120}?) on )?(?P<target>\S{1,200}?)(?: is)?[: ]{1,3}"
    r"(?P<state>[A-Z]{2,20})\W{0,3}"
)
_HOSTS = ("host", "hostname", "host name", "server", "node")
_SERVICES = ("service", "service name", "check", "servicedesc")
_STATES = ("state", "status", "service state", "host state")


def read(text: AlertText) -> Alert | None:
    """Return the alert of such a mail; a state must be one that monitors know."""
    subject = _SUBJECT.fullmatch(text.subject)
    state = text.first(*_STATES) or (subject["state"] if subject else "")
    target, _, service = (subject["target"] if subject else "").partition("/")
    host = text.first(*_HOSTS) or target
    kind = text.first("notification type", "notificationtype") or (
        subject["type"] if subject else ""
    )
    if not host:
        return None
    if state.lower() not in GOOD | BAD:
        return None
    recovery, remark = judged(kind, state)
    return make_alert(
        "",
        host=host,
        service=text.first(*_SERVICES) or (subject and subject["service"]) or service,
        state=state,
        recovery=recovery,
        remark=remark,
    )
