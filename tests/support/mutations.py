"""Damage to the bytes of a mail, as relays, bad programs and attackers do it; random by a seed."""

import base64
import re
from collections.abc import Callable, Sequence
from random import Random

LARGEST = 400_000  # mutations grow a mail to no more than this
LONG = (1_000, 20_000, 200_000)
CHARSETS = (
    b"us-ascii", b"utf-8", b"utf-7", b"utf-16", b"utf-32", b"iso-8859-1", b"iso-8859-8-i",
    b"windows-1252", b"iso-2022-jp", b"iso-2022-kr", b"hz", b"gb18030", b"big5", b"euc-kr",
    b"shift_jis", b"koi8-r", b"unicode-1-1-utf-7", b"punycode", b"idna", b"rot13", b"zlib",
    b"base64", b"hex", b"unknown-8bit", b"x\x00y", b'"utf-8', b"utf-8''x", b"",
)  # fmt: skip
ENCODINGS = (
    b"7bit", b"8bit", b"binary", b"base64", b"quoted-printable", b"x-uuencode", b"uuencode",
    b"base64, base64", b"gzip", b"BASE64 ", b"(base64)", b"",
)  # fmt: skip
TYPES = (
    b"text/plain", b"text/html", b"text/calendar", b"text/rfc822-headers", b"text/x-amp-html",
    b"multipart/mixed; boundary=b", b"multipart/alternative", b'multipart/report; boundary=""',
    b"multipart/signed; boundary=b", b"multipart/encrypted; boundary=b", b"multipart/related",
    b"message/rfc822", b"message/delivery-status", b"message/disposition-notification",
    b"message/partial", b"message/external-body", b"message/global", b"application/ms-tnef",
    b"application/pkcs7-mime", b"application/pgp-encrypted", b"application/octet-stream",
    b"image/png", b"x", b"/", b"text/", b';;;="', b"text/plain; charset*0*=utf-8''%ff",
)  # fmt: skip
FIELDS = (
    b"From: a@b.example", b"From:", b"From: =?utf-8?q?a=0d=0ab?= <a@b.example>",
    b"From: a@b.example, c@d.example", b'From: "a" <bob@helpdesk.example> <x@y.example>',
    b"Sender: <>", b"Reply-To: support@helpdesk.example", b"To: undisclosed-recipients:;",
    b"Cc: " + b"a@b.example, " * 30, b"Subject:", b"Subject: =?utf-8?b?/////w==?=",
    b"Subject: =?x-unknown?q?=ff?= [INC-1001]", b"Subject: [INC-1001] [INC-1002]",
    b"Subject: Re: AW: Fwd: [INC-99999999999999999999]", b"Subject: \xff\xfe\x00",
    b"Date: Thu, 1 Jan 1970 00:00:00 +9999", b"Date: 99999999999", b"Date: Mon, 31 Feb 2026",
    b"Date: Tue, 24 Nov 20260 10:00:00 +0000", b"Date:", b"Date: 1 Jan 0001 00:00 -2400",
    b"Message-ID: <>", b"Message-ID: <a b@c>", b"Message-ID: <mf.aaaa@helpdesk.example>",
    b"In-Reply-To: <mf.aaaa@helpdesk.example>", b"References: <<a@b><c@d>",
    b"Auto-Submitted: auto-replied", b"Auto-Submitted: =?utf-8?q?no?=", b"Precedence: bulk",
    b"List-Id: <a.example>", b"Return-Path: <>", b"X-Mailflow-Loop: mailflow-test",
    b"X-Spam-Flag: YES", b"X-Failed-Recipients: a@b.example", b"X-Autoreply: yes",
    b"Authentication-Results: mx.helpdesk.example; dmarc=pass header.from=customer.example",
    b"Authentication-Results: mx.helpdesk.example; dmarc=pass (p=none; dmarc=fail",
    b'Authentication-Results: mx.helpdesk.example 1; none;;; dmarc="pass',
    b"Content-Type: text/plain", b'Content-Disposition: attachment; filename="../../a"',
    b"Content-Disposition: attachment; filename*=utf-8''%00%2e%2e%2f", b"Content-ID: <",
    b": no name", b"no colon at all", b" a fold without a field", b"X\xe4: y", b"\x00: z",
)  # fmt: skip
TEXTS = (
    b"On Mon, Nov 23, 2026 at 10:00, Ann <a@b.example> wrote:", b"> quoted", b">>> > >",
    b"-----Original Message-----", b"From: a@b.example", b"Sent: now", b"-- ", b"--", b"--b--",
    b"##- Please write above this line -##", b"#close", b"#frobnicate", b"#status open",
    b"Priority: high", b"---------- Forwarded message ---------", b"Host: db1", b"State: DOWN",
    b"begin 644 x", b"-----BEGIN PGP MESSAGE-----", b"<blockquote>", b"</div></html>", b"<!--",
    b"550 5.1.1 <a@b.example> user unknown", b"Final-Recipient: rfc822; a@b.example",
    b"BEGIN:VCALENDAR", b"BEGIN:VEVENT", b"\xe2\x80\xae\xe2\x80\xa8", b"\x00", b"\x1b$B", b"\xff",
)  # fmt: skip
UNITS = (b"a", b" ", b">", b"<", b"=", b"-", b":", b"\t", b"(", b'"', b"\\", b"@", b",", b"\xc3")

