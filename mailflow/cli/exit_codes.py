"""The exit codes of mailflow: one table from errors to codes, and their meaning in words."""

import errno
from enum import IntEnum

from mailflow.errors import (
    InstallationError,
    KeyMissingError,
    MailflowError,
    NotFoundError,
    SchemaError,
    SettingsError,
    TransientError,
)


class ExitCode(IntEnum):
    """What a command's end means to who called it."""

    FINE = 0
    FOUND_PROBLEMS = 1
    USAGE = 2
    SETTINGS = 3
    NOT_FOUND = 4
    PERMANENT = 5
    TEMPORARY = 75
    INTERRUPTED = 130


MEANINGS = {
    ExitCode.FINE: "fine",
    ExitCode.FOUND_PROBLEMS: (
        "done, and found problems"
        " (audit, classifier, demo, doctor, ingest, person, retention, template)"
    ),
    ExitCode.USAGE: "wrong usage",
    ExitCode.SETTINGS: "settings, keys, schema or installation must be mended first",
    ExitCode.NOT_FOUND: "what was asked for does not exist",
    ExitCode.PERMANENT: "failed, and trying again will not help",
    ExitCode.TEMPORARY: "failed for now, try again (EX_TEMPFAIL: a mail server keeps the mail)",
    ExitCode.INTERRUPTED: "interrupted (Ctrl-C)",
}

# The first class that fits decides.
BY_ERROR: tuple[tuple[type[MailflowError], ExitCode], ...] = (
    (SettingsError, ExitCode.SETTINGS),
    (InstallationError, ExitCode.SETTINGS),
    (KeyMissingError, ExitCode.SETTINGS),
    (SchemaError, ExitCode.SETTINGS),
    (NotFoundError, ExitCode.NOT_FOUND),
    (TransientError, ExitCode.TEMPORARY),
    (MailflowError, ExitCode.PERMANENT),
)

TEMPORARY_ERRNOS = frozenset(
    {
        errno.EAGAIN,
        errno.EDQUOT,
        errno.EINTR,
        errno.EIO,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOMEM,
        errno.ENOSPC,
        errno.EROFS,
        errno.ETIMEDOUT,
    }
)


def exit_code_of(error: BaseException) -> ExitCode:
    """Return the code for an error, ours or the system's."""
    for kind, code in BY_ERROR:
        if isinstance(error, kind):
            return code
    if isinstance(error, ImportError):
        return ExitCode.SETTINGS
    passing = isinstance(error, MemoryError | ConnectionError | TimeoutError)
    if passing or (isinstance(error, OSError) and error.errno in TEMPORARY_ERRNOS):
        return ExitCode.TEMPORARY
    return ExitCode.PERMANENT


def explanation() -> str:
    """Return the codes as lines for the help page."""
    return "\n".join(f"{code.value:>4}  {MEANINGS[code]}" for code in ExitCode)
