"""What notices say of service levels: what is left in business time, and what made a priority."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from support.notices import Visible, flat, rendered

from mailflow.core.lateness import LateIncident, MissedTarget
from mailflow.core.sample_notices import INCIDENT, NOW
from models.enums import EscalationCause, NoticeKind, Priority, PrioritySource


@pytest.mark.parametrize(
    ("now", "due", "expected"),
    [
        (NOW, NOW + timedelta(minutes=15), "within 15 minutes, by"),
        (NOW, NOW + timedelta(minutes=59, seconds=40), "within 1 hour, by"),
        (NOW, NOW + timedelta(hours=24), "within 24 hours, by"),
        (NOW, NOW + timedelta(days=2), "within 2 days, by"),
        (NOW, NOW - timedelta(hours=1), "hear from us by Tue 24 Nov 2026, 11:00 UTC."),
        (None, NOW, "hear from us by Tue 24 Nov 2026, 12:00 UTC."),
        (NOW, None, "as soon as possible"),
    ],
)
def test_the_expected_answer_is_told_as_far_as_known(
    now: datetime | None, due: datetime | None, expected: str
) -> None:
    """Relative wording only for what lies ahead."""
    incident = replace(INCIDENT, response_due=due)
    notice = rendered(kind=NoticeKind.ACKNOWLEDGEMENT, now=now, incident=incident)
    assert expected in flat(notice.text)


def test_business_time_is_told_in_hours_wherever_it_counts() -> None:
    """The days of a clock would say too much: a weekend lies between."""
    monday = NOW + timedelta(days=6)
    left = replace(INCIDENT, response_due=monday, response_left=timedelta(hours=28))
    acknowledgement = rendered(kind=NoticeKind.ACKNOWLEDGEMENT, incident=left)
    assert "within 28 hours of our business hours, by Mon 30 Nov" in flat(acknowledgement.text)
    late = replace(left, resolution_due=NOW, resolution_left=timedelta(minutes=-30))
    notice = rendered(incident=late)
    for text in (flat(notice.text), Visible(notice.html).text):
        assert "12:00 UTC (28 hours of business time left)" in text
        assert "12:00 UTC (overdue for 30 minutes of business time)" in text
    told = rendered(kind=NoticeKind.ESCALATION, reason="resolution", late=NOW, incident=late)
    assert "12:00 UTC, 30 minutes of business time ago" in flat(told.text)


def test_a_list_tells_in_business_time_too_how_long_it_is_late() -> None:
    """And by the clock where that alone counts, or where no business hour has passed since."""
    due, cause = NOW - timedelta(days=3), EscalationCause.RESOLUTION
    lines = [
        LateIncident(1004 + at, Priority.P2, INCIDENT.state, (MissedTarget(cause, due, left),))
        for at, left in enumerate((-timedelta(hours=5), None, timedelta()))
    ]
    told = rendered(
        kind=NoticeKind.ESCALATION, reason="several", late_incidents=tuple(lines), late_total=3
    )
    for text in (flat(told.text), Visible(told.html).text):
        assert text.count("Solution overdue for 5 hours of business time (due Sat 21 Nov") == 1
        assert text.count("Solution overdue for 3 days (due Sat 21 Nov") == 2


@pytest.mark.parametrize(
    ("source", "words"),
    [("vip", "raised, the requester is a VIP"), ("hand", "P3 (given by an agent; impact medium")],
)
def test_a_priority_says_what_made_it(source: str, words: str) -> None:
    notice = rendered(incident=replace(INCIDENT, priority_source=PrioritySource(source)))
    assert words in flat(notice.text)
    assert words in Visible(notice.html).text
