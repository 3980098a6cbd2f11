"""Mails of a wanted size that are nothing but what some reader of mail may be slow at.

Each kind is one unit again and again, in the body, in the header as far as it may grow, or in
both; the size alone changes, so that the time a kind takes must grow with it and no faster.
"""

import base64
import struct
from collections.abc import Callable, Mapping

HEADER_ROOM = 500_000  # a header beyond half a megabyte is refused
HEAD = (
    b"From: Ann <ann@customer.example>\r\nTo: support@helpdesk.example\r\n"
    b"Message-ID: <%d@customer.example>\r\nDate: Tue, 24 Nov 2026 10:00:00 +0000\r\n"
)
PLAIN = b'MIME-Version: 1.0\r\nContent-Type: text/plain; charset="utf-8"\r\n'
HTML = b'MIME-Version: 1.0\r\nContent-Type: text/html; charset="utf-8"\r\n'
SUBJECT = b"Subject: Re: the printer\r\n"
Write = Callable[[int], bytes]


def _again(unit: bytes, size: int) -> bytes:
    return unit * max(size // len(unit), 1)


def _mail(fields: bytes, body: bytes, size: int) -> bytes:
    return HEAD % size + fields + b"\r\n" + body


def _text(
    unit: str | bytes, fields: bytes = SUBJECT + PLAIN, first: bytes = b"Hello.\r\n"
) -> Write:
    octets = unit.encode("utf-8") if isinstance(unit, str) else unit
    return lambda size: _mail(fields, first + _again(octets, size - 500), size)


def _html(unit: str, first: str = "<p>Hello.</p>", last: str = "") -> Write:
    def write(size: int) -> bytes:
        page = _again(unit.encode("utf-8"), size - 500)
        return _mail(SUBJECT + HTML, first.encode() + page + last.encode(), size)

    return write


def _field(name: bytes, unit: bytes) -> Write:
    """Fill one folded field as far as it may, and the body with the same."""

    def write(size: int) -> bytes:
        value = _again(unit + b"\r\n ", min(size // 2, HEADER_ROOM)).rstrip()
        fields = (b"" if name == b"Subject" else SUBJECT) + name + b": " + value + b"\r\n" + PLAIN
        return _mail(fields, _again(unit + b"\r\n", size - len(value) - 500), size)

    return write


def _many_fields(size: int) -> bytes:
    field = b"X-Trace-Of-Some-Relay: by mx.example with ESMTP; (none) <a@b.example>\r\n"
    return _mail(SUBJECT + field * 900 + PLAIN, _again(field, size - 70_000), size)


def _encoded(unit: bytes, fields: bytes = SUBJECT + PLAIN) -> Write:
    def write(size: int) -> bytes:
        content = base64.encodebytes(_again(unit, (size - 500) * 3 // 4))
        return _mail(fields + b"Content-Transfer-Encoding: base64\r\n", content, size)

    return write


def _quoted_printable(unit: bytes) -> Write:
    return _text(unit, SUBJECT + PLAIN + b"Content-Transfer-Encoding: quoted-printable\r\n")


def _attached(content_type: bytes, content: Callable[[int], bytes]) -> Write:
    def write(size: int) -> bytes:
        file = base64.encodebytes(content((size - 1_000) * 3 // 4))
        fields = SUBJECT + b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n'
        body = b"--b\r\n\r\nSee the file.\r\n--b\r\nContent-Type: " + content_type
        body += b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + file + b"\r\n--b--\r\n"
        return _mail(fields, body, size)

    return write


def _nested_parts(size: int) -> bytes:
    """Eighteen containers in one another, each with a text of its own."""
    share = (size - 4_000) // 19  # one for each level, and the innermost
    body = _again(b"the innermost text of all\r\n", share)
    for level in range(18):
        boundary = b"level%d" % level
        text = b"Content-Type: text/plain\r\n\r\n" + _again(b"more text of a level\r\n", share)
        kind = b'Content-Type: multipart/mixed; boundary="%b"\r\n\r\n' % boundary
        first, second = (b"--%b\r\n%b\r\n" % (boundary, one) for one in (text, body))
        body = kind + first + second + b"--%b--\r\n" % boundary
    return HEAD % size + SUBJECT + b"MIME-Version: 1.0\r\n" + body


def _nested_mails(size: int) -> bytes:
    inner = b"Content-Type: message/rfc822\r\n\r\n" + SUBJECT
    return (
        HEAD % size
        + SUBJECT
        + inner * 17
        + b"\r\n"
        + _again(b"text of the innermost\r\n", size - 2_000)
    )


def _too_deep(size: int) -> bytes:
    unit = b"Content-Type: message/rfc822\r\n\r\n"
    return HEAD % size + SUBJECT + _again(unit, size - 500)


def _parts(size: int) -> bytes:
    """As many parts as are let in, each with a long list of parameters."""
    names = b"".join(b';\r\n filename*%d*="a%%20b"' % n for n in range(250))
    share = _again(b"text of a part\r\n", (size - 1_500_000) // 190)
    part = b"--b\r\nContent-Disposition: attachment" + names + b"\r\n\r\n" + share
    fields = SUBJECT + b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n'
    return _mail(fields, part * 190 + b"--b--\r\n", size)


def _alternatives(size: int) -> bytes:
    """Many small texts, each as plain text and as HTML that says the same."""
    words = _again(b"the same words ", (size - 50_000) // 180)
    pair = (
        b"--b\r\nContent-Type: text/plain\r\n\r\n%b\r\n--b\r\nContent-Type: text/html\r\n\r\n%b\r\n"
    )
    fields = SUBJECT + b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n'
    return _mail(fields, pair % (words, b"<p>" + words) * 90 + b"--b--\r\n", size)


def _report(size: int) -> bytes:
    group = b"Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
    kind = b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n"
    text = _again(b"<a@b.example>: host mx.example said: 550 5.1.1 unknown\r\n", size - 80_000)
    status = b"--b\r\nContent-Type: message/delivery-status\r\n\r\n" + group * 900
    fields = b"Subject: Undelivered mail\r\nMIME-Version: 1.0\r\n" + kind
    return _mail(fields, b"--b\r\n\r\n" + text + status + b"--b--\r\n", size)


def _returned(size: int) -> bytes:
    fields = b"Subject: Undelivered Mail Returned to Sender\r\nReturn-Path: <>\r\n" + PLAIN
    return _text("<a@b.example>: 550 5.1.1 user unknown\r\nMessage-ID: <\r\n", fields)(size)


def _transport_neutral(size: int) -> bytes:
    """Return a winmail.dat of nothing but small attachments (MS-OXTNEF section 2.1.3)."""

    def attribute(number: int, content: bytes) -> bytes:
        head, checksum = struct.pack("<BII", 2, number, len(content)), sum(content) & 0xFFFF
        return head + content + struct.pack("<H", checksum)

    begins = attribute(0x00069002, b"\x01\x00" + b"\xff" * 12)
    file = begins + attribute(0x00018010, b"a.txt\0") + attribute(0x0006800F, b"text")
    return struct.pack("<IH", 0x223E9F78, 1) + _again(file, size - 6)


def _calendar(size: int) -> bytes:
    event = b"BEGIN:VEVENT\r\nDTSTART:20261124T100000Z\r\nRRULE:FREQ=SECONDLY\r\nSUMMARY:a\r\n"
    event += b'ATTENDEE;CN="A, B";RSVP=TRUE:mailto:a@b.example\r\nEND:VEVENT\r\n'
    head, end = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\n", b"END:VCALENDAR\r\n"
    return head + _again(event, size - len(head) - len(end)) + end


KINDS: Mapping[str, Write] = {
    "quotes": _text("> > you wrote that it\r\n"),
    "quotes, deep": _text(">" * 400 + " text\r\n"),
    "quotes and answers": _text(
        "> is it plugged in? I ask, as it was not last time\r\n\r\nyes\r\n\r\n"
    ),
    "fields of a header": _many_fields,
    "addresses": _field(b"Cc", b'"Ann, B." <ann@customer.example>,'),
    "addresses, broken": _field(b"From", b'"a\\" <a@b, ((c)@d.example> ;'),
    "a long sender": _field(b"From", b"ann@customer.example  \xff" + b" " * 900),
    "ids": _field(b"References", b"<1234567890@customer.example>"),
    "encoded words": _field(b"Subject", b"=?utf-8?q?=C3=A4?= =?x?b?4=?="),
    "parts, nested": _nested_parts,
    "mails, nested": _nested_mails,
    "mails, nested without end": _too_deep,
    "parts with parameters": _parts,
    "parts that repeat a text": _alternatives,
    "one line of letters": _text("a"),
    "one line of words": _text("On the wrote: "),
    "one line of spaces": _text(" "),
    "one line of >": _text(">"),
    "one line of colons": _text("From: :"),
    "one line of addresses": _text("<a@b.example> "),
    "one line of at signs": _text("a@"),
    "blank lines": _text(" \t" * 6 + "\r\n"),
    "short lines": _text("a b c d e f g\r\n"),
    "attributions": _text("On Mon, Nov 23, 2026 at 10:00, Ann <a@b.example> wrote:\r\n"),
    "attributions, unfinished": _text("On Monday Ann Am Montag Le lundi 10:00 2026\r\n"),
    "attributions after a quote": _text(
        "On 2026-11-24 10:00\r\nAnn Example wrote\r\n> a quote\r\n"
    ),
    "attributions, Japanese": _text("2026年11月24日(火) 10:00 Ann <a@b.example>:\r\n"),
    "label lines": _text(
        "From: Ann <a@b.example>\r\nSent: 1 May 2026\r\nTo: b@c.example\r\nSubject: chairs\r\n\r\n"
    ),
    "label lines without end": _text("Von: a@b.example\r\n and more\r\n"),
    "forward markers": _text("---------- Forwarded message ---------\r\n"),
    "rules": _text("_" * 40 + "\r\n" + "-" * 30 + "\r\n"),
    "signatures": _text("-- \r\nAnn Example\r\n\r\nSent from my phone, excuse brevity\r\n"),
    "delimiters": _text(
        b"--b\r\n\r\n", SUBJECT + b'Content-Type: multipart/mixed; boundary="b"\r\n'
    ),
    "delimiters of nobody": _text("--x--y--z and more--\r\n"),
    "hyphens": _text("-"),
    "commands": _text("#status  open\r\n", first=b""),
    "fields in the text": _text("Priority: high\r\n", first=b""),
    "alerts": _text(
        "Host: db1.a.example\r\nService: disk\r\nState: DOWN\r\n", b"Subject: PROBLEM: x DOWN\r\n"
    ),
    "base64, quotes": _encoded(b"> is it plugged in?\r\n"),
    "base64, one line": _encoded(b"abc"),
    "base64, torn": _text(
        "QUJDQUJDQUJD=\r\n-------\r\n", SUBJECT + PLAIN + b"Content-Transfer-Encoding: base64\r\n"
    ),
    "base64 of a page": _encoded(b"<p>paragraph</p>\r\n", SUBJECT + HTML),
    "quoted-printable": _quoted_printable(b"=3D=C3=A4=\r\n"),
    "quoted-printable, torn": _quoted_printable(b"==3=ZZ"),
    "uuencode": _text("begin 644 a-long-name-of-a-file.txt\r\n#0V%T\r\n`\r\nend\r\n"),
    "wrong charset": _text(b"\xe4\xf6 \xfc\xff\xc3\x28\r\n"),
    "escape sequences": _text(
        b'\x1b$B$"\x1b(B a\r\n', SUBJECT + b"Content-Type: text/plain; charset=iso-2022-jp\r\n"
    ),
    "utf-7": _text(b"+AGE- +2D0\r\n", SUBJECT + b"Content-Type: text/plain; charset=utf-7\r\n"),
    "control characters": _text("\x00\u202ea\u2028\u200b\x0b"),
    "html, small tags": _html("<b>x</b>"),
    "html, paragraphs": _html("<p>This is <i>it</i>.</p>\r\n"),
    "html, open tags": _html("<div>"),
    "html, open tags of many kinds": _html("<a><b><i><u><table><td><font>"),
    "html, angle brackets": _html("<"),
    "html, end tags": _html("</div></p></blockquote>"),
    "html, comments": _html("<!-- a --><!--[if mso]>x<![endif]-->"),
    "html, open comment": _html("- ->", first="<!--"),
    "html, entities": _html("&amp;&#x3c;&nbsp;&"),
    "html, ampersands": _html("&"),
    "html, text beside a table": _html("<table>x"),
    "html, attributes": _html(' a="b"', first="<p", last=">"),
    "html, styles": _html('<span style="border-top:solid 1pt">x</span>'),
    "html, table": _html("<tr><td>a</td><td>b</td></tr>", first="<table>", last="</table>"),
    "html, tables": _html("<table><tr><td>a</td></tr></table>"),
    "html, quotes": _html('<blockquote type="cite">a</blockquote>'),
    "html, quotes in quotes": _html('<div class="gmail_quote"><blockquote>a'),
    "html, line breaks": _html("a<br>"),
    "html, list items": _html("<li>a", first="<ul>"),
    "html, one text": _html("word "),
    "html, preformatted": _html("a line of code\r\n", first="<pre>", last="</pre>"),
    "delivery report": _report,
    "returned mail": _returned,
    "attachment": _attached(b"application/octet-stream", lambda size: _again(b"x", size)),
    "winmail.dat": _attached(b"application/ms-tnef; name=winmail.dat", _transport_neutral),
    "calendar": _attached(b"text/calendar; method=REQUEST; name=invite.ics", _calendar),
    "signed by nobody": _attached(b"application/pkcs7-mime; name=smime.p7m", lambda n: b"0" * n),
    "PGP armour": _text("-----BEGIN PGP SIGNED MESSAGE-----\r\n-----BEGIN PGP SIGNATURE-----\r\n"),
}
