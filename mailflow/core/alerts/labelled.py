"""Prometheus Alertmanager and Grafana's unified alerting: groups of alerts with labels.

The subject is `[FIRING:2] group labels (labels in common)` in both (`__subject` of their default
templates). What stays the same while alerts join and leave the group are its own labels, so they
are the key; the labels in common and the counts change.
"""

import re

from mailflow.core.alerts.alert import Alert, AlertText, make_alert

_SUBJECT = re.compile(
    r"\[(?P<state>FIRING|RESOLVED)(?::(?P<count>\d{1,6}))?(?:, ?RESOLVED:(?P<over>\d{1,6}))?\]"
    r"\s{0,3}(?P<group>[^(]{0,400}?)\s{0,3}(?:\((?P<common>.{0,400})\))?",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[\s*-]{0,8}(\w{1,60})(?:\s{0,8}=\s{0,8}|\s{2,40})(\S.{0,300})")
_PORT = re.compile(r"(?<=[\w\].-]):\d{1,5}$")
_HOSTS = ("instance", "host", "hostname", "node", "server")
_SEVERAL = 5


def read(text: AlertText) -> Alert | None:
    """Return the alert of a mail with such a subject; `[RESOLVED]` alone people write, too."""
    match = _SUBJECT.fullmatch(text.subject)
    if match is None:
        return None
    labels = _labels(text)
    named = text.says("alertmanager", "grafana")
    if not (labels.get("alertname") or named or (match["count"] and match["group"])):
        return None
    group = match["group"].strip()
    over = match["state"].upper() == "RESOLVED"
    count = int(match["count"] or 1)
    hosts = next((labels[one] for one in _HOSTS if labels.get(one)), [])
    return make_alert(
        "grafana" if text.says("grafana") else "alertmanager",
        host=", ".join(_PORT.sub("", one) for one in hosts[:_SEVERAL]),
        service=next(iter(labels.get("alertname", [])), group),
        state=match["state"],
        recovery=over,
        key=f"group|{group}",
        firing=0 if over else count,
        resolved=count if over else int(match["over"] or 0),
    )


def _labels(text: AlertText) -> dict[str, list[str]]:
    """Return the different values of each label, in their order."""
    found: dict[str, list[str]] = {}
    for match in filter(None, map(_LABEL.fullmatch, text.lines)):
        values = found.setdefault(match[1].lower(), [])
        if match[2].strip() not in values:
            values.append(match[2].strip())
    return found
