"""Regular expressions that an administrator writes and strangers' mail is searched with.

RE2 reads in linear time whatever the expression (https://github.com/google/re2/wiki/Syntax), so
none of them can hold up the worker; what it leaves out (look-around, back references) is refused
when the settings are read.
"""

from functools import lru_cache
from typing import Any

import re2

LONGEST = 1000
_MEMORY = 1024 * 1024


@lru_cache(maxsize=256)
def _compiled(expression: str) -> Any:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    return re2.compile(expression, options)


def names_in(expression: str) -> frozenset[str]:
    """Return the names of the groups; ValueError where it is no usable expression."""
    if len(expression) > LONGEST:
        raise ValueError(f"an expression has at most {LONGEST} characters")
    try:
        return frozenset(_compiled(expression).groupindex)
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        told = reason.decode() if isinstance(reason, bytes) else str(reason)
        raise ValueError(f"not a regular expression of RE2: {told}") from None


def groups_of(expression: str, text: str) -> dict[str, str] | None:
    """Return what the named groups hold where the expression is first found, None if nowhere."""
    match = _compiled(expression).search(text)
    if match is None:
        return None
    return {name: value for name, value in match.groupdict().items() if value}
