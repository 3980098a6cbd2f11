"""Alerts of monitoring systems: which host and service, in which state, over or not.

One file for each family of tools. None of them is believed by its subject alone where people
write such subjects, too.
"""

from collections.abc import Callable, Sequence

from mailflow.core.alerts import (
    checkmk,
    cloudwatch,
    defined,
    grafana,
    icinga,
    labelled,
    monit,
    nagios,
    plain,
    prtg,
    uptime_kuma,
    zabbix,
)
from mailflow.core.alerts.alert import Alert, AlertText, text_of
from mailflow.core.mail import Mail, bare_subject
from mailflow.identity import AlertFormat

__all__ = ["Alert", "read_alert"]

FAMILIES: tuple[Callable[[AlertText], Alert | None], ...] = (
    labelled.read,
    grafana.read,
    cloudwatch.read,
    uptime_kuma.read,
    monit.read,
    checkmk.read,
    zabbix.read,
    prtg.read,
    icinga.read,
    nagios.read,
    plain.read,
)


def read_alert(mail: Mail, formats: Sequence[AlertFormat] = ()) -> Alert | None:
    """Return the alert a mail tells of, None if it is none; the settings' own formats first.

    Who answers an alert or passes it on quotes all of it: that is a person's mail.
    """
    if bare_subject(mail.subject) != mail.subject.strip():
        return None
    text = text_of(mail)
    for one in formats:
        if found := defined.read(text, one):
            return found
    return next(filter(None, (read(text) for read in FAMILIES)), None)
