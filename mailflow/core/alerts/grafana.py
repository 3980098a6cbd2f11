"""Grafana's alerting before version 9: `[Alerting] rule` and `[OK] rule`; no host is named."""

import re

from mailflow.core.alerts.alert import Alert, AlertText, make_alert

_SUBJECT = re.compile(
    r"\[(?P<state>Alerting|OK|No Data|Pending|Unknown|Paused)\] (?P<rule>\S.{0,400})",
    re.IGNORECASE,
)


def read(text: AlertText) -> Alert | None:
    """Return the alert of a mail with such a subject that says it is Grafana's."""
    match = _SUBJECT.fullmatch(text.subject)
    if match is None or not text.says("grafana", "metric name"):
        return None
    state = match["state"]
    return make_alert(
        "grafana",
        service=match["rule"],
        state=state,
        recovery=state.upper() == "OK",
        remark=state.lower() == "paused",
    )
