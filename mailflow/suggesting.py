"""What the classifier says of mails, with what the desk knows of them besides their text."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from mailflow.adapters.store.contract import Work
from mailflow.core.alerts import Alert, read_alert
from mailflow.core.categorisation import NO_SUGGESTION, Circumstance, Suggestion
from mailflow.core.mail import Mail
from mailflow.core.traces import Sighting, Traces
from mailflow.desk import Desk
from mailflow.recalling import recall

ALIKE = 2
"""Fingerprints in common that two reports of one thing have; one may be a footer."""
SAME_DAY = timedelta(days=1)
WARNINGS = frozenset({"WARNING", "WARN"})

Asked = tuple[Mail, Traces, str]
"""A mail, what it is known by, and the text of it that is classified."""


def suggested(work: Work, desk: Desk, asked: Sequence[Asked], now: datetime) -> list[Suggestion]:
    """Return a suggestion for each mail, with the articles that fit it."""
    if not asked:
        return []
    texts = [text for _, _, text in asked]
    found = desk.library.fitting(work, desk.suggester.embedding, texts, now)
    said = _said(work, desk, asked, now) if desk.suggester.is_ready(work) else None
    pairs = zip(said or [NO_SUGGESTION for _ in asked], found, strict=True)
    return [replace(one, articles=articles) for one, articles in pairs]


def _said(work: Work, desk: Desk, asked: Sequence[Asked], now: datetime) -> list[Suggestion]:
    """Return what the classifier says, and which resolved incidents resemble each."""
    known = _circumstances(work, desk, asked, now)
    texts = [text for _, _, text in asked]
    said = desk.suggester.suggest_many(work, texts, known)
    return [
        replace(one, similar=similar)
        for one, similar in zip(said, recall(work, desk, texts, now), strict=True)
    ]


def _circumstances(
    work: Work, desk: Desk, asked: Sequence[Asked], now: datetime
) -> list[Circumstance]:
    """Return what is known of each mail's sender and of others like it, looked up together."""
    work.directory.meet(mail.sender.address for mail, _, _ in asked if mail.sender)
    prints = dict.fromkeys(one for _, traces, _ in asked for one in traces.own)
    seen: dict[int, list[Sighting]] = defaultdict(list)
    for one in work.mails.sightings(prints, now - SAME_DAY):
        seen[one.fingerprint].append(one)
    return [
        _circumstance(work, desk, mail, [one for key in traces.own for one in seen.get(key, ())])
        for mail, traces, _ in asked
    ]


def _circumstance(work: Work, desk: Desk, mail: Mail, seen: Iterable[Sighting]) -> Circumstance:
    sender = mail.sender
    if sender is None:
        return Circumstance()
    contact = work.directory.by_address(sender.address)
    monitors = {one.lower() for one in desk.settings.desk.monitors}
    alert = read_alert(mail, desk.settings.alerts) if sender.address in monitors else None
    return Circumstance(
        vip=contact is not None and contact.vip and desk.settings.priority_matrix.vip == "signal",
        monitoring=_monitoring(alert),
        reporters=1 + _others_like_it(seen),
    )


def _monitoring(alert: Alert | None) -> str:
    if alert is None:
        return ""
    if alert.recovery:
        return "up"
    return "warning" if alert.state in WARNINGS else "down"


def _others_like_it(seen: Iterable[Sighting]) -> int:
    """Count the incidents of today that say the same."""
    alike = Counter(one.incident_id for one in seen if not one.quoted)
    return sum(number >= ALIKE for number in alike.values())
