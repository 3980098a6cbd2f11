"""Mails built by hypothesis: any structure, any text, with a sense for the corners of both."""

from collections.abc import Iterator

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from support.mutations import CHARSETS, ENCODINGS, FIELDS, TEXTS, TYPES

_words = st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass"))
_octets = st.binary(max_size=120)
_names = st.sampled_from((b"From", b"To", b"Cc", b"Subject", b"Date", b"Message-ID", b"X-A"))
_line_ends = st.sampled_from((b"\r\n", b"\r\n", b"\n", b"\r"))
_fields = st.one_of(
    st.sampled_from(FIELDS),
    st.builds(lambda name, value: name + b": " + value, _names, st.one_of(_words, _octets)),
)
_lines = st.lists(st.one_of(st.sampled_from(TEXTS), _words, _octets), max_size=12)
_parameters = st.sampled_from((b"", b"; charset=", b"; format=flowed; charset="))


def _joined(parts: list[bytes], line_end: bytes) -> bytes:
    return line_end.join(parts)


_bodies = st.builds(_joined, _lines, _line_ends)


@st.composite
def _leaf(draw: st.DrawFn) -> bytes:
    kind, parameter = draw(st.sampled_from(TYPES)), draw(_parameters)
    charset = draw(st.sampled_from(CHARSETS)) if parameter else b""
    encoding = b"\r\nContent-Transfer-Encoding: " + draw(st.sampled_from(ENCODINGS))
    more = draw(st.lists(_fields, max_size=2))
    head = b"Content-Type: " + kind + parameter + charset + draw(st.sampled_from((b"", encoding)))
    return b"\r\n".join((head, *more)) + b"\r\n\r\n" + draw(_bodies)


def _container(parts: list[bytes], kind: bytes, boundary: bytes) -> bytes:
    inside = b"".join(b"--%b\r\n%b\r\n" % (boundary, part) for part in parts)
    head = b'Content-Type: %b; boundary="%b"\r\n\r\n' % (kind, boundary)
    return head + inside + b"--%b--\r\n" % boundary


_containers = st.sampled_from(
    [
        *(b"multipart/mixed", b"multipart/alternative", b"multipart/related", b"multipart/report"),
        *(b"multipart/signed", b"multipart/encrypted", b"multipart/x", b"message/rfc822"),
    ]
)
_boundaries = st.sampled_from((b"b", b"--", b"=_b", b"b b", b""))
_entities = st.recursive(
    _leaf(),
    lambda inner: st.builds(_container, st.lists(inner, max_size=4), _containers, _boundaries),
    max_leaves=6,
)


@st.composite
def _usual(draw: st.DrawFn) -> list[bytes]:
    """Return what an ordinary mail begins with, so that most are not refused for their sender."""
    number = draw(st.integers(0, 10**6))
    return [
        b"From: Ann <ann%d@customer.example>" % (number % 50),
        b"Message-ID: <%d@customer.example>" % number,
    ]


@st.composite
def mails(draw: st.DrawFn) -> bytes:
    """Draw one whole mail."""
    head = draw(st.one_of(_usual(), st.just([]))) + draw(st.lists(_fields, max_size=8))
    return b"\r\n".join(head) + b"\r\n" + draw(_entities)


def built(number: int, how_many: int) -> Iterator[bytes]:
    """Return so many mails, the same for the same number."""
    found: list[bytes] = []

    @seed(number)
    @settings(
        max_examples=how_many,
        database=None,
        deadline=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(mails())
    def draw(content: bytes) -> None:
        found.append(content)

    draw()
    return iter(found[:how_many])
