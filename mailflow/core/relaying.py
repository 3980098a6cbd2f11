"""What of a person's mail goes on to others: which files, which quoted lines, whose address."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mailflow.core.headers import file_label
from mailflow.core.mail import Attachment, Mail
from mailflow.core.quoting import REPLY_MARKERS
from mailflow.identity import Limits

# All mails of one notice together hold at most so many times what one of them may.
MOST_COPIES = 3
MAXIMUM_ZIP_ENTRIES = 10_000
UNNAMED = "attachment"
INLINE_IMAGES = frozenset({"image/bmp", "image/gif", "image/jpeg", "image/png", "image/webp"})

# What runs by a double click, and what mounts or wraps such things: names as people know them.
PROGRAMS = frozenset(
    [
        "app",
        "appx",
        "bat",
        "chm",
        "cmd",
        "com",
        "cpl",
        "dll",
        "exe",
        "hta",
        "img",
        "iso",
        "jar",
        "js",
        "jse",
        "lnk",
        "msc",
        "msi",
        "msix",
        "msp",
        "mst",
        "pif",
        "ps1",
        "reg",
        "scf",
        "scr",
        "sct",
        "sys",
        "url",
        "vb",
        "vbe",
        "vbs",
        "vhd",
        "vhdx",
        "wsc",
        "wsf",
        "wsh",
        "xll",
        "application/x-dosexec",
        "application/x-ms-installer",
        "application/x-msdos-program",
        "application/x-msdownload",
        "application/java-archive",
        "application/vnd.microsoft.portable-executable",
    ]
)
ALL_PROGRAMS = "programs"

# What programs of one kind begin with, and the extension that forbids them.
_MAGIC = ((b"MZ", "exe"), (b"L\0\0\0\x01\x14\x02\0", "lnk"))
_ISO = (32_769, b"CD001", "iso")  # ECMA-119 section 8.4: the sixteenth sector
_ZIP = b"PK\x03\x04"
_ZIP_ENTRY = b"PK\x01\x02"  # of the central directory (APPNOTE 4.3.12)


class StaysHome(StrEnum):
    """Why a file is not sent on; a key of the message catalogue."""

    TOO_LARGE = "too_large"
    FORBIDDEN = "forbidden"
    TOKEN = "token"  # noqa: S105 - a word
    UNPROVEN = "unproven"


@dataclass(frozen=True, slots=True)
class Withheld:
    """A file that is not sent on, by its label, and why."""

    label: str
    reason: StaysHome

    def __str__(self) -> str:
        """Return the label: what a template without words for the reason shows."""
        return self.label


@dataclass(frozen=True, slots=True)
class Cargo:
    """The files that may go with a notice, and those that stay."""

    sent: tuple[Attachment, ...] = ()
    withheld: tuple[Withheld, ...] = ()


NO_CARGO = Cargo()


def cargo(attachments: Sequence[Attachment], limits: Limits, recipients: int = 1) -> Cargo:
    """Part the files by size and kind, in their order; nothing is opened or unpacked (P14)."""
    left = limits.relayed_total_bytes
    if recipients > MOST_COPIES:
        left = left * MOST_COPIES // recipients
    sent, withheld = list[Attachment](), list[Withheld]()
    for one in attachments:
        size = len(one.content)
        if is_forbidden(one, limits.forbidden_attachments):
            withheld.append(stays_home(one, StaysHome.FORBIDDEN))
        elif size > min(limits.relayed_attachment_bytes, left):
            withheld.append(stays_home(one, StaysHome.TOO_LARGE))
        else:
            sent.append(one)
            left -= size
    return Cargo(tuple(sent), tuple(withheld))


def stays_home(attachment: Attachment, reason: StaysHome) -> Withheld:
    """Return what is told of a file that is not sent on."""
    return Withheld(file_label(attachment.filename) or UNNAMED, reason)


def is_forbidden(attachment: Attachment, forbidden: Iterable[str]) -> bool:
    """Whether name, type, first bytes or a name inside a ZIP archive say what is not sent on.

    `programs` among the forbidden stands for all that we know.
    """
    unwanted = {one.lower().removeprefix(".") for one in forbidden}
    if ALL_PROGRAMS in unwanted:
        unwanted |= PROGRAMS
    if attachment.content_type.lower() in unwanted:
        return True
    return any(one in unwanted for one in _extensions(attachment))


def _extensions(attachment: Attachment) -> Iterator[str]:
    yield _extension(attachment.filename)
    content = attachment.content
    yield from (extension for magic, extension in _MAGIC if content.startswith(magic))
    offset, mark, extension = _ISO
    if content.startswith(mark, offset):
        yield extension
    if content.startswith(_ZIP):
        yield from map(_extension, _names_in_zip(content))


def _extension(name: str) -> str:
    """Return what a desktop goes by: the last part, without the dots and blanks it ignores."""
    stem, _, extension = file_label(name[-300:]).rpartition(".")
    return extension.lower().strip() if stem else ""


def _names_in_zip(content: bytes) -> Iterator[str]:
    """Yield the names in the directory of an archive; what it holds is not looked at."""
    at = content.find(_ZIP_ENTRY)
    for _ in range(MAXIMUM_ZIP_ENTRIES):
        if at < 0:
            return
        length = int.from_bytes(content[at + 28 : at + 30], "little")
        yield content[at + 46 : at + 46 + length].decode("utf-8", "replace")
        at = content.find(_ZIP_ENTRY, at + 46)


def own_files(mail: Mail, text: str) -> tuple[Attachment, ...]:
    """Return the files that came with what was written now.

    A signature proves nothing about another mail. An image whose place is in the part that was
    quoted, or in a signature, belongs there.
    """
    return tuple(
        one
        for one in mail.attachments
        if not one.is_signature and not (one.inline and _stands_elsewhere(one, mail.text, text))
    )


def _stands_elsewhere(image: Attachment, whole: str, new: str) -> bool:
    marks = places_of(image)
    return any(mark in whole for mark in marks) and not any(mark in new for mark in marks)


def places_of(image: Attachment) -> tuple[str, ...]:
    """Return what mail programs write in plain text where an image stands in HTML.

    Outlook names the Content-ID (RFC 2392), Gmail the file.
    """
    by_id = (f"[cid:{image.content_id.strip('<> ')}]",) if image.content_id.strip("<> ") else ()
    return (*by_id, f"[image: {image.filename}]") if image.filename else by_id


def without_private_quotes(text: str, public: Iterable[str]) -> str:
    """Drop the quoted lines of an answer that its readers have not read in this conversation.

    An agent answers a notice of ours, which also holds what is for agents alone.
    """
    lines = text.split("\n")
    if not any(map(_is_quoted, lines)):
        return text
    known = "\n".join(" ".join(one.split()) for one in public)
    kept = [line for line in lines if not _is_quoted(line) or _said(line) in known]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n")


def without_marker(text: str) -> str:
    """Drop the line of our notices above which an answer goes, where a person quotes it."""
    markers = frozenset(REPLY_MARKERS.values())
    if not any(one in text for one in markers):
        return text
    lines = text.split("\n")
    at = next((i for i, one in enumerate(lines) if _said(one) in markers), -1)
    if at < 0 or not _is_quoted(lines[at]):
        return text
    end = at + 1
    while end < len(lines) and lines[end].strip("> ") == "":
        end += 1
    return "\n".join((*lines[:at], *lines[end:])).strip("\n")


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")  # RFC 3676 section 4.5


def _said(line: str) -> str:
    """Return what a quoted line says; an empty one says what nobody has read."""
    return " ".join(line.lstrip("> ").split()) or "\0"


def without_addresses(text: str, addresses: Iterable[str], instead: str) -> str:
    """Put the desk's address where an agent wrote his own: people answer the desk, not him."""
    for address in addresses:
        whole = rf"(?<![\w.+-]){re.escape(address)}(?![\w-]|\.\w)"
        text = re.sub(whole, instead, text, flags=re.IGNORECASE)
    return text
