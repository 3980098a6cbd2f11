"""What a winmail.dat holds ([MS-OXTNEF]), by tnefparse and compressed_rtf (their only home).

tnefparse believes every count that a stranger writes: it repeats a step four thousand million times
where the stream says so, copies the rest of the stream for each of its objects, and opens messages
inside messages without end. So the stream is cut into objects here, and the library gets one block
at a time, in bytes that refuse to be read too often or beyond their end.
"""

import logging
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, SupportsIndex

from mailflow.adapters.parts import label
from mailflow.core.charsets import decoded
from mailflow.core.header_text import clean_text
from mailflow.core.mail import Attachment
from mailflow.core.rtf import rtf_text

if TYPE_CHECKING:
    from tnefparse.mapi import TNEFMAPI_Attribute

log = logging.getLogger(__name__)

SIGNATURE = b"\x78\x9f\x3e\x22"
TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef", "application/octet-stream"})
MAXIMUM_OBJECTS = 2_000
MAXIMUM_PROPERTIES = 1_000
MAXIMUM_READS = 5_000
MAXIMUM_FILES = 100
MAXIMUM_DEPTH = 3
MAXIMUM_COMPRESSED = 131_072  # in all; it becomes eight times as much, byte by byte
MAXIMUM_BODY = 2_000_000
_HEADER = struct.Struct("<BHHI")  # level, id, type, length ([MS-OXTNEF] section 2.1.3.2)
_CHECKSUM = 2
_COUNT = struct.Struct("<I")
_PADDING = 3
_MESSAGE = b"\x07\x03\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"  # IID_IMessage
_GUID = 16
_NOTHING = memoryview(b"")
_CODEPAGES = {65001: "utf-8", 20127: "us-ascii", 20866: "koi8-r", 21866: "koi8-u"}
# What the libraries are known to raise; compressed_rtf raises bare exceptions of its own.
_ERRORS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, struct.error)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The files inside, and the text of the message: plain, or else as HTML."""

    files: tuple[Attachment, ...] = ()
    text: str = field(default="", repr=False)
    html: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class _Object:
    name: int
    level: int
    data: memoryview = field(repr=False)  # of the one stream, which may be large


class _Guarded(bytes):
    """Bytes of a stranger that end a reader who believes their counts."""

    reads = 0

    def __getitem__(self, key: SupportsIndex | slice) -> Any:
        self.reads += 1
        beyond = isinstance(key, slice) and (key.stop or 0) > len(self) + _PADDING
        if beyond or self.reads > MAXIMUM_READS:
            raise LookupError("more is to be read than there is")
        return super().__getitem__(key)


def is_tnef(content_type: str, content: bytes) -> bool:
    """Whether a part is such a stream, by its type and its first bytes."""
    return content_type in TYPES and content.startswith(SIGNATURE)


@dataclass(slots=True)
class _Allowance:
    """What is left of the work that one stream may cost, messages inside included."""

    files: int = MAXIMUM_FILES
    compressed: int = MAXIMUM_COMPRESSED


def unpack(content: bytes) -> Unpacked | None:
    """Return what is inside, None where nothing can be read; raises nothing."""
    return _unpack(memoryview(content), 0, _Allowance())


def _unpack(content: memoryview, depth: int, allowance: _Allowance) -> Unpacked | None:
    try:
        found = _unpacked(tuple(_objects(content)), depth, allowance)
    except _ERRORS as error:
        log.info("tnef_unreadable reason=%s", type(error).__name__)
        return None
    return found if found.files or found.text.strip() or found.html.strip() else None


def _objects(content: memoryview) -> Iterator[_Object]:
    """Cut the stream into its objects; one that is longer than the stream is the last."""
    if content[: len(SIGNATURE)] != SIGNATURE:
        raise ValueError("no TNEF")
    offset = 6
    for _ in range(MAXIMUM_OBJECTS):
        if offset + _HEADER.size + _CHECKSUM > len(content):
            return
        level, name, _, length = _HEADER.unpack_from(content, offset)
        start = offset + _HEADER.size
        yield _Object(name, level, content[start : start + length])
        offset = start + length + _CHECKSUM


def _unpacked(objects: Sequence[_Object], depth: int, allowance: _Allowance) -> Unpacked:
    from tnefparse.tnef import TNEF  # noqa: PLC0415 - few mails need it

    codepage = "cp1252"
    text = html = ""
    for one in objects:
        if one.name == TNEF.ATTOEMCODEPAGE:
            codepage = _charset(_COUNT.unpack_from(one.data)[0])
        elif one.level == TNEF.LVL_MESSAGE and one.name == TNEF.ATTBODY:
            text = text or decoded(bytes(one.data[:MAXIMUM_BODY]), codepage)
        elif one.level == TNEF.LVL_MESSAGE and one.name == TNEF.ATTMAPIPROPS:
            properties = _properties(one.data, codepage)
            text = text or _plain(properties, codepage, allowance)
            html = html or _html(properties, codepage)
    files = tuple(_files(objects, codepage, depth, allowance))
    return Unpacked(files, clean_text(text.rstrip("\0")), clean_text(html.rstrip("\0")))


def _charset(codepage: int) -> str:
    return _CODEPAGES.get(codepage, f"cp{codepage}")


def _properties(block: memoryview, codepage: str) -> "dict[int, TNEFMAPI_Attribute]":
    """Read a block of properties ([MS-OXTNEF] section 2.1.3.4), the first of a name wins."""
    from tnefparse.mapi import decode_mapi  # noqa: PLC0415

    if len(block) < _COUNT.size:
        return {}
    guarded = _Guarded(block)
    if _COUNT.unpack_from(block)[0] > MAXIMUM_PROPERTIES:
        guarded = _Guarded(_COUNT.pack(MAXIMUM_PROPERTIES) + block[_COUNT.size :])
    found: dict[int, TNEFMAPI_Attribute] = {}
    for one in decode_mapi(guarded, _python_codec(codepage)):
        found.setdefault(one.name, one)
    return found


def _python_codec(codepage: str) -> str:
    """The library needs a codec that never fails, or it would lose all properties behind a text."""
    try:
        b"\x81\xff".decode(codepage)
    except (LookupError, UnicodeDecodeError):
        return "latin-1"
    return codepage


def _octets(found: "TNEFMAPI_Attribute | None") -> bytes:
    """Return a binary property whole, padding included."""
    values = found.raw_data if found else b""
    values = values if isinstance(values, list) else [values]
    return b"".join(one for one in values if isinstance(one, bytes))


def _string(found: "TNEFMAPI_Attribute | None") -> str:
    values = found.raw_data if found else ()
    values = values if isinstance(values, list) else ()
    return "".join(one for one in values if isinstance(one, str)).rstrip("\0")


def _plain(
    properties: "dict[int, TNEFMAPI_Attribute]", codepage: str, allowance: _Allowance
) -> str:
    """The body as plain text, or what the compressed RTF says ([MS-OXRTFCP])."""
    from tnefparse import properties as names  # noqa: PLC0415

    body = properties.get(names.MAPI_BODY)
    text = _string(body) or decoded(_octets(body)[:MAXIMUM_BODY], codepage)
    if text.strip("\0 \r\n") or properties.get(names.MAPI_BODY_HTML):
        return text
    return _rtf(_octets(properties.get(names.MAPI_RTF_COMPRESSED)), allowance)


def _html(properties: "dict[int, TNEFMAPI_Attribute]", codepage: str) -> str:
    from tnefparse import properties as names  # noqa: PLC0415

    page = properties.get(names.MAPI_INTERNET_CODEPAGE)
    octets = _octets(page)
    charset = _charset(_COUNT.unpack_from(octets)[0]) if len(octets) >= _COUNT.size else codepage
    body = properties.get(names.MAPI_BODY_HTML)
    return _string(body) or decoded(_octets(body)[:MAXIMUM_BODY], charset)


def _rtf(compressed: bytes, allowance: _Allowance) -> str:
    if not 16 < len(compressed) <= allowance.compressed:
        return ""
    allowance.compressed -= len(compressed)
    from compressed_rtf import decompress  # noqa: PLC0415

    try:
        return rtf_text(decompress(compressed))
    except Exception as error:  # noqa: BLE001 - it raises Exception itself
        log.info("rtf_unreadable reason=%s", type(error).__name__)
        return ""


def _files(
    objects: Sequence[_Object], codepage: str, depth: int, allowance: _Allowance
) -> Iterator[Attachment]:
    """Each file begins with its rendering data ([MS-OXTNEF] section 2.1.3.3)."""
    from tnefparse.tnef import TNEF  # noqa: PLC0415

    groups: list[list[_Object]] = []
    for one in objects:
        if one.name == TNEF.ATTATTACHRENDDATA:
            groups.append([])
        if one.level == TNEF.LVL_ATTACHMENT and groups:
            groups[-1].append(one)
    for group in groups:
        if allowance.files <= 0:
            return
        allowance.files -= 1
        yield from _file(group, codepage, depth, allowance)


def _file(
    objects: Sequence[_Object], codepage: str, depth: int, allowance: _Allowance
) -> Iterator[Attachment]:
    from tnefparse import properties as names  # noqa: PLC0415
    from tnefparse.tnef import TNEF  # noqa: PLC0415

    by_name = {one.name: one.data for one in objects}
    properties = _properties(by_name.get(TNEF.ATTATTACHMENT, _NOTHING), codepage)
    short = bytes(by_name.get(TNEF.ATTATTACHTITLE, _NOTHING)[:1_000])
    title = decoded(short.rstrip(b"\0"), codepage)
    given = (names.MAPI_ATTACH_LONG_FILENAME, names.MAPI_ATTACH_FILENAME, names.MAPI_DISPLAY_NAME)
    name = next(filter(None, (_string(properties.get(one)) for one in given)), title)
    inside = memoryview(_octets(properties.get(names.MAPI_ATTACH_DATA_OBJ)))
    if inside[:_GUID] == _MESSAGE:
        yield from _message(name, inside[_GUID:], depth, allowance)
        return
    content_type = _string(properties.get(names.MAPI_ATTACH_MIME_TAG)).strip().lower()
    content_id = _string(properties.get(names.MAPI_ATTACH_CONTENT_ID))
    yield Attachment(
        filename=label(clean_text(name)),
        content_type=clean_text(content_type)[:100] or "application/octet-stream",
        content=bytes(by_name.get(TNEF.ATTATTACHDATA, inside[_GUID:])),
        content_id=clean_text(content_id)[:998],
        inline=bool(content_id),
    )


def _message(
    name: str, content: memoryview, depth: int, allowance: _Allowance
) -> Iterator[Attachment]:
    """A message inside: its text as a file, and its files; too deep, or unreadable, as it is."""
    found = _unpack(content, depth + 1, allowance) if depth < MAXIMUM_DEPTH else None
    base = label(clean_text(name), "message")
    if found is None:
        yield Attachment(f"{base}.dat", "application/ms-tnef", bytes(content))
        return
    if found.text.strip() or found.html.strip():
        plain = bool(found.text.strip())
        kind, suffix = ("text/plain", "txt") if plain else ("text/html", "html")
        written = found.text if plain else found.html
        yield Attachment(f"{base}.{suffix}", kind, written.encode("utf-8"))
    yield from found.files
