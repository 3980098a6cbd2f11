"""A PNG of a page with few colours, written anew with a palette: a fifth of its size (RFC 2083)."""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOURS = 192
CHANNELS = {2: 3, 6: 4}  # truecolour, and truecolour with alpha


def smaller(content: bytes) -> bytes:
    """Return the picture in its most frequent colours; every other becomes the nearest of them."""
    chunks = dict(_chunks(content))
    width, height, depth, kind = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    if depth != 8 or kind not in CHANNELS:
        raise ValueError(f"a PNG of depth {depth} and colour type {kind}")
    rows = list(_rows(zlib.decompress(chunks[b"IDAT"]), width, CHANNELS[kind]))
    pixels = [_pixels(row, CHANNELS[kind]) for row in rows]
    counts = Counter(pixel for row in pixels for pixel in row)
    palette = [colour for colour, _ in counts.most_common(COLOURS)]
    nearest = {one: _nearest(one, palette) for one in counts}
    indexed = b"".join(b"\0" + bytes(nearest[pixel] for pixel in row) for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", b"".join(palette)), (b"IDAT", zlib.compress(indexed, 9)))
    return SIGNATURE + b"".join(_chunk(*one) for one in (*parts, (b"IEND", b"")))


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield each kind of chunk once, what it holds put together."""
    found: dict[bytes, bytes] = {}
    at = len(SIGNATURE)
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        name = content[at + 4 : at + 8]
        found[name] = found.get(name, b"") + content[at + 8 : at + 8 + length]
        at += 12 + length
    yield from found.items()


def _rows(data: bytes, width: int, channels: int) -> Iterator[bytes]:
    """Take back what the filters did (section 6)."""
    stride = width * channels
    above = bytearray(stride)
    for start in range(0, len(data), stride + 1):
        row = bytearray(data[start + 1 : start + 1 + stride])
        _unfilter(data[start], row, above, channels)
        yield bytes(row)
        above = row


def _unfilter(kind: int, row: bytearray, above: bytearray, channels: int) -> None:
    for index in range(len(row)) if kind else ():
        left = row[index - channels] if index >= channels else 0
        corner = above[index - channels] if index >= channels else 0
        add = (0, left, above[index], (left + above[index]) // 2, 0)[kind]
        if kind == 4:
            add = _paeth(left, above[index], corner)
        row[index] = (row[index] + add) & 255


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda one: abs(guess - one))


def _pixels(row: bytes, channels: int) -> list[bytes]:
    return [row[at : at + 3] for at in range(0, len(row), channels)]


def _nearest(colour: bytes, palette: list[bytes]) -> int:
    def distance(index: int) -> int:
        return sum((a - b) ** 2 for a, b in zip(colour, palette[index], strict=True))

    return min(range(len(palette)), key=distance)


def _chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)
