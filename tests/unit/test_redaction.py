"""In whatever form a mail of somebody else names a person, she is out of its bytes afterwards."""

import time
from base64 import b64encode, encodebytes
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

import pytest
from support.tnef_writer import stream

from mailflow.adapters.redaction import redacted
from mailflow.core.erasing import Redaction, Traits
from mailflow.core.identifiers import full_names, telephone_numbers

ZELDA = "zelda.q@customer.example"
NAME = "Zelda Quorndál"
TEXT = "the flux capacitor of my attic hums in b flat since Tuesday. Call +49 (441) 998877-66"
MARK = Redaction(
    Traits(
        aliases={ZELDA: "erased-1@erased.invalid"},
        names=frozenset({NAME}),
        texts=(TEXT,),
    )
)
ENTITIES = "".join(f"&#{ord(one)};" for one in ZELDA)
HEAD = b"From: dora@branch.example\r\nSubject: Hello\r\nMIME-Version: 1.0\r\n"
INNER = f"From: {NAME} <{ZELDA}>\r\nSubject: Secret umbrella\r\n\r\nA porcupine.\r\n".encode()


def one(kind: str, body: bytes, *, packed: bool = True) -> bytes:
    """Return a mail of one part, in base64 unless it is not."""
    encoding = b"Content-Transfer-Encoding: base64\r\n" if packed else b""
    octets = encodebytes(body) if packed else body
    return HEAD + f"Content-Type: {kind}\r\n".encode() + encoding + b"\r\n" + octets


def beside(fields: str, body: bytes) -> bytes:
    """Return a mail with a text and one part more."""
    return (
        HEAD
        + b"Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\nsee below\r\n--B\r\n"
        + fields.encode()
        + b"\r\n\r\n"
        + body
        + b"\r\n--B--\r\n"
    )


def seen_in(content: bytes) -> Iterator[bytes]:
    """Yield what stands in a mail once the standard library has undone its transfer encodings."""
    message = message_from_bytes(content)
    for part in message.walk():
        yield from (str(value).encode("utf-8", "replace") for value in part.values())
        found = part.get_payload(decode=True)
        if isinstance(found, bytes):
            yield found
        elif isinstance(part.get_payload(), str):
            yield str(part.get_payload()).encode("utf-8", "replace")


