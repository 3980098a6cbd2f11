"""AWS CloudWatch by way of SNS: `ALARM: "name" in US East (N. Virginia)`.

The alarm's ARN names it in all accounts and regions; the host is its first dimension.
"""

import re

from mailflow.core.alerts.alert import Alert, AlertText, make_alert

_SUBJECT = re.compile(
    r"(?P<state>ALARM|OK|INSUFFICIENT[_ ]DATA): \"(?P<name>[^\"]{1,260})\"?"
    r"(?: in .{1,80})?"
)
_SENTENCE = "your amazon cloudwatch alarm"
_CHANGE = re.compile(r"\w{2,20}\s{0,3}->\s{0,3}(?P<state>ALARM|OK|INSUFFICIENT_DATA)")
_DIMENSION = re.compile(r"\[\s{0,3}[\w ./-]{1,100}?\s{0,3}=\s{0,3}(?P<value>[^\],]{1,200})")


def read(text: AlertText) -> Alert | None:
    """Return the alert of a mail with such a subject or such a first sentence."""
    subject = _SUBJECT.fullmatch(text.subject)
    if subject is None and not text.says(_SENTENCE):
        return None
    change = _CHANGE.match(text.first("state change"))
    state = change["state"] if change else subject["state"] if subject else ""
    name = text.first("name") or (subject["name"] if subject else "")
    if not name or not state:
        return None
    dimension = _DIMENSION.match(text.first("dimensions"))
    return make_alert(
        "cloudwatch",
        host=dimension["value"] if dimension else "",
        service=name,
        state=state,
        recovery=state == "OK",
        key=text.first("alarm arn") or f"cloudwatch|{name}",
    )
