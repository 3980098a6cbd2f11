"""Checkmk: `Check_MK: host/service OK -> CRIT`, after its mail and asciimail plug-ins."""

import re

from mailflow.core.alerts.alert import BAD, GOOD, Alert, AlertText, judged, make_alert

_SUBJECT = re.compile(r"Check_?MK: (?P<rest>\S.{0,450})", re.IGNORECASE)
_ARROW = re.compile(r"(?P<before>\w{2,12})\s{0,3}(?:->|→|-&gt;|➤)\s{0,3}(?P<after>\w{2,12})")
_WORD = re.compile(r"[A-Za-z]{2,12}")


def read(text: AlertText) -> Alert | None:
    """Return the alert of a mail with such a subject, or with a host and such an event."""
    subject = _SUBJECT.fullmatch(text.subject)
    event = text.first("event")
    if subject is None and not (event and _ARROW.search(event) and text.first("host")):
        return None
    host, service, told = _of_subject(subject["rest"] if subject else "")
    event = event or told
    arrow = _ARROW.search(event)
    state = arrow["after"] if arrow else _mentioned(event)
    host = text.first("host", "hostname") or host
    if not host or not (state or event):
        return None
    recovery, remark = judged(_kind(event), state)
    return make_alert(
        "checkmk",
        host=host,
        service=text.first("service") or service,
        state=state or event,
        recovery=recovery,
        remark=remark,
    )


def _of_subject(rest: str) -> tuple[str, str, str]:
    """Return host, service and event; the event begins with the state before the arrow."""
    host, dash, event = rest.partition(" - ")
    if dash and "/" not in host:
        return host, "", event
    host, _, rest = rest.partition("/")
    arrow = _ARROW.search(rest)
    return (host, rest[: arrow.start()], rest[arrow.start() :]) if arrow else (host, rest, "")


def _kind(event: str) -> str:
    lower = event.lower()
    if "flapping" in lower:
        return "flappingstop" if "stop" in lower or "end" in lower else "flappingstart"
    return next((one for one in ("ack", "downtime", "custom") if one in lower), "")


def _mentioned(event: str) -> str:
    words = _WORD.findall(event[:200])
    return next((one for one in reversed(words) if one.lower() in BAD | GOOD), "")
