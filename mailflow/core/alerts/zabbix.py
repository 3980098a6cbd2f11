"""Zabbix: `Problem: name`, `Resolved in 5m: name`, and `PROBLEM: name` before version 4.

After the message templates of its e-mail media type and the default action of versions 2 and 3.
The number of the event is no key: the next flap has another.
"""

import re

from mailflow.core.alerts.alert import Alert, AlertText, make_alert

_SUBJECT = re.compile(
    r"(?P<type>Problem|Resolved|Updated problem|OK)(?: in [\w ]{1,60})?: (?P<name>\S.{0,400})",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"Current problem status is (\w{2,20})", re.IGNORECASE)
_ITEM = re.compile(r"\s{0,4}\d{1,3}\. .{0,300}?\((?P<host>[^():\s]{1,200}):[^()]{1,200}\)")
_MARKS = ("problem name", "trigger", "original problem id", "original event id", "problem id")


def read(text: AlertText) -> Alert | None:
    """Return the alert of a mail with such a subject and such fields."""
    subject = _SUBJECT.fullmatch(text.subject)
    update = next(filter(None, (_UPDATED.match(line) for line in text.lines[:20])), None)
    marked = any(mark in text.fields for mark in _MARKS)
    if not marked and not (subject and update):
        return None
    name = text.first("problem name", "trigger") or (subject["name"] if subject else "")
    host = text.first("host", "hostname") or _host_of_item(text)
    kind = (subject["type"] if subject else "").lower()
    if not name or not (host or subject):
        return None
    over = _is_over(text, kind)
    remark = update is not None or kind.startswith("updated")
    state = update[1] if update else "OK" if over else "PROBLEM"
    return make_alert("zabbix", host=host, service=name, state=state, recovery=over, remark=remark)


def _is_over(text: AlertText, kind: str) -> bool:
    status = text.first("trigger status", "status").lower()
    said = any(line.lower().startswith("problem has been resolved") for line in text.lines[:20])
    return kind in {"resolved", "ok"} or said or (status in {"ok", "resolved"} and not kind)


def _host_of_item(text: AlertText) -> str:
    """Before version 4 the default message names the host in its list of items alone."""
    matches = filter(None, (_ITEM.match(line) for line in text.lines))
    return next((match["host"] for match in matches), "")
