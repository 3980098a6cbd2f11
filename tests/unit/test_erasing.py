"""What gives a person away in a text, and what is left of the text without it."""

import time
from email import message_from_bytes
from email.policy import default

import pytest
from support.desks import make_settings
from support.memory_store import MemoryStore

from mailflow.adapters.legible import head_of, texts_of
from mailflow.adapters.redaction import redacted
from mailflow.core.erasing import ERASED, Redaction, Traits
from mailflow.erasing import Person, require_erasable
from mailflow.errors import PermanentError

ZELDA, ALIAS = "zelda.q@customer.example", "erased-1@erased.invalid"
TEXT = """Hello,

the flux capacitor of my attic hums in b flat since Tuesday.
Thanks
Best regards
Zelda Quorndal, phone 0441-4711
"""
MARK = Redaction(
    Traits(
        aliases={ZELDA: ALIAS},
        names=frozenset({"Zelda Quorndal", "Mark Quorndal"}),
        message_ids=frozenset({"<one@customer.example>"}),
        texts=(TEXT, "倉庫の冷蔵庫が昨日から変な音を立てて止まりません"),
        subjects=frozenset({"Ululating attic", "Help"}),
        others=frozenset({"Mark Twain"}),
    )
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("> the flux capacitor of my attic\n> hums in b flat since Tuesday.", f"> {ERASED}."),
        ('She said "capacitor of my attic hums"!', f'She said "{ERASED}"!'),
        ("> Thanks\nDone.", f"> {ERASED}\nDone."),
        ("zelda.Q@customer.example, Zelda", f"{ALIAS}, {ERASED}"),
        ("Re: ululating Attic", f"Re: {ERASED}"),
        ("Dear Zelda,", f"Dear {ERASED},"),
        ("冷蔵庫が昨日から変な音を立てて", ERASED),
        ("In-Reply-To: <one@customer.example>", f"In-Reply-To: {ERASED}"),
    ],
)
def test_his_words_go_from_the_conversations_he_had_part_in(text: str, left: str) -> None:
    assert MARK.near(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "Best regards\nMark",
        "Thanks\nHello,",
        "Help is on its way to the attic",
        "It hums in b minor since Monday",
        "昨日から変です",
    ],
)
def test_what_anybody_writes_stays(text: str) -> None:
    assert MARK.near(text) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"To: {ZELDA.upper()};", f"To: {ALIAS};"),
        ("bounce+zelda.q=customer.example@lists.example", f"bounce+{ERASED}@lists.example"),
        ("mailto:zelda.q%40customer.example", f"mailto:{ERASED}"),
        ("not.zelda.q@customer.example", "not.zelda.q@customer.example"),
        ("zelda.q@customer.example.org", "zelda.q@customer.example.org"),
        ("my attic hums in b flat", "my attic hums in b flat"),
        ("flux capacitor of my attic hums in b flat", ERASED),
        ("Dear Zelda,", "Dear Zelda,"),
    ],
)
def test_elsewhere_only_what_is_his_alone_goes(text: str, left: str) -> None:
    assert MARK.far(text) == left


def test_a_monitor_is_no_person() -> None:
    monitor = Person(frozenset({"monitor@helpdesk.example"}))
    with MemoryStore().begin() as work, pytest.raises(PermanentError, match="monitor"):
        require_erasable(work, monitor, make_settings(), monitored=False)


def test_the_cost_grows_with_the_text_and_no_faster() -> None:
    def seconds(size: int) -> float:
        text = ("hums in b flat > <a@b> zelda.q@ " * size)[: 32 * size]
        began = time.process_time()
        MARK.near(text)
        return time.process_time() - began

    assert seconds(20_000) < 16 * max(seconds(5_000), 0.01)


MIME = b"""From: Dora <dora@branch.example>
Subject: =?utf-8?q?About_zelda=2Eq=40customer=2Eexample?=
Message-ID: <two@branch.example>
Date: Mon, 2 Mar 2026 09:30:00 +0000
Content-Type: multipart/mixed; boundary=B

--B
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: base64

PHA+ZmF4OiB6ZWxkYS5xPGI+QDwvYj5jdXN0b21lci5leGFtcGxlPC9wPg==

--B
Content-Type: message/rfc822

From: Zelda <zelda.q@customer.example>
Subject: Never seen

Words that reached the desk within this mail alone.

--B
Content-Type: application/pdf
Content-Transfer-Encoding: base64

AAEC

--B--
"""


def test_a_mail_of_somebody_else_keeps_all_but_the_person() -> None:
    rewritten = redacted(MIME, MARK.near)
    assert rewritten is not None
    assert "zelda" not in texts_of(rewritten).lower()
    assert "Words that reached" not in texts_of(rewritten), "an attached mail of his is his"
    message = message_from_bytes(rewritten, policy=default)
    assert message["Message-ID"] == "<two@branch.example>"
    (pdf,) = (part for part in message.walk() if part.get_content_type() == "application/pdf")
    assert pdf.get_payload(decode=True) == b"\x00\x01\x02"
    assert redacted(rewritten, MARK.near) is None, "once is enough"


def test_a_mail_that_says_nothing_of_him_is_left_byte_for_byte() -> None:
    assert redacted(b"From: a@b.example\nSubject: x\n\nHello Dora\n", MARK.near) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\x00\n\n\n",
        b"From: =?x-none?b?!!!?=\nContent-Type: text/plain; charset=no\n\nzelda.q@customer.example",
        b"Content-Type: multipart/mixed; boundary=B\n\nzelda.q@customer.example\n--B\n\nx\n--B--",
        b"Content-Type: multipart/mixed; boundary=\xc3\x28\n\nzelda.q@customer.example",
        b"Content-Transfer-Encoding: base64\n\n!!! zelda.q@customer.example",
    ],
)
def test_no_mail_is_too_broken(content: bytes) -> None:
    head_of(content)
    found = redacted(content, MARK.near)
    assert b"zelda" not in (content if found is None else found)
