"""Frozen dataclasses as plain JSON values and back, so that figures can be stored and shown."""

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, asdict, fields, is_dataclass
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from classifiers.errors import UnreadableFiguresError

Record = TypeVar("Record")

DIGITS = 6


def as_plain(record: object) -> Any:
    """Return a dataclass as objects, lists, texts and numbers; fractions are rounded."""
    return _rounded(asdict(record))  # type: ignore[call-overload]  # a dataclass, says the caller


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    return [_rounded(one) for one in value] if isinstance(value, list | tuple) else value


def from_plain(kind: type[Record], value: object, place: str = "") -> Record:
    """Return what ``as_plain`` made of a dataclass; what is missing takes its default.

    Names that are not known are passed over, as a newer mailflow may have written them. Raises
    UnreadableFiguresError, naming the place, for a value of another type.
    """
    if not isinstance(value, Mapping):
        raise UnreadableFiguresError(f"{place or kind.__name__}: not an object")
    hints = get_type_hints(kind)
    found = {}
    for field in fields(kind):  # type: ignore[arg-type]  # a dataclass, says the caller
        where = f"{place}.{field.name}" if place else field.name
        if field.name in value:
            found[field.name] = _read(hints[field.name], value[field.name], where)
        elif not _has_default(field):
            raise UnreadableFiguresError(f"{where} is missing")
    return kind(**found)


def _has_default(field: "Field[Any]") -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _read(kind: Any, value: Any, place: str) -> Any:
    if get_origin(kind) is types.UnionType:
        if value is None:
            return None
        (kind,) = (one for one in get_args(kind) if one is not types.NoneType)
    if get_origin(kind) is tuple:
        return _items(get_args(kind), value, place)
    if is_dataclass(kind):
        return from_plain(kind, value, place)  # type: ignore[arg-type]
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise UnreadableFiguresError(f"{place}: not a {kind.__name__}")
    return value


def _items(kinds: tuple[Any, ...], value: object, place: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise UnreadableFiguresError(f"{place}: not a list")
    each = (kinds[0],) * len(value) if kinds[-1] is Ellipsis else kinds
    if len(each) != len(value):
        raise UnreadableFiguresError(f"{place}: {len(value)} values, not {len(each)}")
    pairs = enumerate(zip(each, value, strict=True))
    return tuple(_read(kind, one, f"{place}[{at}]") for at, (kind, one) in pairs)
