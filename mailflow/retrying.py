"""What fails among others is tried again alone (promise P4)."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

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
