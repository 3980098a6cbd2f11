"""Monit: `monit alert -- Connection failed nginx`, after its default mail format.

Each kind of event of a service ends by itself (`Connection failed`, `Connection succeeded`), so
the kind belongs to the key.
"""

import re

from mailflow.core.alerts.alert import Alert, AlertText, make_alert

_SUBJECT = re.compile(r".{0,100}?\bmonit alert\s{0,5}--?\s{0,5}(?P<rest>\S.{0,300})", re.IGNORECASE)
_EVENT = re.compile(r"\s{0,8}(?P<event>[A-Z][\w' ]{2,60}?) Service (?P<service>\S.{0,200})")
_OUTCOMES = frozenset(
    {"failed", "succeeded", "matched", "exceeded", "ok", "error", "changed", "not", "invalid",
     "recovery", "up", "down", "doesn't", "does", "match", "access"}
)  # fmt: skip
_OVER = re.compile(
    r"(?:exists|timeout recovery|link up|.{1,60} (?:succeeded|ok|not changed|changed not))",
    re.IGNORECASE,
)
_REMARKS = frozenset({"monit instance changed", "action done", "monit instance changed not"})
_KNOWN = re.compile(
    r"(?P<event>.{0,60}?(?:failed|succeeded|matched|exceeded|changed not|not changed|changed|error"
    r"|does not exist|exists|timeout recovery|timeout|invalid type|link up|link down|action done"
    r"|content match|content doesn't match| ok))\s{1,3}(?:on\s{1,3})?(?P<service>\S.{0,200})",
    re.IGNORECASE,
)


def read(text: AlertText) -> Alert | None:
    """Return the alert of a mail with such a subject or such lines."""
    subject = _SUBJECT.fullmatch(text.subject)
    signed = text.says("your faithful employee")
    if subject is None and not signed:
        return None
    body = next(filter(None, (_EVENT.match(line) for line in text.lines[:10])), None)
    match = body or (_KNOWN.fullmatch(subject["rest"]) if subject else None)
    if match is None:
        return None
    host, service = text.first("host"), match["service"].strip()
    event = " ".join(match["event"].split())
    return make_alert(
        "monit",
        host=host or service,
        service=service,
        state=event,
        recovery=_OVER.fullmatch(event) is not None,
        key=f"{host or service}|{service}|{_kind(event)}",
        remark=event.lower() in _REMARKS,
    )


def _kind(event: str) -> str:
    """Return what the event is about, whichever way it went."""
    words = [word for word in event.lower().split() if word not in _OUTCOMES]
    return " ".join("exist" if word == "exists" else word for word in words)
