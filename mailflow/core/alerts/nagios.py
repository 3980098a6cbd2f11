"""Nagios and Icinga 1: `** PROBLEM Service Alert: host/service is WARNING **`.

The subject and body are those of `notify-host-by-email` and `notify-service-by-email` in the
sample configuration of both; the templates of OMD put the host first.
"""

import re

from mailflow.core.alerts.alert import Alert, AlertText, judged, make_alert

_SUBJECT = re.compile(
    r"[\s*]{0,8}(?P<type>[A-Z]{2,20})[\w() ]{0,20} (?:Service|Host) Alert: (?P<target>\S.{0,250}?)"
    r" is (?P<state>\w{2,20})[\s*!]{0,8}",
    re.IGNORECASE,
)
_OMD = re.compile(
    r"\*{2,5} (?P<type>[A-Z]{2,20}) \*{2,5} (?P<target>\S.{0,250}?) is (?P<state>\w{2,20})",
    re.IGNORECASE,
)
_BANNER = re.compile(r"\*{3,8}\s{1,5}(Nagios|Icinga)\b.{0,40}", re.IGNORECASE)


def read(text: AlertText) -> Alert | None:
    """Return the alert of a mail with such a subject or such a first line."""
    subject = _SUBJECT.fullmatch(text.subject) or _OMD.fullmatch(text.subject)
    banner = next(filter(None, (_BANNER.match(line) for line in text.lines[:10])), None)
    if subject is None and banner is None:
        return None
    target = subject["target"] if subject else ""
    host, _, service = target.partition("/")
    host = text.first("host", "hostname") or host
    state = text.first("state") or (subject["state"] if subject else "")
    kind = text.first("notification type") or (subject["type"] if subject else "")
    if not host or not (state or kind):
        return None
    recovery, remark = judged(kind, state)
    return make_alert(
        banner[1].lower() if banner else "nagios",
        host=host,
        service=text.first("service") or service,
        state=state or kind,
        recovery=recovery,
        remark=remark,
    )
