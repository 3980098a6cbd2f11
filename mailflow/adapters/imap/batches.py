"""Cutting UIDs into portions that servers, the library and our memory bear."""

from collections.abc import Iterable, Iterator

from mailflow.identity import MEBIBYTE

BATCH_MAILS = 50
BATCH_BYTES = 32 * MEBIBYTE
SEARCH_WINDOW = 50_000  # UIDs: their answer stays below the 1,000,000 bytes imaplib reads a line


def search_windows(after: int, uidnext: int) -> Iterator[str]:
    """Yield UID ranges that cover all above `after`, the last one open: mail may have come since.

    >>> list(search_windows(0, 120_000))
    ['1:50000', '50001:100000', '100001:*']
    """
    start = after + 1
    while uidnext - start > SEARCH_WINDOW:
        yield f"{start}:{start + SEARCH_WINDOW - 1}"
        start += SEARCH_WINDOW
    yield f"{start}:*"


def in_batches(sizes: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """Cut (UID, bytes) pairs into lists of bounded length and weight; none is empty."""
    batch: list[int] = []
    weight = 0
    for uid, size in sizes:
        if batch and (len(batch) == BATCH_MAILS or weight + size > BATCH_BYTES):
            yield batch
            batch, weight = [], 0
        batch.append(uid)
        weight += size
    if batch:
        yield batch
