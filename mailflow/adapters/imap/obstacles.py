"""Mails that a server does not hand out, or that are too large to take.

They stay where they are. This memory ends with the process; nothing is lost by that, because the
position of the folder, which is durable, never passes one: the next process meets it again.
"""

import time
from collections.abc import Callable, Collection

RETRY_SECONDS = 1800.0


class Obstacles:
    """What was stepped over in one folder, and what was taken above it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._uidvalidity = 0
        self._due: dict[int, float] = {}
        self._taken: set[int] = set()

    @property
    def uids(self) -> tuple[int, ...]:
        """The UIDs stepped over, ascending."""
        return tuple(sorted(self._due))

    def under(self, uidvalidity: int) -> None:
        """Forget everything when UIDs mean other mails."""
        if uidvalidity != self._uidvalidity:
            self._uidvalidity = uidvalidity
            self._due.clear()
            self._taken.clear()

    def add(self, uid: int) -> None:
        """Step over a mail; it is tried again after half an hour."""
        self._due[uid] = self._clock() + RETRY_SECONDS

    def stored(self, uids: Collection[int]) -> None:
        """Remember what is durable; what was an obstacle is none any more."""
        for uid in uids:
            self._due.pop(uid, None)
        if self._due:
            self._taken.update(uids)

    def limit(self, uids: Collection[int]) -> int | None:
        """Return the lowest UID stepped over that is not among `uids`."""
        return min(self._due.keys() - set(uids), default=None)

    def sift(self, found: Collection[int], after: int) -> tuple[int, ...]:
        """Return what to fetch of all UIDs above `after`: the new ones, then those due again."""
        for uid in [uid for uid in self._due if uid > after and uid not in found]:
            del self._due[uid]  # somebody removed it
        self._taken = {uid for uid in self._taken if uid > after}
        new = sorted(uid for uid in found if uid not in self._taken and uid not in self._due)
        now = self._clock()
        return (*new, *(uid for uid in self.uids if self._due[uid] <= now))
