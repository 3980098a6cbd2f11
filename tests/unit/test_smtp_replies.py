"""The content of a mail as it goes over the wire."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from mailflow.adapters.smtp_replies import normalised, transparent

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
