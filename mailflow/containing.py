"""Failures that stay where they happen: of a mail, of an incident at a look, of one whole look.

What fails at a look is undone alone and tried again, ever more seldom; the others are done, and
guards of the desk see it among the security events (promise P4).
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from mailflow.adapters.store.contract import Work
from mailflow.core.backoff import backoff
from mailflow.core.records import Incident, SecurityEvent
from mailflow.errors import RenderingError, StoreUnavailableError, TransientError

log = logging.getLogger(__name__)

LOOK_FAILED = "look_failed"
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=10)
TOLD_EVERY = timedelta(hours=1)
MOST_KNOWN = 1000
"""Of so many it is remembered that they fail; more is no matter of single incidents."""
RECENT = 2 * MOST_KNOWN
SHARE = 4
"""A look gives this part of its limit to what failed before, so that nothing else starves."""

Item = TypeVar("Item")
Result = TypeVar("Result")


@contextmanager
def suppress_and_log(what: str) -> Iterator[None]:
    """Let the failure of one mail, or of many incidents at once, not end the others.

    What must be done is tried again alone, and its own failure is counted there.
    """
    try:
        yield
    except StoreUnavailableError:
        raise
    except Exception as error:  # noqa: BLE001 - each is done alone next
        log.debug("%s failed beside others: %s", what, type(error).__name__)


def each_alone(looks: Iterable[Callable[[datetime], object]], now: datetime) -> None:
    """Let one look of the clock that fails not end the others; the first failure is raised then."""
    failures: list[Exception] = []
    for look in looks:
        try:
            look(now)
        except StoreUnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - raised when all have had their turn
            failures.append(error)
    for failure in failures[1:]:
        log.warning("a look of the clock failed, too: %s", type(failure).__name__)
    if failures:
        raise failures[0]


@dataclass(frozen=True, slots=True)
class Failure:
    """How often something failed in a row, and when it is tried again."""

    times: int
    again_at: datetime

    def waits(self, now: datetime) -> bool:
        """Whether it is not tried yet; too long a wait was meant for a clock that went ahead."""
        return now < self.again_at <= now + LONGEST_WAIT

    def is_over(self, now: datetime) -> bool:
        """Whether nobody tried it again: another worker did it, or somebody by hand."""
        return now - self.again_at >= TOLD_EVERY


@dataclass(slots=True)
class Failing:
    """What fails at one look of the clock, by the number of the incident, or of a `subject`.

    What waits to be tried again is left out of the look, and does not count for its limit.
    """

    look: str
    subject: str = "incident"
    known: dict[int, Failure] = field(default_factory=dict)
    untold: list[SecurityEvent] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """Whether it remembers no more."""
        return len(self.known) >= MOST_KNOWN

    def reach(self, limit: int) -> int:
        """Return how many must be looked at to find so many that do not wait."""
        return limit + len(self.known)

    def left(
        self, found: Iterable[Item], number: Callable[[Item], int], now: datetime, limit: int
    ) -> tuple[Item, ...]:
        """Return what a look takes of what it found: nothing that waits, little that failed."""
        taken: list[Item] = []
        again = max(1, limit // SHARE)
        for one in found:
            failure = self.known.get(number(one))
            if failure is not None and (failure.waits(now) or again == 0):
                continue
            again -= failure is not None
            taken.append(one)
        return tuple(taken[:limit])

    def incidents(
        self, found: Iterable[Incident], now: datetime, limit: int
    ) -> tuple[Incident, ...]:
        """Return which of these incidents a look takes."""
        return self.left(found, lambda one: one.id, now, limit)

    @contextmanager
    def noted(self, number: int, now: datetime) -> Iterator[None]:
        """Let a failure concern this one alone; what was written stays."""
        try:
            yield
        except StoreUnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - recorded, and tried again
            self._note(number, error, now)
        else:
            self.known.pop(number, None)

    @contextmanager
    def contained(self, work: Work, number: int, now: datetime) -> Iterator[None]:
        """Let a failure concern this one alone; what was written for it is undone."""
        with self.noted(number, now), work.savepoint():
            yield

    def _note(self, number: int, error: Exception, now: datetime) -> None:
        """Remember when it is tried again; what may go by itself is told when it comes again."""
        log.debug("%s %s failed at %s: %s", self.subject, number, self.look, type(error).__name__)
        before = self.known.get(number)
        if before is None and self.is_full:
            self._forget_old(now)
        if before is None and self.is_full:
            return
        times = before.times + 1 if before and not before.is_over(now) else 1
        self.known[number] = Failure(times, now + _wait(times))
        if times == 1 and isinstance(error, TransientError):
            return
        is_incident = self.subject == "incident"
        detail = {"look": self.look, "error": _in_short(error)}
        detail |= {} if is_incident else {self.subject: str(number)}
        event = SecurityEvent(LOOK_FAILED, now, number if is_incident else None, detail=detail)
        self.untold.append(event)

    def _forget_old(self, now: datetime) -> None:
        """Forget what is over, to make room."""
        self.known = {number: one for number, one in self.known.items() if not one.is_over(now)}

    def tell(self, work: Work, now: datetime) -> None:
        """Record what failed, each once an hour, whichever worker it was."""
        if not self.untold:
            return
        known = work.audit.security_events(RECENT, LOOK_FAILED)
        told = {about(one) for one in known if abs(now - one.at) < TOLD_EVERY}
        fresh = {about(one): one for one in self.untold if about(one) not in told}
        for event in fresh.values():
            work.audit.add_security_event(event)
            work.audit.append(event.incident_id, "security_event", {"event": LOOK_FAILED}, now)
            error = event.detail["error"]
        if fresh:
            log.warning(
                "%s: %s failed alone, the last with %s; see `mailflow security list --event %s`",
                *(self.look, len(fresh), error, LOOK_FAILED),
            )
        self.untold.clear()


@dataclass(frozen=True, slots=True)
class Together(Generic[Result]):
    """Does something for many incidents at once, without those that fail.

    A mail that tells of many is written once: so who failed before is tried by himself first,
    the others where all at once fail. Where those who do not fail by themselves fail together,
    each is done by itself.
    """

    work: Work
    failing: Failing
    do: Callable[[Sequence[Incident]], Result]
    now: datetime

    def take(self, found: Sequence[Incident]) -> tuple[Result, ...]:
        """Return what came of it: once, or once for each."""
        doubtful = {one.id for one in found if one.id in self.failing.known}
        left = [one for one in found if one.id not in doubtful or self._would_do(one)]
        for _ in range(2):
            with suppress_and_log(self.failing.look):
                with self.work.savepoint():
                    result = self.do(left)
                return (result,)
            left = [one for one in left if one.id in doubtful or self._would_do(one)]
        return tuple(self._each(left))

    def _each(self, left: Iterable[Incident]) -> list[Result]:
        results: list[Result] = []
        for one in left:
            with self.failing.contained(self.work, one.id, self.now):
                results.append(self.do((one,)))
        return results

    def _would_do(self, one: Incident) -> bool:
        """Whether it can be done by itself; it is undone."""
        with self.failing.noted(one.id, self.now), _undone(self.work):
            self.do((one,))
            return True
        return False


class _UndoneError(Exception):
    """Ends a savepoint whose work is not wanted."""


@contextmanager
def _undone(work: Work) -> Iterator[None]:
    with suppress(_UndoneError), work.savepoint():
        yield
        raise _UndoneError


def _wait(times: int) -> timedelta:
    """Return how long to wait after so many failures in a row."""
    longest = 2 * LONGEST_WAIT.total_seconds()
    return timedelta(seconds=backoff(times, 0, first=FIRST_WAIT.total_seconds(), longest=longest))


def _in_short(error: Exception) -> str:
    """Return what failed, without any words: a template's may be somebody's (promise P16)."""
    name = type(error).__name__
    if isinstance(error, RenderingError) and error.place:
        return f"{name} in {error.place}, line {error.line}"
    return name


def about(event: SecurityEvent) -> tuple[int | None, tuple[tuple[str, str], ...]]:
    """Return what an event is about, whatever the error was."""
    detail = ((name, value) for name, value in event.detail.items() if name != "error")
    return event.incident_id, tuple(sorted(detail))
