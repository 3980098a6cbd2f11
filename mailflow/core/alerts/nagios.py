"""Nagios and its kin: `** PROBLEM Service Alert: host/service is WARNING **`.

The subject and body are those of `notify-host-by-email` and `notify-service-by-email` in the
sample configurations of Nagios and Icinga 1. Nagios 2, Centreon and OMD word the subject otherwise.
"""

import re

from mailflow.core.alerts.alert import BAD, GOOD, Alert, AlertText, judged, make_alert

KNOWN = frozenset({"pending"})
_SUBJECT = re.compile(
    r"[\s*]{0,8}(?P<type>[A-Z]{2,20})[\w() ]{0,20} (?:Service|Host) Alert: (?P<target>\S.{0,250}?)"
    r" is (?P<state>\w{2,20})[\s*!]{0,8}",
    re.IGNORECASE,
)
_STARS = re.compile(
    r"\*{2,5} (?P<type>[A-Z]{2,20})(?: \*{2,5}| alert -)? (?P<target>\S.{0,250}?)"
    r" is (?P<state>[A-Z]{2,20})(?: \*{2,5})?"
)
_HOST = re.compile(r"Host (?P<state>[A-Z]{2,20}) alert for (?P<target>\S{1,250}?)!?")
_BANNER = re.compile(
    r"\*{3,8}\s{1,5}(Nagios|Icinga|Centreon|Naemon|Shinken|op5)\b.{0,60}", re.IGNORECASE
)


def read(text: AlertText) -> Alert | None:
    """Return the alert of a mail with such a subject or such a first line."""
    patterns = (_SUBJECT, _STARS, _HOST)
    subject = next(filter(None, (one.fullmatch(text.subject) for one in patterns)), None)
    banner = next(filter(None, (_BANNER.match(line) for line in text.lines[:10])), None)
    if subject is None and banner is None:
        return None
    found = subject.groupdict() if subject else {}
    target = found.get("target", "")
    host, _, service = target.partition("/")
    host = text.first("host", "hostname") or host
    state = text.first("state") or found.get("state", "")
    kind = text.first("notification type") or found.get("type", "")
    if not host or state.lower() not in GOOD | BAD | KNOWN:
        return None
    recovery, remark = judged(kind, state)
    return make_alert(
        banner[1].lower() if banner else "nagios",
        host=host,
        service=text.first("service") or service,
        state=state,
        recovery=recovery,
        remark=remark,
    )
