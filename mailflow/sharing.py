"""One unit of work that several readers share until somebody writes: the looks of the clock."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from mailflow.adapters.store.contract import Units, Work


class SharedReading:
    """Reads and writes as its store does, but opens one unit of work for reads in a row.

    What was read once is not read again, and nearly every look only finds that nothing is due.
    A unit of work in which something failed is given up, since PostgreSQL answers it no more.
    """

    def __init__(self, store: Units) -> None:
        self._store = store
        self._opened = ExitStack()
        self._work: Work | None = None

    @contextmanager
    def read(self) -> Iterator[Work]:
        """Return the shared unit of work, as old as the first read since somebody wrote."""
        if self._work is None:
            self._work = self._opened.enter_context(self._store.read())
        try:
            yield self._work
        except BaseException:
            self.close()
            raise

    @contextmanager
    def begin(self) -> Iterator[Work]:
        """Return a unit of work of its own that writes; what is read later is read anew."""
        self.close()
        with self._store.begin() as work:
            yield work

    def close(self) -> None:
        """End the shared unit of work."""
        self._work = None
        self._opened.close()
