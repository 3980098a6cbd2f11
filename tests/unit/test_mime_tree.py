"""The tree of a mail is that of the standard library, whatever was set aside for the parser."""

import base64
import email
import time
import tracemalloc
from email.message import Message
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailflow.adapters import mime_tree
from mailflow.adapters.mime_tree import parse_tree

RUN = base64.encodebytes(bytes(range(256)) * 40)
WHOLE_LINES = b"QUJD" * 19 + b"\n"
PIECES = (
    b"Content-Transfer-Encoding: base64\n",
    b"Content-Type: multipart/mixed; boundary=b\n",
    b"Content-Type: message/rfc822\n",
    b"Content-Type: text/html\n",
    b"Subject: base64\n",
    b"\n",
    b"\n",
    b"--b\n",
    b"--b--\n",
    b"base64 \n\n",
    b"a line of text\n",
    b"\xff\xfe\n",
    b"AAAA",
    RUN,
    RUN.replace(b"\n", b"\r\n"),
    WHOLE_LINES,
    WHOLE_LINES * 150,
    b"a-b --b\n" * 1_200,
    (WHOLE_LINES * 150).replace(b"\n", b"\r\n"),
    RUN.rstrip(b"=\n"),
)


def seen(node: "Message[str, str]") -> Any:
    """Return all that a tree holds."""
    payload = node.get_payload()
    parts = payload if isinstance(payload, list) else []
    inside = [seen(one) for one in parts if isinstance(one, Message)] or payload
    defects = [type(one).__name__ for one in node.defects]
    return list(node.raw_items()), node.preamble, node.epilogue, defects, inside


@given(st.lists(st.sampled_from(PIECES), max_size=14).map(b"".join))
@settings(max_examples=300, deadline=None)
def test_the_tree_is_that_of_the_standard_library(content: bytes) -> None:
    assert seen(parse_tree(content)) == seen(email.message_from_bytes(content))


HEADS = (
    b"Subject: long\n\n",
    b"Subject: long\nno field\n\n",
    b"Content-Type: text/html; charset=utf-8\n\n",
    b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n",
    b"Content-Type: multipart/mixed\n\n",
    b"Content-Type: message/rfc822\n\nSubject: inside\n\n",
    b"",
)


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_the_tree_of_a_long_text_is_that_of_the_standard_library(
    head: bytes, ending: bytes
) -> None:
    """Any octets, with lines that look like fields and delimiters."""
    text = b"caf\xc3\xa9 \xff\nSubject: no\n\n--b\n--b--\n" * 12_000
    content = (head + text).replace(b"\n", ending)
    assert seen(parse_tree(content)) == seen(email.message_from_bytes(content))


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_an_attachment_comes_back_byte_for_byte(ending: bytes) -> None:
    octets = bytes(range(256)) * 1_000
    head = b"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n"
    content = (head + base64.encodebytes(octets)).replace(b"\n", ending)
    assert parse_tree(content).get_payload(decode=True) == octets


def test_the_parser_is_led_through_little_of_a_large_attachment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    met: list[int] = []

    def watched(content: bytes, node: type["Message[str, str]"]) -> "Message[str, str]":
        met.append(len(content))
        return email.message_from_bytes(content, node)

    monkeypatch.setattr(mime_tree, "message_from_bytes", watched)
    parse_tree(b"Content-Transfer-Encoding: base64\n\n" + WHOLE_LINES * 10_000)
    assert met[0] < 300


def test_a_sender_cannot_name_a_run() -> None:
    """What looks like a mark is text like any other."""
    content = b"Subject: base64\n\n" + RUN + b"0" * 32 + b"00000000\n"
    assert parse_tree(content).get_payload() == content.partition(b"\n\n")[2].decode()


@pytest.mark.parametrize(
    "body", [b"base64" * 160_000, (b"base64" * 160 + b"\r\n") * 1_000], ids=["one line", "lines"]
)
def test_words_that_promise_attachments_cost_no_time(body: bytes) -> None:
    """P15: 25 MB within 10 s, so 1 MB within 0.4 s; each word alone looks through 4096 bytes."""
    began = time.process_time()
    parse_tree(b"From: a@b.example\r\nSubject: x\r\n\r\n" + body)
    assert time.process_time() - began < 2.0


@pytest.mark.parametrize(
    ("field", "boundary"),
    [
        ('multipart/mixed; boundary="a\n b"', "a b"),
        ("multipart/mixed\n boundary=b", "b"),
        ('multipart/mixed; boundary="µ"', "µ"),
        ("multipart/mixed; boundary=µ", "µ"),
    ],
)
def test_a_boundary_is_found_where_the_standard_library_misses_it(
    field: str, boundary: str
) -> None:
    body = f"--{boundary}\n\nfirst\n--{boundary}\n\nsecond\n--{boundary}--\n"
    parts = parse_tree(f"Content-Type: {field}\n\n{body}".encode()).get_payload()
    assert [str(one.get_payload()).strip() for one in parts if isinstance(one, Message)] == [
        "first",
        "second",
    ]


def test_a_text_in_parts_is_not_copied_many_times() -> None:
    """The standard library's way takes eight times the size (promise P15)."""
    head = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n"
    content = head + (b"x" * 990 + b"\n") * 4_000 + b"--b--\n"
    tracemalloc.start()
    parse_tree(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * len(content)
