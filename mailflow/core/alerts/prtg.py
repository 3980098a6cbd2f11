"""PRTG: `[site] device sensor (type) Down (message)`, after its default e-mail template."""

import re

from mailflow.core.alerts.alert import Alert, AlertText, make_alert

_SUBJECT = re.compile(
    r"\[(?P<site>[^\]]{1,100})\] (?P<what>\S.{0,200}?)(?: \((?P<type>[^()]{1,80})\))?"
    r" (?P<state>Down|Warning|Unusual|Up|Paused|Unknown)\b(?P<rest>.{0,300})"
)
_STATUS = re.compile(r"(?P<state>Down|Warning|Unusual|Up|Paused|Unknown)\b(?P<rest>.{0,100})")
_ENDED = re.compile(r"\s{0,3}ended\b\s{0,3}(?:\(now: (?P<now>\w{2,20})\b.{0,50})?", re.IGNORECASE)


def read(text: AlertText) -> Alert | None:
    """Return the alert of a mail that says it is PRTG's, with a status in subject or body."""
    if not text.says("prtg", "paessler"):
        return None
    subject = _SUBJECT.fullmatch(text.subject)
    status = subject or _STATUS.match(text.first("status"))
    if status is None:
        return None
    ended = _ENDED.match(status["rest"])
    state = ((ended["now"] or "Up") if ended else status["state"]).upper()
    device = text.first("device", "host")
    sensor = text.first("sensor").partition("***")[0] or (subject["what"] if subject else "")
    if not device and not sensor:
        return None
    remark = state == "PAUSED" or "acknowledged" in status["rest"].lower()
    return make_alert(
        "prtg", host=device, service=sensor, state=state, recovery=state == "UP", remark=remark
    )
