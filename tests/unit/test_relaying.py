"""Which files, quoted lines and addresses of a mail go on to others."""

import io
import zipfile

import pytest
from support.situations import mail

from mailflow.core.mail import Attachment
from mailflow.core.relaying import (
    StaysHome,
    cargo,
    is_forbidden,
    own_files,
    without_addresses,
    without_private_quotes,
)
from mailflow.identity import Limits

LIMITS = Limits()


def file(name: str, content: bytes = b"text", content_type: str = "text/plain") -> Attachment:
    return Attachment(name, content_type, content)


def archive(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as one:
        for name in names:
            one.writestr(name, b"x")
    return content.getvalue()


@pytest.mark.parametrize(
    "one",
    [
        file("setup.exe"),
        file("Invoice.PDF.ExE"),
        file("screensaver.scr. "),
        file("a/b\\c.lnk"),
        file("x.ISO"),
        file("readme.txt", b"MZ\x90\0"),
        file("holiday.jpg", b"L\0\0\0\x01\x14\x02\0\0\0"),
        file("disk", b"\0" * 32_769 + b"CD001"),
        file("data", content_type="application/x-MSDownload"),
        file("photos.zip", archive("1.jpg", "2.jpg.js")),
    ],
    ids=lambda one: one.filename,
)
def test_what_runs_by_a_double_click_stays_home(one: Attachment) -> None:
    assert is_forbidden(one, LIMITS.forbidden_attachments)


@pytest.mark.parametrize(
    "one",
    [
        file("exe"),
        file("notes.txt", b"MZ is not at the start: xMZ"[3:]),
        file("report.docx", archive("word/document.xml")),
        file("", b""),
        file("java.json"),
    ],
    ids=lambda one: one.filename or "unnamed",
)
def test_what_only_looks_a_little_like_it_is_sent(one: Attachment) -> None:
    assert not is_forbidden(one, LIMITS.forbidden_attachments)


def test_an_administrator_says_himself_what_is_forbidden() -> None:
    assert is_forbidden(file("plan.DWG"), (".dwg",))
    assert is_forbidden(file("plan.zip"), ("programs", "zip"))
    assert not is_forbidden(file("setup.exe", b"MZ"), (".dwg",))


def test_files_go_in_their_order_until_one_or_all_are_too_large() -> None:
    limits = Limits(relayed_attachment_bytes=10, relayed_total_bytes=15)
    files = [file("a", b"x" * 11), file("b", b"x" * 10), file("c", b"x" * 6), file("d", b"x" * 5)]
    found = cargo(files, limits)
    assert [one.filename for one in found.sent] == ["b", "d"]
    assert [(one.label, one.reason) for one in found.withheld] == [
        ("a", StaysHome.TOO_LARGE),
        ("c", StaysHome.TOO_LARGE),
    ]


def test_the_copies_for_many_people_are_bounded_together() -> None:
    """One mail to a large group must not fill the outbox."""
    limits = Limits(relayed_attachment_bytes=10, relayed_total_bytes=10)
    assert cargo([file("a", b"x" * 10)], limits, recipients=3).sent
    assert not cargo([file("a", b"x" * 10)], limits, recipients=4).sent
    assert cargo([file("a", b"x" * 3)], limits, recipients=10).sent


def test_the_image_of_a_signature_or_a_quote_is_no_file_of_the_answer() -> None:
    shown = Attachment("a.png", "image/png", b"a", "a@x", inline=True)
    logo = Attachment("logo.png", "image/png", b"b", "<logo@x>", inline=True)
    quoted = Attachment("old.png", "image/png", b"c", inline=True)
    placeless = Attachment("photo.jpg", "image/jpeg", b"d", inline=True)
    new = "Look: [cid:a@x]"
    text = f"{new}\n-- \n[cid:logo@x]\n> [image: old.png]"
    one = mail(text=text, attachments=(shown, logo, quoted, placeless))
    assert own_files(one, new) == (shown, placeless)


def test_quoted_lines_are_sent_on_where_their_readers_have_read_them() -> None:
    """A notice to an agent quotes internal notes, details and suggestions, too."""
    public = ["It jams on floor 3\nsince this morning.\n", "Is it switched on?"]
    text = (
        "> It jams on floor 3 since this\n> morning.\nWe come at noon.\n"
        "> Priority: P3 (impact medium)\n>\n>> Alice is a difficult person.\nBob"
    )
    assert without_private_quotes(text, public) == (
        "> It jams on floor 3 since this\n> morning.\nWe come at noon.\nBob"
    )
    assert without_private_quotes("a\n\n\nb", []) == "a\n\n\nb"


def test_an_agents_address_becomes_the_desks_and_similar_ones_stay() -> None:
    text = (
        "Write to bob@desk.example, Bob@Desk.Example. Not jimbob@desk.example, bob@desk.example.org"
    )
    assert without_addresses(text, ["bob@desk.example"], "support@desk.example") == (
        "Write to support@desk.example, support@desk.example."
        " Not jimbob@desk.example, bob@desk.example.org"
    )
