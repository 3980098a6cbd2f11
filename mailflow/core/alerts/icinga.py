"""Icinga 2: `[PROBLEM] service on host is CRITICAL!`, and the dashes of its first versions.

After mail-service-notification.sh and mail-host-notification.sh of its sample configuration.
The subject names things for people, the body by their names, which stay the same.
"""

import re

from mailflow.core.alerts.alert import BAD, GOOD, Alert, AlertText, judged, make_alert

_TYPES = (
    r"PROBLEM|RECOVERY|ACKNOWLEDGEMENT|CUSTOM|FLAPPING ?START|FLAPPING ?STOP|FLAPPING ?END"
    r"|DOWNTIME ?\w{3,9}"
)
_BRACKETS = re.compile(
    rf"\[(?P<type>{_TYPES})\] (?:Host (?P<alone>\S.{{0,200}}?)"
    r"|(?P<service>\S.{0,200}?) on (?P<host>\S.{0,200}?)) is (?P<state>\w{2,20})!?"
)
_DASHES = re.compile(
    rf"(?P<type>{_TYPES}) - (?P<host>\S.{{0,200}}?)(?: - (?P<service>\S.{{0,200}}?))?"
    r" is (?P<state>\w{2,20})"
)
_BANNER = re.compile(r"\*{3,8} (?:Service|Host) Monitoring on .{1,200}", re.IGNORECASE)
_STATE = re.compile(r"(?:==> )?\S.{0,400} is (?P<state>[A-Z]{2,20})!.{0,10}")


def read(text: AlertText) -> Alert | None:
    """Return the alert of a mail with such a subject or such a first line."""
    subject = _BRACKETS.fullmatch(text.subject) or _DASHES.fullmatch(text.subject)
    banner = any(_BANNER.match(line) for line in text.lines[:10])
    if subject is None and not banner:
        return None
    found = {name: value or "" for name, value in subject.groupdict().items()} if subject else {}
    host = text.first("host", "hostname") or found.get("host") or found.get("alone", "")
    state = found.get("state") or _written_state(text)
    if not host or state.lower() not in GOOD | BAD:
        return None
    recovery, remark = judged(found.get("type", ""), state)
    return make_alert(
        "icinga",
        host=host,
        service=text.first("service") or found.get("service", ""),
        state=state,
        recovery=recovery,
        remark=remark,
    )


def _written_state(text: AlertText) -> str:
    matches = filter(None, (_STATE.match(line) for line in text.lines[:10]))
    return next((match["state"] for match in matches), "")
