"""The content of a mail as it goes over the wire, and the replies as they come."""

import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailflow.adapters.smtp_replies import Reply, normalised, take_reply, transparent

PIECES = [b"\r", b"\n", b"\r\n", b".", b"..", b"text", b"\r\n.\r\n", b"\0", b"\xff"]
CONTENT = st.lists(st.sampled_from(PIECES), max_size=20).map(b"".join)


@given(CONTENT)
@example(b"")
@example(b"sound\r\n")
@example(b"nearly sound\r\n\r")
def test_every_line_ends_with_cr_lf(content: bytes) -> None:
    """Whatever stood there; what is sound already is left as it is (RFC 5321 section 2.3.8)."""
    lines = re.split(rb"\r\n|\r|\n", content)
    if not lines[-1]:
        lines.pop()
    assert normalised(content) == b"".join(line + b"\r\n" for line in lines)


@given(CONTENT)
@example(b".")
@example(b".\r\n.\r\n..\r\n")
def test_every_leading_dot_is_doubled(content: bytes) -> None:
    """And the only line that is one dot is the last (RFC 5321 section 4.5.2)."""
    wire = transparent(normalised(content))
    *lines, end, rest = wire.split(b"\r\n")
    assert (end, rest) == (b".", b"")
    assert b"." not in lines
    assert normalised(content) == b"".join(line.removeprefix(b".") + b"\r\n" for line in lines)
    assert all(line.startswith(b"..") for line in lines if line.startswith(b"."))


REPLIES = [
    (b"250 ok\r\n", Reply(250, "ok")),
    (b"250\r\n", Reply(250, "")),
    (b"354 go on\n", Reply(354, "go on")),
    (b"250-one\r\n250-two\r\n250 three\r\n", Reply(250, "one\ntwo\nthree")),
    (b"550 caf\xe9\r\n", Reply(550, "caf\udce9")),
]


@given(st.lists(st.sampled_from(REPLIES), max_size=5), st.data())
def test_replies_are_read_in_order_however_they_are_cut(
    said: list[tuple[bytes, Reply]], data: st.DataObject
) -> None:
    """A packet may hold the end of one reply, the whole of the next, or half a line."""
    stream = b"".join(wire for wire, _ in said)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)))))
    received, heard = bytearray(), []
    for begin, end in pairwise([0, *cuts, len(stream)]):
        received += stream[begin:end]
        while reply := take_reply(received):
            heard.append(reply)
    assert heard == [reply for _, reply in said]
    assert not received


@given(st.binary(max_size=12))
def test_what_is_no_reply_is_refused_as_soon_as_its_line_ends(line: bytes) -> None:
    """Whatever the bytes: a reply begins with three digits, or it is none."""
    received = bytearray(line.replace(b"\n", b"") + b"\n")
    if re.match(rb"[0-9]{3}-", received):
        assert take_reply(received) is None
    elif re.match(rb"[0-9]{3}", received):
        assert take_reply(received) is not None
    else:
        with pytest.raises(ValueError, match="Malformed"):
            take_reply(received)
