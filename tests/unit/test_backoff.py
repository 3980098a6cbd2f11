"""Waits between attempts."""

import pytest

from mailflow.core.backoff import backoff


@pytest.mark.parametrize(
    ("attempt", "least", "most"),
    [
        (1, 1.0, 1.0),
        (2, 1.0, 2.0),
        (3, 2.0, 4.0),
        (6, 16.0, 32.0),
        (7, 30.0, 60.0),  # 64 s is more than the longest
        (10_000, 30.0, 60.0),  # no overflow after days without a server
    ],
)
def test_the_wait_doubles_up_to_the_longest(attempt: int, least: float, most: float) -> None:
    """Jitter spreads over the upper half, so that a wait of hours never becomes one of seconds."""
    assert backoff(attempt, 0.0) == least
    assert backoff(attempt, 0.5) == (least + most) / 2
    assert least <= backoff(attempt, 0.999_999) <= most


def test_first_and_longest_wait_can_be_chosen() -> None:
    """The outbox waits minutes to hours, a connection seconds to a minute."""
    assert backoff(1, 0.0, first=60, longest=3600) == 60
    assert backoff(3, 0.5, first=60, longest=3600) == 180
    assert backoff(50, 0.0, first=60, longest=3600) == 1800


@pytest.mark.parametrize(
    ("attempt", "jitter", "first", "longest"),
    [
        (0, 0.0, 1.0, 60.0),
        (1, 1.0, 1.0, 60.0),
        (1, -0.1, 1.0, 60.0),
        (1, 0.0, 0.0, 60.0),
        (1, 0.0, 2.0, 1.0),
    ],
)
def test_senseless_questions_are_refused(
    attempt: int, jitter: float, first: float, longest: float
) -> None:
    """A wait of nothing would hammer a server that is in trouble."""
    with pytest.raises(ValueError, match="no such wait"):
        backoff(attempt, jitter, first=first, longest=longest)
