"""How a command ends badly: one message on standard error and an exit code, no traceback."""

import traceback
from typing import IO, Any

import click

from mailflow.cli.exit_codes import ExitCode, exit_code_of
from mailflow.errors import ImportedRowsError, MailflowError, SettingsError
from mailflow.logs import escaped

ASK_DEBUG = "`mailflow --debug …` shows where; please report it"
REMEDIES: tuple[tuple[type[OSError], str], ...] = (
    (FileNotFoundError, "; look for a typing error, or make it first"),
    (PermissionError, "; name another place, or let mailflow in there"),
    (IsADirectoryError, "; name a file in it"),
)


class Failure(click.ClickException):
    """The end of a command; `trace` is shown only where the user asked for it."""

    def __init__(self, lines: tuple[str, ...], code: ExitCode, *, trace: str = "") -> None:
        super().__init__("\n".join(lines))
        self.lines = lines
        self.exit_code: int = int(code)  # type: ignore[misc]  # click reads it so
        self.trace = trace

    @classmethod
    def interrupted(cls) -> "Failure":
        """The user pressed Ctrl-C."""
        return cls(("interrupted",), ExitCode.INTERRUPTED)

    def show(self, file: IO[Any] | None = None) -> None:
        """Write the message to standard error; mail content in it can do no harm there."""
        if self.trace:
            click.echo(self.trace, err=file is None, file=file, nl=False)
        for line in self.lines:
            click.echo(f"mailflow: {escaped(line)}", err=file is None, file=file)


def failure_of(error: Exception, *, debug: bool, code: ExitCode | None = None) -> Failure:
    """Return what to tell about an error, with its own exit code unless another is given."""
    trace = "".join(traceback.format_exception(error)) if debug else ""
    return Failure(_lines(error), code or exit_code_of(error), trace=trace)


def _lines(error: Exception) -> tuple[str, ...]:
    if isinstance(error, Failure):
        return error.lines
    if isinstance(error, SettingsError | ImportedRowsError):
        return error.problems
    if isinstance(error, MailflowError):
        return (str(error),)
    if isinstance(error, ImportError):
        return (f"{error}; install mailflow again: pip install mailflow",)
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        remedy = next((one for kind, one in REMEDIES if isinstance(error, kind)), "")
        return (f"{place}{error.strerror or type(error).__name__}{remedy}",)
    if isinstance(error, MemoryError):
        return ("out of memory; try again when less is running",)
    return (f"a defect of mailflow ({type(error).__name__}); {ASK_DEBUG}",)
