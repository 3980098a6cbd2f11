"""Parts that are more than files: invitations, signatures, encryption, winmail.dat, pictures."""

import base64
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path

import pytest
from asn1crypto import cms
from hypothesis import given
from hypothesis import strategies as st

from mailflow.adapters.invitations import read_invitation
from mailflow.adapters.parser import read_mail
from mailflow.adapters.protection import signed_entity
from mailflow.core.armor import without_armor
from mailflow.core.invitations import Invitation, Moment, invitation_as_data, invitation_of
from mailflow.core.mail import Attachment, Mail
from models.enums import Protection

GOLDEN = Path(__file__).resolve().parents[1] / "data" / "mail" / "parts"


def golden(name: str) -> Mail:
    return read_mail((GOLDEN / f"{name}.eml").read_bytes())


def files(mail: Mail) -> list[str]:
    return [one.filename for one in mail.attachments]


@pytest.mark.parametrize(
    ("name", "protection", "text", "attached"),
    [
        (
            "signed_pgp",
            Protection.SIGNED,
            "The scanner on the third floor eats every second page.",
            ["signature.asc"],
        ),
        (
            "signed_smime",
            Protection.SIGNED,
            "Please order a new badge for me.\n\nSent to you through the staff list.",
            ["smime.p7s"],
        ),
        (
            "signed_opaque",
            Protection.SIGNED,
            "The contract is attached.",
            ["smime.p7m", "contract.pdf"],
        ),
        ("encrypted_smime", Protection.ENCRYPTED, "", ["smime.p7m"]),
        ("encrypted_pgp", Protection.ENCRYPTED, "", ["attachment.bin", "encrypted.asc"]),
        (
            "winmail",
            Protection.NONE,
            "The plan is below.\nGrüße, Ole",
            ["plan.png", "Kosten Übersicht.csv"],
        ),
        ("inline_image", Protection.NONE, "It shows this:\n\nOle", ["screen.png"]),
    ],
)
def test_content_is_read_and_its_protection_told(
    name: str, protection: Protection, text: str, attached: list[str]
) -> None:
    mail = golden(name)
    assert (mail.protection, files(mail)) == (protection, attached)
    assert mail.text.strip() == text


def test_a_clear_signed_text_loses_armor_and_dashes_alone() -> None:
    mail = golden("clear_signed")
    assert mail.protection is Protection.SIGNED
    assert mail.text.startswith("Two tapes are missing:\n\n- tape 17\n- tape 23\n\n-- \nInes\n")
    assert mail.text.endswith("Sent to you through the staff list.\n")


def test_an_armored_message_is_encrypted_and_kept() -> None:
    mail = golden("armored_message")
    assert mail.protection is Protection.ENCRYPTED
    assert "bm90aGluZyB0byBzZWUgaGVyZQ==" in mail.text


@pytest.mark.parametrize(
    "text",
    [
        "Look:\n-----BEGIN PGP MESSAGE-----\nx\n-----END PGP MESSAGE-----\n",
        "> -----BEGIN PGP SIGNED MESSAGE-----\n> Hash: SHA1\n>\n> text\n",
        "-----BEGIN PGP SIGNED MESSAGE-----\n\nwithout an end\n",
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\nx\n",
    ],
)
def test_a_text_that_only_shows_armor_stays_as_it_is(text: str) -> None:
    assert without_armor(text) == (text, Protection.NONE)


def test_what_is_signed_around_something_encrypted_cannot_be_read() -> None:
    """S/MIME of three layers, as some gateways make it (RFC 2634 section 1.1)."""
    inner = (GOLDEN / "encrypted_smime.eml").read_bytes().partition(b"MIME-Version: 1.0\n")[2]
    mail = read_mail(b"From: ines@customer.example\n" + signed(inner))
    assert (mail.protection, mail.text) == (Protection.ENCRYPTED, "")
    assert files(mail) == ["smime.p7m", "smime.p7m"]


