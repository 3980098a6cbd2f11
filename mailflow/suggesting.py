"""What the classifier says of mails, with what the desk knows of them besides their text."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from mailflow.adapters.store.contract import Work
from mailflow.core.alerts import Alert, read_alert
from mailflow.core.categorisation import NO_SUGGESTION, Circumstance, Suggestion
from mailflow.core.mail import Mail
from mailflow.core.traces import Traces
from mailflow.desk import Desk
from mailflow.recalling import recall

ALIKE = 2
"""Fingerprints in common that two reports of one thing have; one may be a footer."""
SAME_DAY = timedelta(days=1)
WARNINGS = frozenset({"WARNING", "WARN"})

Asked = tuple[Mail, Traces, str]
"""A mail, what it is known by, and the text of it that is classified."""


def suggested(work: Work, desk: Desk, asked: Sequence[Asked], now: datetime) -> list[Suggestion]:
    """Return a suggestion for each mail."""
    if not desk.suggester.is_ready(work):
        return [NO_SUGGESTION for _ in asked]
    known = [circumstance_of(work, desk, mail, traces, now) for mail, traces, _ in asked]
    texts = [text for _, _, text in asked]
    said = desk.suggester.suggest_many(work, texts, known)
    return [
        replace(one, similar=similar)
        for one, similar in zip(said, recall(work, desk, texts, now), strict=True)
    ]


def circumstance_of(
    work: Work, desk: Desk, mail: Mail, traces: Traces, now: datetime
) -> Circumstance:
    """Return what is known of a mail's sender, and of other mails like it."""
    sender = mail.sender
    if sender is None:
        return Circumstance()
    contact = work.directory.by_address(sender.address)
    monitors = {one.lower() for one in desk.settings.desk.monitors}
    alert = read_alert(mail, desk.settings.alerts) if sender.address in monitors else None
    return Circumstance(
        vip=contact is not None and contact.vip and desk.settings.priority_matrix.vip == "signal",
        monitoring=_monitoring(alert),
        reporters=1 + _others_like_it(work, traces, now),
    )


def _monitoring(alert: Alert | None) -> str:
    if alert is None:
        return ""
    if alert.recovery:
        return "up"
    return "warning" if alert.state in WARNINGS else "down"


def _others_like_it(work: Work, traces: Traces, now: datetime) -> int:
    """Count the incidents of today that say the same."""
    seen: dict[int, int] = {}
    for one in work.mails.sightings(traces.own, now - SAME_DAY):
        if not one.quoted:
            seen[one.incident_id] = seen.get(one.incident_id, 0) + 1
    return sum(number >= ALIKE for number in seen.values())
