"""Failures that stay where they happen: of one mail of a group, of one look of the clock."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from mailflow.errors import StoreUnavailableError

log = logging.getLogger(__name__)


@contextmanager
def suppress_and_log(mail: int | str) -> Iterator[None]:
    """Let one mail's failure not end its group; it is tried again alone, and counted there."""
    try:
        yield
    except StoreUnavailableError:
        raise
    except Exception as error:  # noqa: BLE001 - the mail is processed alone next
        log.debug("mail %s is tried alone: %s", mail, type(error).__name__)


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
