"""How long to wait before the next attempt, the same rule wherever something outside fails."""

MOST_DOUBLINGS = 60


def backoff(attempt: int, jitter: float, *, first: float = 1.0, longest: float = 60.0) -> float:
    """Return the seconds to wait after the `attempt`-th failure in a row, counted from 1.

    The wait doubles from `first` up to `longest`. `jitter`, a random share in [0, 1), spreads it
    over the upper half, so that many clients of a server that comes back do not come at once.
    """
    if attempt < 1 or not 0 <= jitter < 1 or not 0 < first <= longest:
        raise ValueError(f"no such wait: {attempt=} {jitter=} {first=} {longest=}")
    wait = min(longest, first * 2.0 ** min(attempt - 1, MOST_DOUBLINGS))
    least = max(first, wait / 2)
    return least + (wait - least) * jitter
