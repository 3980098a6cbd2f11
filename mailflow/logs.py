"""Logging: one line per record on standard error, in which nobody can forge another line.

No secret and no full address goes into a log at INFO or above (promise P16): local parts are
masked, with them every reply token, and a traceback tells places and types but no values.
"""

import logging
import re
import sys
import time
import traceback
from types import TracebackType

LINE = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"
OWN_LOGGERS = ("mailflow", "classifiers", "models")
# They log what a mail says; we tell what matters.
LOUD_LOGGERS = ("flufl.bounce", "icalendar", "mailparser", "tnefparse")
MASK = "***"

# C0, C1, what separates or reorders lines, and what cannot be encoded.
_CONTROLS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_LOCAL = r"[^\s@<>\"'(),;:\[\]]"
# A run of characters is entered at its start only, so that the search stays linear.
_LOCAL_PART = re.compile(rf"(?<!{_LOCAL}){_LOCAL}++@(?=[\w\[])")

ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


def escaped(text: str) -> str:
    """Return one line: what moves the cursor, breaks or reorders the line is written out."""
    return _CONTROLS.sub(_written_out, text)


def masked(text: str) -> str:
    """Return the text without the local parts of addresses, and thus without reply tokens."""
    return _LOCAL_PART.sub(f"{MASK}@", text)


def configure(level: str) -> None:
    """Send the records of mailflow from this level on to standard error.

    Other libraries speak from WARNING on: at DEBUG some write what went over the line.
    """
    root = logging.getLogger()
    for known in list(root.handlers):
        if isinstance(known.formatter, OneLineFormatter):
            root.removeHandler(known)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLineFormatter(LINE))
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for name in OWN_LOGGERS:
        logging.getLogger(name).setLevel(level)
    for name in LOUD_LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)


class OneLineFormatter(logging.Formatter):
    """Formats a record as one line, with times in UTC."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line; addresses are masked from INFO on."""
        line = super().format(record)
        return escaped(masked(line) if record.levelno >= logging.INFO else line)

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - the library's name
        """Return where it happened and the types of the errors, without their messages."""
        error = ei[1]
        kinds = " <- ".join(type(one).__name__ for one in _chain(error))
        frames = traceback.extract_tb(ei[2])
        places = " > ".join(f"{one.filename}:{one.lineno} {one.name}" for one in frames)
        return f"[{kinds}] {places}"


def _chain(error: BaseException | None) -> list[BaseException]:
    """Return the error and what it was raised from."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def _written_out(match: re.Match[str]) -> str:
    code = ord(match[0])
    known = {9: "\\t", 10: "\\n", 13: "\\r"}
    return known.get(code) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")
