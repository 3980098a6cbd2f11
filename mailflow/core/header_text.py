"""Header values as plain text: encoded words decoded, separators and controls gone."""

import binascii
import re

from mailflow.core.charsets import decoded

MAXIMUM_VALUE = 16_384
MAXIMUM_IDS = 100

# RFC 2047 section 2; the payload is bounded, and may hold blanks and question marks, because
# senders do that. A = before the end is one of theirs, too: `=?utf-8?Q?caf=C3=A9=?=`.
_ENCODED_WORD = re.compile(
    r"=\?([A-Za-z0-9_.:+()-]{1,40})(?:\*[A-Za-z0-9-]{0,20})?\?([bBqQ])\?"
    r"((?:[^?\r\n]|\?(?!=)){0,1000}+)\?="
)
_SEPARATORS = re.compile("[\t\n\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]+")
# C0 and C1 controls, lone surrogates, non-characters, and what reorders or hides text.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff"
    "\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
CONTROLS = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
_TEXT_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_TEXT_BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_MESSAGE_ID = re.compile("<[^<>\\s\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,996}>")


def clean_value(value: str) -> str:
    """Return one line without NUL, separators, controls, lone surrogates or bidi marks."""
    line = value[:MAXIMUM_VALUE]
    if not line.isprintable():  # which nothing is that is taken away here
        line = _FORBIDDEN.sub("", _SEPARATORS.sub(" ", line))
    return line.strip()


def clean_text(text: str) -> str:
    """Return body text with LF line ends alone, without controls and lone surrogates."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    # Nothing that is taken away is printable; nearly all texts are, but for these three.
    if lines.replace("\n", " ").replace("\t", " ").replace("\u00a0", " ").isprintable():
        return lines
    return _TEXT_FORBIDDEN.sub("", _TEXT_BREAKS.sub("\n", lines))


def unstructured(value: str) -> str:
    """Decode the encoded words of a value (RFC 2047 section 6.2) and clean the outcome."""
    return clean_value(decoded_words(value[:MAXIMUM_VALUE]))


def decoded_words(value: str) -> str:
    """Decode encoded words; adjacent ones of one charset are joined before decoding.

    Senders cut multi-byte characters between two words (against RFC 2047 section 5), so the
    bytes of neighbours are put together first.
    """
    pieces: list[str] = []
    charset, pending, end = "", b"", 0
    for match in _ENCODED_WORD.finditer(value):
        between = value[end : match.start()]
        label, content = match[1].lower(), _payload(match[2], match[3])
        if pending and not between.strip() and label == charset:
            pending += content
        else:
            adjacent = bool(pending) and not between.strip()
            pieces += (decoded(pending, charset), "" if adjacent else between)
            charset, pending = label, content
        end = match.end()
    return "".join((*pieces, decoded(pending, charset), value[end:]))


def message_ids(*values: str) -> tuple[str, ...]:
    """Return the `<...>` tokens of fields (RFC 5322 section 3.6.4), the last hundred, each once."""
    found = (match[0] for value in values for match in _MESSAGE_ID.finditer(value))
    return tuple(dict.fromkeys(found))[-MAXIMUM_IDS:]


def _payload(encoding: str, text: str) -> bytes:
    """Decode the B or Q encoding (RFC 2047 section 4); damage costs characters, not the mail."""
    raw = text.encode("utf-8", "surrogatepass")
    if encoding in "qQ":
        return binascii.a2b_qp(raw, header=True)
    symbols = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    if len(symbols) % 4 == 1:
        symbols = symbols[:-1]
    return binascii.a2b_base64(symbols + b"=" * (-len(symbols) % 4))
