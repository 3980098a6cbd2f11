"""Whether an ONNX model keeps weights in files beside it, read from its bytes.

The runtime would open whatever path stands there. Only the fields that lead to a tensor are
followed. Source: the field numbers of onnx.proto and the wire format of Protocol Buffers
(https://protobuf.dev/programming-guides/encoding).
"""

from collections.abc import Iterator, Mapping
from typing import Final

MODEL: Final = "model"
DEEPEST: Final = 40
_TENSOR: Final = "tensor"
_DATA_FIELDS: Final = (13, 14)  # external_data, data_location
_INTO: Final[Mapping[str, Mapping[int, str]]] = {
    MODEL: {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "function": {7: "node", 11: "attribute"},
    "graph": {1: "node", 5: _TENSOR, 15: "sparse"},
    "node": {5: "attribute"},
    "attribute": {5: _TENSOR, 6: "graph", 10: _TENSOR, 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: _TENSOR, 2: _TENSOR},
    _TENSOR: {},
}
_VARINT, _EIGHT, _MANY, _FOUR = 0, 1, 2, 5


def names_other_files(content: bytes) -> bool:
    """Return whether a tensor's data are elsewhere; ValueError for bytes that are no message."""
    return _looks_outside(memoryview(content), MODEL, DEEPEST)


def _looks_outside(message: memoryview, kind: str, deeper: int) -> bool:
    if not deeper:
        raise ValueError("its graphs lie too deep in each other")
    inside = _INTO[kind]
    for field, number, part in _fields(message):
        if kind == _TENSOR and field in _DATA_FIELDS and (part is not None or number):
            return True
        if part is not None and field in inside and _looks_outside(part, inside[field], deeper - 1):
            return True
    return False


def _fields(message: memoryview) -> Iterator[tuple[int, int, memoryview | None]]:
    """Yield each field's number with its value: a number, or the bytes of what has a length."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        field, wire = key >> 3, key & 7
        if wire == _VARINT:
            number, at = _varint(message, at)
            yield field, number, None
            continue
        if wire not in {_EIGHT, _MANY, _FOUR}:
            raise ValueError("it is no ONNX model")
        length = {_EIGHT: 8, _FOUR: 4}.get(wire, 0)
        if wire == _MANY:
            length, at = _varint(message, at)
        if length > len(message) - at:
            raise ValueError("it is cut short, or no ONNX model")
        yield field, 0, message[at : at + length] if wire == _MANY else None
        at += length


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    """Return the number that begins there, and where the next thing begins."""
    number = 0
    for shift in range(0, 70, 7):
        if at >= len(message):
            raise ValueError("it is cut short, or no ONNX model")
        byte = message[at]
        number |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            return number, at
    raise ValueError("it is no ONNX model")
