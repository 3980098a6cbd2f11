"""Column types that behave alike on SQLite and PostgreSQL.

SQLite ignores the length of a column, PostgreSQL refuses what is longer: each bounded type here
says what becomes of text that is too long, so that a stranger's mail cannot fail on one of them.
"""

import hashlib
import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import JSON, DateTime, Dialect, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

ChoiceT = TypeVar("ChoiceT", bound=StrEnum)
REPLACEMENT = "\ufffd"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""NUL, which PostgreSQL refuses in text, and lone surrogates, which no encoding can hold."""


def json_column() -> JSON:
    """Return a JSON type that stores None as NULL, not as the text `null`."""
    return JSON(none_as_null=True)


def bounded_key(value: str, length: int) -> str:
    """Return the key, or its SHA-256 where it is too long or cannot be stored as it is.

    Cut off or cleaned, two keys could become one.
    """
    encoded = value.encode("utf-8", "surrogatepass")
    if len(encoded) <= length and _is_storable(value):
        return value
    return f"sha256:{hashlib.sha256(encoded).hexdigest()}"


def storable(value: str) -> str:
    """Return the text with a replacement character for each that no database can store."""
    return value if _is_storable(value) else _UNSTORABLE.sub(REPLACEMENT, value)


def _is_storable(value: str) -> bool:
    """Whether nothing in a text is unstorable; a codec tells so faster than a pattern."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\0" not in value


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes in UTC; a naive one is refused, because SQLite would return it unchanged."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        """Refuse naive moments and store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: give an aware one")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return an aware moment in UTC."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Choice(TypeDecorator[ChoiceT], Generic[ChoiceT]):
    """One word of a closed vocabulary, stored as its text."""

    impl = String
    cache_ok = True

    def __init__(self, vocabulary: type[ChoiceT], length: int) -> None:
        super().__init__(length)
        self.vocabulary = vocabulary

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Refuse a word that is not in the vocabulary."""
        return None if value is None else self.vocabulary(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> ChoiceT | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the member of the vocabulary."""
        return None if value is None else self.vocabulary(value)


class _Bounded(TypeDecorator[str]):
    """Text of a largest length."""

    impl = String
    cache_ok = True

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length


class Clipped(_Bounded):
    """Text for people to read: what is too long is cut off."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Cut at the length of the column."""
        return None if value is None else storable(value[: self.length])


class Prose(TypeDecorator[str]):
    """Text of any length for people to read; what cannot be stored is replaced."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Replace what cannot be stored."""
        return None if value is None else storable(value)


class Key(_Bounded):
    """Text to be found by: what is too long (in bytes, for the index) is stored as its hash."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Replace a key that is too long."""
        return None if value is None else bounded_key(value, self.length)


def bound(type_: TypeEngine[Any], value: Any) -> Any:
    """Return text for people as its column keeps it; other values as they are."""
    if value is None or not isinstance(type_, Clipped | Prose):
        return value
    return storable(value[: type_.length] if isinstance(type_, Clipped) else value)


class Folded(_Bounded):
    """An address or a handle, lower case; one that is too long is left to the database."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Store and look up in lower case."""
        return None if value is None else value.lower()