FORMS = {
    "entities in a link": (
        one("text/html", f'<p>hi</p><a href="mailto:{ENTITIES}">x</a>'.encode()),
        b"&#122;",
    ),
    "entities in a comment": (one("text/html", f"<p>hi</p><!-- {ENTITIES} -->".encode()), b"&#122"),
    "a tag within": (one("text/html", b"<i>zelda.q</i>@customer.example"), b"zelda.q"),
    "UTF-16 without a charset": (
        one("text/plain", f"ask {ZELDA}".encode("utf-16-le")),
        "zelda".encode("utf-16-le"),
    ),
    "a charset that is none": (one("text/plain; charset=undefined", ZELDA.encode()), b"zelda"),
    "UTF-7": (one("text/plain; charset=utf-7", b"zelda.q+AEA-customer.example"), b"zelda"),
    "a charset that is not told": (
        one("text/plain", f"{ZELDA} heißt Quorndál; schöne Grüße".encode("cp1252")),
        b"Quornd",
    ),
    "a raw header": (
        HEAD.replace(b"Hello", f"Für Zelda {NAME}".encode()) + b"\r\nx",
        b"Quornd",
    ),
    "a file's name, percent-encoded": (
        beside(
            "Content-Type: application/pdf\r\nContent-Disposition: attachment;"
            " filename*=utf-8''Zelda%20Quornd%C3%A1l.pdf",
            b"%PDF",
        ),
        b"Quornd",
    ),
    "a file's name in pieces": (
        beside(
            "Content-Type: application/pdf; name*0*=utf-8''zelda%2Eq; "
            "name*1*=%40customer%2Eexample%2Epdf",
            b"%PDF",
        ),
        b"zelda",
    ),
    "a folded calendar": (
        beside(
            "Content-Type: text/calendar",
            b"BEGIN:VCALENDAR\r\nATTENDEE:mailto:zel\r\n da.q@customer.example\r\nEND:VCALENDAR",
        ),
        b"ATTENDEE:mailto:zel",
    ),
    "a mail in base64": (
        beside(
            "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64", encodebytes(INNER)
        ),
        b64encode(INNER)[:30],
    ),
    "a mail as a file": (
        beside(
            "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64",
            encodebytes(INNER),
        ),
        b"porcupine",
    ),
    "a mail as a file, encoded twice": (
        beside(
            "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64",
            encodebytes(encodebytes(INNER)),
        ),
        b64encode(INNER)[:30],
    ),
    "a list as a file": (
        beside("Content-Type: application/json", b'{"mail": "zelda.q%40customer.example"}'),
        b"zelda",
    ),
    "a winmail.dat": (
        beside(
            "Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64",
            encodebytes(stream(body=f"ask {ZELDA}".encode())),
        ),
        b"zelda",
    ),
    "a link's base64": (
        one("text/plain", b"https://x.example/?v=" + b64encode(ZELDA.encode())),
        b64encode(ZELDA.encode())[:20],
    ),
    "letters with marks in two characters": (
        one("text/plain; charset=utf-8", f"{ZELDA} QUORNDÁL.pdf".encode()),
        b"QUORND",
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_person_is_found_in_every_form(form: str) -> None:
    content, secret = FORMS[form]
    assert any(secret in one for one in seen_in(content)), "it is there before"
    changed = redacted(content, MARK.near)
    assert changed, "and is rewritten, not given up"
    assert not any(secret in one for one in seen_in(changed))
    assert redacted(changed, MARK.near) is None, "once is enough"


def test_a_file_keeps_its_type_when_its_name_goes() -> None:
    changed = redacted(FORMS["a file's name, percent-encoded"][0], MARK.near)
    assert changed
    (pdf,) = (p for p in message_from_bytes(changed).walk() if _subtype(p) == "pdf")
    assert (pdf.get_content_disposition(), pdf.get_filename()) == ("attachment", "[erased].pdf")
    assert pdf.get_payload(decode=True) == b"%PDF"


def _subtype(part: "Message[str, str]") -> str:
    return part.get_content_subtype()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Her number is 0441 / 99887766.", "Her number is [erased]."),
        ("My own is 0441 99887767", "My own is 0441 99887767"),
        ("zelda.q (at) customer.example", "[erased]"),
        ("Zelda_Quorndál_CV.pdf", "[erased]_CV.pdf"),
    ],
)
def test_numbers_and_spellings_of_hers_go(text: str, left: str) -> None:
    assert MARK.near(text) == left


def test_dates_and_addresses_of_machines_are_no_telephone_numbers() -> None:
    text = "2026-03-02 09:30, 192.168.100.23, 10.0.19045, 31.12.2026, 123456, 01.23.45.67.89"
    assert [digits for digits, _, _ in telephone_numbers(text)] == ["3456789"]


def test_a_full_name_goes_everywhere_where_nobody_else_bears_it() -> None:
    assert MARK.far("I met zelda quorndál.") == "I met [erased]."
    assert MARK.far("I met Zelda.") == "I met Zelda."
    quoted = "Zelda Quorndál wrote:\n> my attic hums in b flat\nI asked Zelda again."
    assert MARK.far(quoted) == "[erased] wrote:\n> [erased]\nI asked [erased] again."
    shared = Redaction(Traits({ZELDA: "x"}, names=frozenset({NAME}), namesakes=frozenset({NAME})))
    assert shared.far("I met Zelda Quorndál.") == "I met Zelda Quorndál."


def test_the_name_of_a_desk_is_no_persons() -> None:
    assert full_names({"Customer Care"}, {"info@customer.example"}) == frozenset()


def test_the_cost_of_a_hostile_mail_grows_with_its_size_and_no_faster() -> None:
    def seconds(size: int) -> float:
        page = b"<" * size + b"&#122;" * size + b"0 " * size + b"a: b\r\n" * size
        content = one("text/html", page) + beside("Content-Type: x", b"QUJD\r\n" * size + b"!")
        began = time.process_time()
        redacted(content, MARK.near)
        return time.process_time() - began

    assert seconds(8_000) < 16 * max(seconds(2_000), 0.01)
