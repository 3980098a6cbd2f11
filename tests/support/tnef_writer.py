"""Writes TNEF streams ([MS-OXTNEF]) as Outlook does, and as nobody should."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from compressed_rtf import compress

SIGNATURE = struct.pack("<IH", 0x223E9F78, 1)
MESSAGE, ATTACHMENT = 1, 2
VERSION, CODEPAGE, BODY, PROPERTIES = 0x9006, 0x9007, 0x800C, 0x9003
RENDERING, TITLE, CONTENT, FILE_PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
UNICODE, BINARY, OBJECT, SHORT = 0x1F, 0x102, 0x0D, 0x02
MULTIPLE = 0x1000
PLAIN_BODY, RTF_BODY, HTML_BODY, LONG_NAME, DATA, MIME_TAG, CONTENT_ID = (
    0x1000,
    0x1009,
    0x1013,
    0x3707,
    0x3701,
    0x370E,
    0x3712,
)
IID_MESSAGE = bytes.fromhex("0703020000000000c000000000000046")


@dataclass(frozen=True, slots=True)
class File:
    """A file to be packed; `short` is its name of eight and three."""

    name: str
    content: bytes
    short: bytes = b"FILE~1.DAT"
    content_id: str = ""


def block(level: int, name: int, data: bytes, kind: int = 6) -> bytes:
    """Return one object with its checksum."""
    head = struct.pack("<BHHI", level, name, kind, len(data))
    return head + data + struct.pack("<H", sum(data) & 0xFFFF)


def padded(octets: bytes) -> bytes:
    """Return a value with its length, filled up to four bytes."""
    return struct.pack("<I", len(octets)) + octets + b"\0" * (-len(octets) % 4)


def value(kind: int, name: int, octets: bytes) -> bytes:
    """Return one property of variable length."""
    return struct.pack("<HHI", kind, name, 1) + padded(octets)


def text(name: int, written: str) -> bytes:
    """Return one property that is a text."""
    return value(UNICODE, name, f"{written}\0".encode("utf-16-le"))


def properties(*values: bytes, number: int | None = None) -> bytes:
    """Return a block of properties; `number` lies about how many they are."""
    return struct.pack("<I", len(values) if number is None else number) + b"".join(values)


def packed(file: File) -> bytes:
    """Return the objects of one file."""
    described = [text(LONG_NAME, file.name)]
    if file.content_id:
        described += [text(CONTENT_ID, file.content_id), text(MIME_TAG, "image/png")]
    return b"".join(
        (
            block(ATTACHMENT, RENDERING, b"\0" * 14),
            block(ATTACHMENT, TITLE, file.short + b"\0"),
            block(ATTACHMENT, CONTENT, file.content),
            block(ATTACHMENT, FILE_PROPERTIES, properties(*described)),
        )
    )


def enclosed(name: str, stream: bytes) -> bytes:
    """Return the objects of a message inside this one."""
    described = properties(text(LONG_NAME, name), value(OBJECT, DATA, IID_MESSAGE + stream))
    return block(ATTACHMENT, RENDERING, b"\0" * 14) + block(ATTACHMENT, FILE_PROPERTIES, described)


def rtf_property(rtf: bytes) -> bytes:
    """Return the body as Outlook writes it by default."""
    return value(BINARY, RTF_BODY, compress(rtf))


def stream(
    *message: bytes, files: Sequence[bytes] = (), codepage: int = 1252, body: bytes = b""
) -> bytes:
    """Return a whole stream: properties of the message, then objects of its files."""
    objects = [
        block(MESSAGE, VERSION, struct.pack("<I", 0x10000), 8),
        block(MESSAGE, CODEPAGE, struct.pack("<II", codepage, 0)),
    ]
    if body:
        objects.append(block(MESSAGE, BODY, body, 2))
    if message:
        objects.append(block(MESSAGE, PROPERTIES, properties(*message)))
    return SIGNATURE + b"".join((*objects, *files))
