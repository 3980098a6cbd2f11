"""The border: raw bytes to a Mail."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.shared import shared_directory

from mailflow.adapters.parser import read_mail
from mailflow.core.mail import Mail
from mailflow.errors import UnreadableMailError

GOLDEN = Path(__file__).resolve().parents[1] / "data" / "mail"
FORBIDDEN = set("\0\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
SENT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def golden(name: str) -> Mail:
    return read_mail((GOLDEN / f"{name}.eml").read_bytes())


def from_field(value: str) -> Mail:
    return read_mail(f"From: {value}\nSubject: x\n\ntext\n".encode())


@pytest.mark.parametrize(
    ("name", "field", "expected"),
    [
        ("reply_outlook_german", "subject", "AW: [INC-1001] Drucker fährt nicht hoch"),
        ("reply_outlook_german", "date", SENT.replace(minute=5)),
        ("reply_outlook_german", "message_id", "<reply-1@customer.example>"),
        ("reply_outlook_german", "in_reply_to", ("<mf.original@helpdesk.example>",)),
        ("reply_outlook_german", "from_problem", ""),
        ("reply_outlook_german", "attachments", ()),
        ("html_only_apple", "content_type", "text/html"),
        ("mislabelled_charset", "subject", "Grüße aus Köln"),
        ("mislabelled_charset", "text", "Die Tür geht nicht auf.\n"),
        ("japanese", "subject", "プリンター"),
        ("japanese", "text", "印刷できません。\n"),
        ("japanese", "date", SENT),
        ("forward_attached", "text", "Please take this one."),
        ("read_receipt", "disposition_report", True),
        ("read_receipt", "delivery_report", None),
        ("two_from_fields", "from_fields", 2),
        ("two_from_fields", "sender", None),
        ("injected_header", "subject", "Printer Bcc: victim@evil.example"),
        ("injected_header", "date", None),
        ("injected_header", "message_id", "<injected-1@evil.example>"),
    ],
)
def test_a_golden_mail_reads_as_written(name: str, field: str, expected: Any) -> None:
    assert getattr(golden(name), field) == expected


def test_people_are_read_and_unreadable_entries_dropped() -> None:
    mail = golden("reply_outlook_german")
    assert mail.sender is not None
    assert (mail.sender.address, mail.sender.display_name) == (
        "joerg.mueller@customer.example",
        "Jörg Müller",
    )
    assert [one.address for one in mail.cc] == ["eva@customer.example", "ann@customer.example"]


def test_html_alone_becomes_text_and_stays_as_html() -> None:
    mail = golden("html_only_apple")
    assert mail.text.startswith("It asks for a certificate.")
    assert "> What does it ask for?" in mail.text
    assert "alert" not in mail.text
    assert "tracker.example" in mail.html


def test_attachments_have_safe_labels_and_their_bytes() -> None:
    files = {one.filename: one.content for one in golden("attachment_names").attachments}
    assert files == {
        "job": b"one",
        "htaccess": b"two",
        "Rechnung für März.pdf": b"three",
        "image.png": b"\x89PNG",
    }


def test_an_attached_mail_is_parsed_apart() -> None:
    mail = golden("forward_attached")
    (inner,) = mail.forwarded
    assert inner.sender is not None
    assert inner.sender.address == "dave@other.example"
    assert "#close" in inner.text
    assert [one.filename for one in mail.attachments] == ["message.eml"]
    assert b"#close" in mail.attachments[0].content


def test_a_delivery_report_is_read() -> None:
    report = golden("delivery_report").delivery_report
    assert report is not None
    assert [(one.address, one.permanent) for one in report.recipients] == [
        ("carol@customer.example", True),
        ("eva@customer.example", False),
    ]
    assert report.returned_message_ids == ("<mf.returned@helpdesk.example>",)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("bob@helpdesk.example <mallory@evil.example>", "cannot be read"),
        ("a@x.example, b@x.example", "2 mailboxes"),
        ("nobody:;", "0 mailboxes"),
        ("", "0 mailboxes"),
        ("bob@helpdesk.example\x00.evil.example", "cannot be read"),
    ],
)
def test_a_sender_in_doubt_is_none(value: str, problem: str) -> None:
    mail = from_field(value)
    assert mail.sender is None
    assert problem in mail.from_problem


@pytest.mark.parametrize(
    "value",
    [
        '"bob@helpdesk.example" <mallory@evil.example>',
        "Mal\x00lory <mallory@evil.example>",
        "=?utf-8?q?bob=40helpdesk.example?= <mallory@evil.example>",
        "mallory@evil.example (bob@helpdesk.example)",
    ],
)
def test_the_name_never_becomes_the_address(value: str) -> None:
    sender = from_field(value).sender
    assert sender is not None
    assert sender.address == "mallory@evil.example"


@pytest.mark.parametrize("value", [b"a@b.example" + b" " * 9_000 + b"\xff", b";" * 9_000])
def test_a_sender_who_fills_kilobytes_is_not_read_at_all(value: bytes) -> None:
    """The readers of addresses would take seconds for half a megabyte."""
    begun = time.process_time()
    mail = read_mail(b"From: " + value * 50 + b"\nSubject: a\n\nx")
    assert time.process_time() - begun < 0.5
    assert (mail.sender, mail.from_, mail.subject, mail.text) == (None, (), "a", "x")
    assert mail.from_problem == "the From field has more than 8192 characters"


def test_structured_fields_are_not_decoded() -> None:
    mail = read_mail(b"Authentication-Results: mx; =?utf-8?q?dmarc=3Dpass?=\n\nx")
    assert mail.header("authentication-results") == "mx; =?utf-8?q?dmarc=3Dpass?="


def test_of_an_alternative_one_version_counts_and_nothing_else_is_lost() -> None:
    mail = read_mail(
        b"Content-Type: multipart/mixed; boundary=m\n\n"
        b"--m\nContent-Type: multipart/alternative; boundary=a\n\n"
        b"--a\nContent-Type: text/plain\n\n \n--a\nContent-Type: text/html\n\n<p>said</p>\n--a--\n"
        b"--m\nContent-Type: text/plain\n\nfooter\n--m--\n"
    )
    assert mail.text.split() == ["said", "footer"]


def test_two_deliveries_of_one_mail_have_the_same_body_hash() -> None:
    mail = (GOLDEN / "attachment_names.eml").read_bytes()
    again = b"Received: from x by y; Mon, 23 Nov 2026 12:00:01 +0000\n" + mail
    assert read_mail(again).body_hash == read_mail(mail.replace(b"\n", b"\r\n")).body_hash
    assert read_mail(mail.replace(b"one", b"One")).body_hash != read_mail(mail).body_hash


@pytest.mark.parametrize("content", [b"", b"\n", b"\r\n\r\n", b"no header", b"\0", b"\xff" * 100])
def test_almost_nothing_is_still_a_mail_without_sender(content: bytes) -> None:
    mail = read_mail(content)
    assert mail.sender is None
    assert mail.from_fields == 0


def test_a_thousand_nested_parts_are_unreadable_not_a_crash() -> None:
    levels = (
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1_000)
    )
    with pytest.raises(UnreadableMailError):
        read_mail(b"".join(levels))


def texts_of(mail: Mail) -> list[str]:
    people = (*mail.from_, *mail.to, *mail.cc, *mail.reply_to)
    return [
        mail.subject,
        mail.message_id,
        *mail.in_reply_to,
        *mail.references,
        *(text for pair in mail.headers for text in pair),
        *(text for one in people for text in (one.address, one.display_name)),
        *(one.filename for one in mail.attachments),
    ]


def assert_clean(mail: Mail) -> None:
    for text in texts_of(mail):
        assert not set(text) & (FORBIDDEN | {"\n"})
        text.encode("utf-8")
    for text in (mail.text, mail.html):
        assert not set(text) & FORBIDDEN
        text.encode("utf-8")


@given(
    st.sampled_from(sorted(GOLDEN.glob("*.eml"))),
    st.lists(st.tuples(st.integers(0, 1_500), st.binary(min_size=1, max_size=12)), max_size=8),
)
def test_a_damaged_mail_reads_clean_or_is_unreadable(
    path: Path, damage: list[tuple[int, bytes]]
) -> None:
    content = bytearray(path.read_bytes())
    for position, piece in damage:
        content[position:position] = piece
    try:
        mail = read_mail(bytes(content))
    except UnreadableMailError:
        return
    assert_clean(mail)


@pytest.mark.shared
@pytest.mark.parametrize("folder", ["corpus", "redteam"])
def test_every_shared_mail_passes_in_time(folder: str) -> None:
    for path in sorted(shared_directory(folder).rglob("*.eml")):
        start = time.process_time()
        if path.name.startswith(("G01", "G02")):  # screening refuses them
            with pytest.raises(UnreadableMailError):
                read_mail(path.read_bytes())
        else:
            assert_clean(read_mail(path.read_bytes()))
        assert time.process_time() - start < 2, path


def test_a_from_field_without_an_address_makes_no_bounce_of_a_mail() -> None:
    assert from_field("<>").delivery_report is None
    returned = read_mail(b"From: <>\nSubject: Undeliverable\n\n<a@b.example>: user unknown\n")
    assert returned.delivery_report is not None