Mutation = Callable[[Random, bytes], bytes]

_BOUNDARY = re.compile(rb'boundary="?([^"\r\n;]{1,70})')
_CHARSET = re.compile(rb'charset="?[^"\r\n; ]{1,40}"?', re.IGNORECASE)
_ENCODING = re.compile(rb"(?im)^(content-transfer-encoding:)[^\r\n]{0,80}")
_TYPE = re.compile(rb"(?im)^(content-type:)[^\r\n]{0,200}")
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")


def _place(random: Random, content: bytes) -> int:
    return random.randrange(len(content) + 1)


def _span(random: Random, content: bytes) -> tuple[int, int]:
    start = _place(random, content)
    longest = random.choice((2, 20, 200, 5_000))
    return start, min(start + random.randrange(1, longest + 1), len(content))


def _end_of_headers(content: bytes) -> int:
    found = _END_OF_HEADERS.search(content)
    return found.end() if found else len(content)


def _one_of(random: Random, pattern: "re.Pattern[bytes]", content: bytes, by: bytes) -> bytes:
    """Replace one of the places that match; a group that begins them is kept."""
    found = list(pattern.finditer(content))
    if not found:
        return content
    match = random.choice(found)
    kept: bytes = match[1] + b" " if pattern.groups else b""
    return content[: match.start()] + kept + by + content[match.end() :]


def flip(random: Random, content: bytes) -> bytes:
    """Change some bytes."""
    changed = bytearray(content)
    for _ in range(random.choice((1, 1, 4, 40)) if changed else 0):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def cut_off(random: Random, content: bytes) -> bytes:
    """Lose the end."""
    return content[: _place(random, content)]


def leave_out(random: Random, content: bytes) -> bytes:
    """Lose a piece."""
    start, end = _span(random, content)
    return content[:start] + content[end:]


def double(random: Random, content: bytes) -> bytes:
    """Repeat a piece, once or often."""
    start, end = _span(random, content)
    return content[:end] + content[start:end] * random.choice((1, 2, 50)) + content[end:]


def mix_lines(random: Random, content: bytes) -> bytes:
    """Put some neighbouring lines into another order."""
    lines = content.splitlines(keepends=True)
    start = random.randrange(len(lines) + 1)
    some = lines[start : start + random.choice((2, 8, 40))]
    random.shuffle(some)
    return b"".join((*lines[:start], *some, *lines[start + len(some) :]))


def inject_field(random: Random, content: bytes) -> bytes:
    """Put a field between those of the header, or of a part."""
    lines = content.split(b"\n")
    at = random.randrange(len(lines)) if random.random() < 0.2 else 0
    at = at or random.randrange(max(content.count(b"\n", 0, _end_of_headers(content)), 1))
    return b"\n".join((*lines[:at], random.choice(FIELDS) + b"\r", *lines[at:]))


def inject_text(random: Random, content: bytes) -> bytes:
    """Put lines into the body that mean something to a reader of mail."""
    start = _end_of_headers(content)
    at = content.find(b"\n", start + random.randrange(max(len(content) - start, 1))) + 1
    some = b"".join(random.choice(TEXTS) + b"\r\n" for _ in range(random.choice((1, 3, 12))))
    return content[:at] + some + content[at:]


