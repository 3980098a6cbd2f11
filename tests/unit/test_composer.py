"""Outgoing mail as bytes, read back by the standard library."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage

import mailparser
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailflow.adapters.composer import Envelope, compose
from mailflow.adapters.renderer import Rendered
from mailflow.core.addresses import parse_mailboxes
from mailflow.core.header_text import clean_text
from mailflow.core.headers import clean_subject, display_name
from mailflow.core.mail import Attachment
from mailflow.errors import AddressError

TOKEN = "abcdefghijklmnopqrstuvwxyz234567abcdefgh"
NOTICE = Rendered("[INC-1003] Printer jams", "Hello,\n\nit jams.\n", "<p>Hello,</p>\n")
ENVELOPE = Envelope(
    message_id=f"<mf.{TOKEN}@desk.example>",
    from_name="IT Service Desk",
    from_address="support@desk.example",
    to_name="Alice Adams",
    to_address="alice@customer.example",
    reply_to=f"support+{TOKEN}@desk.example",
    date=datetime(2026, 11, 24, 12, 0, tzinfo=UTC),
    incident="INC-1003",
    loop_id="mailflow-1",
    in_reply_to="<1@customer.example>",
    references=("<0@customer.example>", "<1@customer.example>"),
    auto_submitted="auto-generated",
)
FIELDS = [
    "Date",
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "X-Mailflow-Incident",
    "X-Mailflow-Loop",
    "MIME-Version",
    "Content-Type",
]
ANY_TEXT = st.text(st.characters())
# Pieces that make trouble are put together far more often than chance would.
HOSTILE_PIECES = """
=?utf-8?q?=0D=0ABcc:_x@evil.example?=|=?utf-8?b?DQpCY2M6IHhAZXZpbA==?=|=?|?=|=|?|é|"|\\|,|@|;|:|(|)
Bcc: x@evil.example|<x@evil.example>| |a b|.
""".replace("\n", "|").split("|")
BREAKS = ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\ud800", "a" * 80, "ü" * 40]
HOSTILE_TEXT = st.lists(st.sampled_from(HOSTILE_PIECES + BREAKS)).map("".join)
# What encodings of text treat as special: at the end of a line, in long lines, in long runs.
CODED_PIECES = [
    ".",
    "..",
    "=",
    "=_",
    "--=_",
    "=3D",
    "=\n",
    " ",
    "\t",
    "\n",
    "\r",
    "\0",
    "From ",
    "_",
]
CODED_PIECES += ["x" * 71, "ö" * 25, "\N{BUG}", "a", "-- \n", "\n.\n", " \n", "\t\r\n", "--"]
CODED_TEXT = st.lists(st.sampled_from(CODED_PIECES), max_size=30).map("".join)
EVIL = "a, victim@evil.example"


def read(content: bytes) -> EmailMessage:
    """Read a mail as a modern reader does."""
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def changed(**changes: object) -> bytes:
    """Return the mail of an envelope with some of its fields changed."""
    return compose(NOTICE, replace(ENVELOPE, **changes))  # type: ignore[arg-type]


def addresses(message: EmailMessage, field: str) -> list[Address]:
    """Return the mailboxes of an address field as the standard library reads them."""
    return list(message[field].addresses)


def shown_name(content: bytes, field: str) -> str:
    """Return the display name as our own strict reader sees it.

    The standard library puts a blank between encoded words of a name (against RFC 2047).
    """
    head = content.partition(b"\r\n\r\n")[0].decode("ascii").replace("\r\n ", " ")
    (value,) = (line.partition(": ")[2] for line in head.split("\r\n") if line.startswith(field))
    (mailbox,) = parse_mailboxes(value)
    return mailbox.display_name


def test_a_mail_has_exactly_these_fields_each_once() -> None:
    """In a fixed order, with the values of the envelope."""
    message = read(compose(NOTICE, ENVELOPE))
    assert message.keys() == FIELDS
    assert message["From"] == "IT Service Desk <support@desk.example>"
    assert message["To"] == "Alice Adams <alice@customer.example>"
    assert message["Reply-To"] == ENVELOPE.reply_to
    assert message["Subject"] == NOTICE.subject
    assert message["Date"].datetime == ENVELOPE.date
    assert message["Message-ID"] == ENVELOPE.message_id
    assert message["In-Reply-To"] == "<1@customer.example>"
    assert message["References"] == "<0@customer.example> <1@customer.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "AutoReply" in message["X-Auto-Response-Suppress"]
    assert message["X-Mailflow-Incident"] == "INC-1003"
    assert message["X-Mailflow-Loop"] == "mailflow-1"


def test_what_a_person_wrote_is_not_marked_as_automatic() -> None:
    """RFC 3834 section 5: the field is absent, and so are references there are none of."""
    message = read(changed(auto_submitted="", in_reply_to="", references=()))
    absent = {"Auto-Submitted", "In-Reply-To", "References"}
    assert message.keys() == [name for name in FIELDS if name not in absent]


def test_text_and_html_are_alternatives() -> None:
    """The text first, as RFC 2046 section 5.1.4 wants it."""
    message = read(compose(NOTICE, ENVELOPE))
    assert message.get_content_type() == "multipart/alternative"
    parts = [(part.get_content_type(), part.get_content()) for part in message.iter_parts()]
    assert parts == [
        ("text/plain", "Hello,\r\n\r\nit jams.\r\n"),
        ("text/html", "<p>Hello,</p>\r\n"),
    ]
    assert message.defects == []


def test_equal_input_gives_equal_bytes() -> None:
    """A mail of unknown outcome is sent again byte for byte (P5)."""
    attachments = (Attachment("ä.pdf", "application/pdf", b"%PDF"),)
    assert compose(NOTICE, ENVELOPE, attachments) == compose(NOTICE, ENVELOPE, attachments)
    other = replace(ENVELOPE, message_id="<other@desk.example>")
    boundaries = [read(compose(NOTICE, one)).get_boundary() for one in (ENVELOPE, other)]
    assert boundaries[0] != boundaries[1]


@given(ANY_TEXT | HOSTILE_TEXT, ANY_TEXT | HOSTILE_TEXT, ANY_TEXT | HOSTILE_TEXT)
@example("=?utf-8?q?x=0D=0ABcc:_y@evil.example?=", "=?utf-8?q?x=0D=0ABcc:_y@evil.example?=", "é")
@example("é =?utf-8?q?x=0D=0ABcc:_y@evil.example?=", f"é {EVIL}", f'" <x@evil.example>, {EVIL}')
def test_no_text_makes_another_header_or_recipient(
    subject: str, to_name: str, from_name: str
) -> None:
    """Python 3.11.7 writes an encoded CR LF as a real line end; nothing of it gets that far."""
    notice = replace(NOTICE, subject=subject)
    content = compose(notice, replace(ENVELOPE, to_name=to_name, from_name=from_name))
    message = read(content)
    assert message.keys() == FIELDS
    assert [one.addr_spec for one in addresses(message, "To")] == [ENVELOPE.to_address]
    assert [one.addr_spec for one in addresses(message, "From")] == [ENVELOPE.from_address]
    assert message["Subject"] == clean_subject(subject)
    assert shown_name(content, "To") == display_name(to_name)
    rewritten = message_from_bytes(message.as_bytes(policy=policy.SMTP), policy=policy.default)
    assert sorted(rewritten.keys()) == sorted(FIELDS)  # what a relay written in Python makes of it
    head = content.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert max(map(len, head)) <= 78


@given(ANY_TEXT | HOSTILE_TEXT | CODED_TEXT)
@example("")
@example("\n\n\n")
@example("--=_alternative_" + "0" * 32 + "--\n")
@example("From me\n.\n..\n trailing \t \nlast")
@example("x" * 2000 + "\u2028é\r\rz\x00")
@example("\N{BUG}" * 2000)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    """Apart from line ends and controls; every line is short and ends with CR LF."""
    content = compose(replace(NOTICE, text=text, html=text), ENVELOPE)
    expected = clean_text(text)
    parts = [part.get_content() for part in read(content).iter_parts()]
    assert parts == [expected.removesuffix("\n").replace("\n", "\r\n") + "\r\n"] * 2
    assert not re.search(rb"[^\r]\n|\r[^\n]", content)
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 78
    read_by_us = mailparser.parse_from_bytes(content)
    assert read_by_us.text_plain == read_by_us.text_html == parts[:1]


@given(HOSTILE_TEXT | CODED_TEXT)
@example("=_alternative_" * 99)
def test_no_text_can_hold_a_boundary(text: str) -> None:
    """Wherever the line is broken that it stands in: each delimiter is there once."""
    content = compose(replace(NOTICE, text=text, html=text), ENVELOPE)
    boundary = f"--{read(content).get_boundary()}".encode()
    lines = [line for line in content.split(b"\r\n") if boundary in line]
    assert lines == [boundary, boundary, boundary + b"--"]


@pytest.mark.parametrize("name", [EVIL, f"ä {EVIL}", f'"{EVIL}', f"{EVIL}\r\nTo: x@y", EVIL * 9])
def test_a_name_with_an_address_in_it_stays_one_recipient(name: str) -> None:
    """For strict readers and for the lax one of the standard library alike."""
    content = changed(to_name=name)
    (recipient,) = addresses(read(content), "To")
    assert recipient.addr_spec == ENVELOPE.to_address
    assert "victim@evil.example" in recipient.display_name


@pytest.mark.parametrize(
    "name", ["", " ", "Bob", "O'Neil, Bob (desk)", "Jörg Müller", "x." * 60, "日本" * 40, "a=b ?c"]
)
def test_names_come_back_as_they_were(name: str) -> None:
    """Quoted or encoded where that is needed."""
    assert shown_name(changed(to_name=name), "To") == display_name(name)


def test_a_subject_in_japanese_folds_into_words_that_are_whole() -> None:
    """Each is at most 75 characters long and holds whole characters (RFC 2047 sections 2, 5)."""
    subject = "[INC-1003] " + "三階の複合機で両面印刷をすると紙詰まりが起きます。" * 3
    content = compose(replace(NOTICE, subject=subject), ENVELOPE)
    field = re.search(rb"^Subject: ([^\r]*(?:\r\n [^\r]*)*)", content, re.MULTILINE)
    assert field
    words = field[1].decode("ascii").split()
    assert len(words) > 3
    assert max(map(len, words)) <= 75
    assert "".join(str(make_header(decode_header(one))) for one in words) == subject
    assert read(content)["Subject"] == subject


@pytest.mark.parametrize("domain", ["d.example", "very-long." * 18 + "example"])
def test_message_ids_are_never_folded_or_encoded(domain: str) -> None:
    """The standard library makes encoded words of an id longer than a line."""
    message_id = f"<mf.{TOKEN}@{domain}>"
    references = tuple(f"<{number}.{TOKEN}{TOKEN}@{domain}>"[:249] for number in range(20))
    references = tuple(one if one.endswith(">") else f"{one}>" for one in references)
    content = changed(message_id=message_id, in_reply_to=message_id, references=references)
    assert f"\r\nMessage-ID: {message_id}\r\nIn-Reply-To: {message_id}\r\n".encode() in content
    assert all(f" {one}\r\n".encode() in content for one in references)
    assert b"=?" not in content.partition(b"\r\n\r\n")[0]
    assert max(map(len, content.split(b"\r\n"))) <= 998


def test_ids_in_doubt_are_left_out_and_our_own_must_be_sound() -> None:
    """What others sent is dropped; a bad id of ours is a mistake in the program."""
    message = read(changed(in_reply_to="<a\r\nb@c>", references=("<ok@a.example>", "<bad", "x y")))
    assert "In-Reply-To" not in message
    assert message["References"] == "<ok@a.example>"
    with pytest.raises(ValueError, match="no message id"):
        changed(message_id="<a b@c>")
    with pytest.raises(ValueError, match="time zone"):
        changed(date=datetime(2026, 11, 24))  # noqa: DTZ001 - naive on purpose


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("o'neil+x=y@a-b.example", "o'neil+x=y@a-b.example"),
        ("alice@bücher.example", "alice@xn--bcher-kva.example"),
        ('"a..b"@docomo.example', '"a..b"@docomo.example'),
        ("alice@[192.0.2.1]", "alice@[192.0.2.1]"),
    ],
)
def test_addresses_are_written_in_ascii(address: str, shown: str) -> None:
    """The domain as its IDNA form."""
    assert f" <{shown}>\r\n".encode() in changed(to_address=address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "alice",
        "@customer.example",
        "alice@",
        "a@b, c@d",
        "a b@c.example",
        "alice@c.example>",
        "alice@c.example\r\nBcc: x@y",
        "älice@customer.example",
        "alice@straße.example",  # IDNA 2003 would write to strasse.example
        "alice@" + "ü" * 300 + ".example",
        "a" * 400 + "@c.example",
        "=?utf-8?q?=0D=0ABcc:x?=@evil.example",
        "a..b@c.example",
    ],
)
def test_an_address_in_doubt_is_refused(address: str) -> None:
    """A mail to somebody else is worse than no mail."""
    with pytest.raises(AddressError):
        changed(to_address=address)


def test_attachments_stand_beside_the_text() -> None:
    """As attachments whatever they are, bytes unchanged."""
    attachments = (
        Attachment("jam.jpg", "image/jpeg", b"\xff\xd8\x00\r\n.\r\n", inline=True),
        Attachment("page.html", "text/html", b"<script>"),
        Attachment("", "application/pdf", b""),
    )
    message = read(compose(NOTICE, ENVELOPE, attachments))
    assert message.get_content_type() == "multipart/mixed"
    body, *attached = message.iter_parts()
    assert body.get_content_type() == "multipart/alternative"
    assert [part.get_content_disposition() for part in attached] == ["attachment"] * 3
    assert [part.get_filename() for part in attached] == ["jam.jpg", "page.html", "attachment-3"]
    assert [part.get_payload(decode=True) for part in attached] == [a.content for a in attachments]
    assert message.keys() == FIELDS


@pytest.mark.parametrize(
    ("content_type", "sent"),
    [
        ("image/PNG ", "image/png"),
        ("application/vnd.ms-excel", "application/vnd.ms-excel"),
        ("", "application/octet-stream"),
        ("image", "application/octet-stream"),
        ("image/png; name=x", "application/octet-stream"),
        ("image/png\r\nBcc: x@evil.example", "application/octet-stream"),
        ("message/rfc822", "application/octet-stream"),
        ("multipart/mixed", "application/octet-stream"),
        ("a/b", "application/octet-stream"),
    ],
)
def test_only_sound_content_types_are_repeated(content_type: str, sent: str) -> None:
    """Others' types are text from outside; what holds parts would have to go unencoded."""
    message = read(compose(NOTICE, ENVELOPE, (Attachment("x", content_type, b"x"),)))
    assert list(message.iter_parts())[1].get_content_type() == sent


@given(ANY_TEXT | HOSTILE_TEXT)
@example("=?utf-8?q?=0D=0ABcc:_x@evil.example?=.pdf")
@example("é" * 300 + ".pdf")
@example('a"; filename="b.exe')
def test_no_file_name_makes_another_header(filename: str) -> None:
    """Names are labels: one line, no path, bounded."""
    content = compose(NOTICE, ENVELOPE, (Attachment(filename, "image/png", b"x"),))
    message = read(content)
    part = next(iter(message.iter_attachments()))
    label = part.get_filename() or ""
    assert message.keys() == FIELDS
    assert set(part.keys()) == {
        "Content-Type",
        "Content-Transfer-Encoding",
        "Content-Disposition",
        "MIME-Version",
    }
    assert not set(label) & set('/\\"\r\n;')
    assert 0 < len(label) <= 120
    assert max(map(len, content.split(b"\r\n"))) <= 998
