"""What notices say of service levels: what is left in business time, and what made a priority."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from support.notices import Visible, flat, rendered

from mailflow.core.sample_notices import INCIDENT, NOW
from models.enums import NoticeKind, PrioritySource


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


@pytest.mark.parametrize(
    ("source", "words"),
    [("vip", "raised, the requester is a VIP"), ("hand", "P3 (given by an agent; impact medium")],
)
def test_a_priority_says_what_made_it(source: str, words: str) -> None:
    notice = rendered(incident=replace(INCIDENT, priority_source=PrioritySource(source)))
    assert words in flat(notice.text)
    assert words in Visible(notice.html).text