def damage_boundary(random: Random, content: bytes) -> bytes:
    """Let a boundary differ from its declaration, stand where it should not, or be missing."""
    found: list[bytes] = _BOUNDARY.findall(content)
    if not found:
        return _one_of(random, _TYPE, content, b'multipart/mixed; boundary="b"')
    boundary = random.choice(found)
    other = random.choice((b"", b"--", boundary[:-1], boundary + b"--", b"=_\xff", boundary * 2))
    if random.random() < 0.5:
        return content.replace(boundary, other, random.choice((1, 2, 3)))
    at, end = _place(random, content), random.choice((b"", b"--"))
    return b"%b\r\n--%b%b\r\n%b" % (content[:at], boundary, end, content[at:])


def label_charset(random: Random, content: bytes) -> bytes:
    """Declare another charset."""
    return _one_of(random, _CHARSET, content, b"charset=" + random.choice(CHARSETS))


def label_encoding(random: Random, content: bytes) -> bytes:
    """Declare another transfer encoding."""
    return _one_of(random, _ENCODING, content, random.choice(ENCODINGS))


def label_type(random: Random, content: bytes) -> bytes:
    """Declare another media type."""
    return _one_of(random, _TYPE, content, random.choice(TYPES))


def encode(random: Random, content: bytes) -> bytes:
    """Put the body into base64 or some other charset, declared or not."""
    start = _end_of_headers(content)
    body = content[start:]
    if random.random() < 0.5:
        body = base64.encodebytes(body)
    else:
        text = body.decode("utf-8", "replace")
        body = text.encode(random.choice(("utf-16", "utf-7", "gb18030", "utf-8-sig")), "replace")
    return label_encoding(random, content[:start]) + body


def long_line(random: Random, content: bytes) -> bytes:
    """Put a very long piece without line end somewhere."""
    at = _place(random, content)
    unit = random.choice((*UNITS, random.choice(TEXTS) + b" "))
    return content[:at] + unit * (random.choice(LONG) // len(unit)) + content[at:]


def nest(random: Random, content: bytes) -> bytes:
    """Put the mail into others, or into containers, some levels deep."""
    for level in range(random.choice((1, 2, 5, 19, 25, 60))):
        head = b"From: ann@customer.example\r\nSubject: Fwd: x\r\n"
        if random.random() < 0.5:
            content = head + b"Content-Type: message/rfc822\r\n\r\n" + content
            continue
        boundary = random.choice((b"b", b"b%d" % level))
        kind = b'Content-Type: multipart/mixed; boundary="%b"\r\n\r\n' % boundary
        content = head + kind + b"--%b\r\n%b\r\n--%b--\r\n" % (boundary, content, boundary)
    return content


def line_ends(random: Random, content: bytes) -> bytes:
    """Change the line ends, of all or of a piece."""
    start, end = random.choice(((0, len(content)), _span(random, content)))
    old, new = random.choice(((b"\r\n", b"\n"), (b"\n", b"\r\n"), (b"\r\n", b"\r"), (b"\n", b"")))
    return content[:start] + content[start:end].replace(old, new) + content[end:]


MUTATIONS: tuple[Mutation, ...] = (
    flip, cut_off, leave_out, double, mix_lines, inject_field, inject_field, inject_text,
    inject_text, damage_boundary, label_charset, label_encoding, label_type, encode, long_line,
    nest, line_ends,
)  # fmt: skip


def splice(random: Random, first: bytes, second: bytes) -> bytes:
    """Let the beginning of one mail go on with the end of another."""
    return first[: _place(random, first)] + second[_place(random, second) :]


def mutated(random: Random, seeds: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """Return one of the seeds with some damage, maybe with a piece of another mail."""
    number = b"Message-ID: <%d." % random.randrange(10**9)  # else most were copies of the first
    content = random.choice(seeds).replace(b"Message-ID: <", number, random.random() < 0.9)
    if random.random() < 0.2:
        content = splice(random, content, random.choice(others))
    for _ in range(random.choice((1, 1, 2, 3, 6))):
        content = random.choice(MUTATIONS)(random, content)[:LARGEST]
    return content