def signed(entity: bytes) -> bytes:
    """Return an opaque signature without signers around an entity (RFC 5652 section 5.1)."""
    data, signed_data = (cms.ContentType(one) for one in ("data", "signed_data"))
    content = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [],
            "encap_content_info": {"content_type": data, "content": entity},
            "signer_infos": [],
        }
    )
    info = cms.ContentInfo({"content_type": signed_data, "content": content})
    head = b"Content-Type: application/pkcs7-mime; name=smime.p7m\n"
    encoded = base64.encodebytes(info.dump())
    return head + b"Content-Transfer-Encoding: base64\n\n" + encoded


def test_a_signature_that_somebody_only_attached_signs_nothing() -> None:
    part = b"--b\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nx\n--b--\n"
    head = b"From: a@customer.example\nContent-Type: multipart/mixed; boundary=b\n\n"
    assert read_mail(head + part).protection is Protection.NONE


def test_a_label_that_lies_about_what_is_inside_is_not_believed() -> None:
    sealed = (GOLDEN / "encrypted_smime.eml").read_bytes()
    mail = read_mail(sealed.replace(b"enveloped-data", b"signed-data"))
    assert mail.protection is Protection.ENCRYPTED


def test_an_ordinary_mail_needs_none_of_the_libraries_for_containers() -> None:
    """Nor their time: icalendar alone takes a tenth of a second."""
    program = (
        "import sys; from mailflow.adapters.parser import read_mail;"
        f"read_mail(open({str(GOLDEN / 'signed_pgp.eml')!r}, 'rb').read());"
        "print({'icalendar', 'tnefparse', 'compressed_rtf', 'asn1crypto'} & sys.modules.keys())"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert found.stdout == "set()\n"


@pytest.mark.parametrize("label", [b"application/x-pkcs7-mime", b"application/octet-stream"])
@pytest.mark.parametrize("name", ["signed_opaque", "encrypted_smime"])
def test_an_opaque_mail_is_known_by_an_old_type_or_by_its_name(name: str, label: bytes) -> None:
    content = (GOLDEN / f"{name}.eml").read_bytes()
    mail = read_mail(content.replace(b"application/pkcs7-mime", label))
    assert (mail.protection, mail.text) == (golden(name).protection, golden(name).text)
    assert mail.attachments[0].is_signature


def test_a_signed_mail_whose_content_is_encrypted_is_encrypted() -> None:
    """Nothing of it can be read, whatever is around it."""
    sealed = (GOLDEN / "encrypted_pgp.eml").read_bytes().replace(b"\n", b"\r\n")
    head, _, body = sealed.partition(b"Content-Type: multipart/encrypted")
    signed = (
        b"Content-Type: multipart/signed; boundary=s; protocol=x\r\n\r\n--s\r\n"
        b"Content-Type: multipart/encrypted"
        + body
        + b"\r\n--s\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--s--\r\n"
    )
    assert read_mail(head + signed).protection is Protection.ENCRYPTED


def test_an_inline_picture_keeps_its_content_id() -> None:
    (picture,) = golden("inline_image").attachments
    assert (picture.content_id, picture.inline) == ("<screen@customer.example>", True)


def test_an_invitation_says_who_what_where_and_when() -> None:
    mail = golden("invitation")
    assert mail.text == "Please join.\n"
    assert mail.invitation == Invitation(
        method="request",
        summary="Migration, mail server",
        location="Room 4; second floor",
        organizer="Aber, Tom <tom@customer.example>",
        attendees=("Help Desk <help@helpdesk.example>", "zoe@customer.example"),
        start=Moment(datetime(2026, 12, 1, 14, 0), "Office Time"),  # noqa: DTZ001 - as written
        end=Moment(datetime(2026, 12, 1, 15, 30), "Office Time"),  # noqa: DTZ001
        recurring=True,
        description="Agenda:\n- who moves when",
    )
    assert mail.invitation.when == "2026-12-01 14:00-15:30 Office Time"


@pytest.mark.parametrize(
    ("name", "method", "when", "answer"),
    [
        ("invitation_all_day", "request", "2026-12-28 - 2026-12-30", ""),
        ("invitation_cancel", "cancel", "2026-12-01 13:00 UTC - 2026-12-02 09:00 UTC", ""),
        ("invitation_reply", "reply", "2026-12-01 13:00", "declined"),
    ],
)
def test_each_kind_of_calendar_message_is_read(
    name: str, method: str, when: str, answer: str
) -> None:
    found = golden(name).invitation
    assert found is not None
    assert (found.method, found.when, found.answer) == (method, when, answer)


def test_a_mail_that_is_nothing_but_an_invitation_has_its_description_as_text() -> None:
    assert golden("invitation_all_day").text == "Bitte alle Geräte vorher abmelden."


@pytest.mark.parametrize(
    "name", ["invitation", "invitation_all_day", "invitation_cancel", "invitation_reply"]
)
def test_an_invitation_survives_being_kept_as_data(name: str) -> None:
    found = golden(name).invitation
    assert invitation_of(invitation_as_data(found)) == found


def test_whole_days_end_on_the_last_one() -> None:
    one = Invitation("request", start=Moment(date(2026, 1, 1)), end=Moment(date(2026, 1, 2)))
    assert one.when == "2026-01-01"


def calendar(*lines: str) -> bytes:
    event = ("BEGIN:VCALENDAR", "METHOD:REQUEST", "BEGIN:VEVENT", "SUMMARY:x", *lines)
    return "\r\n".join((*event, "END:VEVENT", "END:VCALENDAR", "")).encode()


ZONE = ("TZID:Evil", "BEGIN:STANDARD", "DTSTART:16010101T000000", "RRULE:FREQ=SECONDLY")
HOSTILE = {
    "a hundred thousand lines": calendar(*["A:1"] * 100_000),
    "attendees": calendar(*["ATTENDEE;CN=a:mailto:a@b.c"] * 9_000),
    "deep": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X\r\n" * 20_000 + b"END:X\r\n" * 20_000,
    "a long line": calendar("DESCRIPTION:" + "x" * 250_000),
    "folds": calendar("DESCRIPTION:" + "x\r\n " * 60_000),
    "parameters": calendar("ATTENDEE" + ";A=b" * 60_000 + ":mailto:a@b.c"),
    "quotes": calendar("ATTENDEE" + ';CN="' * 50_000 + ":x"),
    "moments": calendar("RDATE:" + ",".join(["20260101T000000Z"] * 15_000)),
    "a zone of every second": calendar("DTSTART;TZID=Evil:20260101T000000").replace(
        b"BEGIN:VEVENT", "\r\n".join(("BEGIN:VTIMEZONE", *ZONE, "X:\r\nBEGIN:VEVENT")).encode()
    ),
    "rules": calendar("DTSTART:00010101T000000", "RRULE:FREQ=SECONDLY;COUNT=999999999"),
    "a zone as a path": calendar("DTSTART;TZID=../../../etc/passwd:20260101T000000"),
    "an impossible day": calendar("DTSTART:20269999T999999"),
    "binary": bytes(range(256)) * 900,
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=list(HOSTILE))
def test_no_calendar_takes_long_or_raises(content: bytes) -> None:
    start = time.process_time()
    read_invitation([Attachment("a.ics", "text/calendar", content)])
    assert time.process_time() - start < 1.0


@given(st.binary(max_size=300))
def test_any_bytes_are_read_as_a_calendar_or_refused(content: bytes) -> None:
    lines = content.decode("latin-1")
    read_invitation([Attachment("a.ics", "text/calendar", calendar(*lines.split("\n")))])


@given(st.data())
def test_a_damaged_signature_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(golden("signed_opaque").attachments[0].content)
    for _ in range(3):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    signed_entity(bytes(content))


def test_a_signed_content_in_a_million_pieces_is_left_alone() -> None:
    start = bytes.fromhex("308006092a864886f70d010702a0803080020101310030800609")
    content = start + bytes.fromhex("2a864886f70d010701a0802480") + b"\x04\x01a" * 1_000_000
    begun = time.process_time()
    assert signed_entity(content + bytes(16)) is None
    assert time.process_time() - begun < 1.0
