"""Alerts in a format of the desk's own settings."""

from mailflow.core.alerts.alert import Alert, AlertText, make_alert
from mailflow.identity import AlertFormat
from mailflow.patterns import groups_of


def read(text: AlertText, wanted: AlertFormat) -> Alert | None:
    """Return the alert of a mail in which every expression of the format is found."""
    found: dict[str, str] = {}
    for expression, searched in ((wanted.subject, text.subject), (wanted.body, text.lines)):
        if not expression:
            continue
        groups = groups_of(
            expression, searched if isinstance(searched, str) else "\n".join(searched)
        )
        if groups is None:
            return None
        found = {**groups, **found}
    host, service, state = (found.get(name, "") for name in ("host", "service", "state"))
    if not (host or service) or not state:
        return None
    recovered = {one.casefold() for one in wanted.recovered}
    return make_alert(
        wanted.name,
        host=host,
        service=service,
        state=state,
        recovery=state.strip().casefold() in recovered,
    )
