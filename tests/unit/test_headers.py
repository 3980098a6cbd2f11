"""Header values of outgoing mail."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.core import headers
from mailflow.core.headers import (
    MAXIMUM_FILENAME,
    MAXIMUM_NAME,
    clean,
    clean_subject,
    display_name,
    file_label,
    strict_id,
    sweep,
    without_foreign_tokens,
)

TOKEN = "abcdefghijklmnopqrstuvwxyz234567abcdefgh"
OWN = "zyxwvutsrqponmlkjihgfedcba765432zyxwvuts"
ANY_TEXT = st.text(st.characters())  # lone surrogates too
REMOVED = "[token removed]"
# In Unicode k, s and i have more than one other case: the Kelvin sign, the long s, dotted I.
TOKEN_PIECES = [TOKEN, TOKEN.upper(), OWN, TOKEN.replace("k", "\u212a").replace("s", "\u017f")]
TOKEN_PIECES += [TOKEN.replace("i", "\u0130"), TOKEN.replace("i", "\u0131"), TOKEN[:39], "a" * 41]
TOKEN_PIECES += [
    "+",
    "mf.",
    "MF.",
    "%2b",
    "%2B",
    "%252B",
    "&#43;",
    "&PLUS;",
    "mf&#x2e;",
    "mf%2E",
    "=2B",
    "%40",
    "@desk.example",
    "x",
    "\u212a",
    "é",
    ",",
    " ",
]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Printer jams", "Printer jams"),
        ("a\r\nBcc: mallory@evil.example", "a Bcc: mallory@evil.example"),
        ("a\x0bb\x0cc\x1cd\x1de\x1ef\x85g\u2028h\u2029i", "a b c d e f g h i"),
        ("nul\x00 bell\x07 escape\x1b delete\x7f c1\x9b", "nul bell escape delete c1"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("\u202egpj.exe\u202c \u2066x\u2069 \u200e\u200f\u061c", "gpj.exe x"),
        ("  many \t\u00a0 blanks\u3000here ", "many blanks here"),
        # Python 3.11 decodes this where it stands and writes a real Bcc field
        ("=?utf-8?q?x=0D=0ABcc:_mallory@evil.example?=", "= ?utf-8?q?x=0D=0ABcc:_mallory@evil.ex"),
        ("=\r?utf-8?q?x?=", "= ?utf-8?q?x?="),
        ("=\u200b?utf-8?q?x?=", "= ?utf-8?q?x?="),
        ("", ""),
    ],
)
def test_a_header_value_is_one_line_of_visible_text(value: str, expected: str) -> None:
    """Everything that a reader may take for a line end or an encoded word is gone."""
    assert clean(value, limit=len(expected) or 1) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Vector<int> fails < 5 and <name>", "Vector<int> fails < 5 and <name>"),
        ("Help <ScRiPt>alert(1)</script>", "Help alert(1)"),
        ("Help <img src=x onerror=alert(1)", "Help"),
        ("<x/onclick=alert(1)> Help <a href='javascript:x()'>", "Help"),
    ],
)
def test_a_subject_holds_no_markup(value: str, expected: str) -> None:
    assert clean_subject(value) == expected


@given(ANY_TEXT, st.integers(1, 60))
def test_cleaning_holds_for_any_text_and_needs_no_second_time(value: str, limit: int) -> None:
    """Control characters, separators and surrogates are told by their Unicode category."""
    cleaned = clean(value, limit)
    categories = {unicodedata.category(character) for character in cleaned}
    assert len(cleaned) <= limit
    assert not categories & {"Cc", "Cs", "Zl", "Zp"}
    assert "=?" not in cleaned
    assert len(cleaned.splitlines()) <= 1
    assert clean(cleaned, limit) == cleaned


@pytest.mark.parametrize(
    ("value", "limit", "expected"),
    [
        ("cafe\u0301s", 4, "caf"),  # the accent stays with its letter
        ("a👨‍👩‍👧", 3, "a"),  # a family is one character
        ("ab \u00fc", 3, "ab"),
        ("\u0301" * 9, 4, "\u0301" * 4),  # nothing to keep together
    ],
)
def test_a_cut_leaves_no_half_character(value: str, limit: int, expected: str) -> None:
    """A letter and what is combined with it stay together."""
    assert clean(value, limit) == expected


def test_names_subjects_and_file_names_are_bounded_labels() -> None:
    """No quotes or brackets in a name, no path in a file name; the extension survives a cut."""
    assert display_name('"Bob" <bob@evil.example>\\') == "Bob bob@evil.example"
    assert display_name("x" * 500) == "x" * MAXIMUM_NAME
    assert clean_subject("y" * 500) == "y" * 250
    assert file_label("../../etc/passwd") == "_.._etc_passwd"
    assert file_label("C:\\a\nb.pdf") == "C__a b.pdf"
    long_name = file_label("n" * 500 + ".pdf")
    assert long_name.endswith("n.pdf")
    assert len(long_name) == MAXIMUM_FILENAME
    assert file_label("...") == ""


@pytest.mark.parametrize(
    "value",
    [
        "",
        "<a@b",
        "<a b@c>",
        "<a@b>\r\nBcc: x@y",
        "<a@b@c>",
        "<ä@b>",
        "<=?utf-8?q?=0D=0ABcc:x?=@b>",
        f"<{'a' * 250}@b>",
        "<no-at-sign>",
        "<a@b><c@d>",
    ],
)
def test_an_id_with_any_doubt_is_none(value: str) -> None:
    """Only strict ids go into a header of ours."""
    assert strict_id(value) == ""


def test_references_keep_no_token_of_anybody_else() -> None:
    """The Message-IDs of our own mails hold reply tokens, in whatever case they come back."""
    own, foreign = f"<mf.{OWN}@desk.example>", f"<mf.{TOKEN}@desk.example>"
    disguised = f"<support+{TOKEN}@desk.example>"
    ids = ("<a@b>", own.upper(), foreign, foreign.upper(), disguised, "<mf.x@y>", "<a@b>", "<bad")
    assert without_foreign_tokens(ids, {own}) == ("<a@b>", own.upper())
    assert without_foreign_tokens(ids, ()) == ("<a@b>",)


def test_references_are_bounded_and_keep_the_first() -> None:
    """The first id names the conversation, the last ones its latest turns."""
    ids = [f"<{number}@example.com>" for number in range(1000)]
    assert without_foreign_tokens(ids, ()) == (ids[0], *ids[-20:])
    assert without_foreign_tokens(ids[:21], ()) == (ids[0], *ids[1:21])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"to support+{TOKEN}@desk.example now", f"to {REMOVED} now"),
        (f"<Support+{TOKEN.upper()}@Desk.Example>", f"<{REMOVED}>"),
        (f"support+{TOKEN}", REMOVED),
        (f"mailto:support%2B{TOKEN}%40desk.example", f"mailto:support{REMOVED}"),
        (f"Message-ID: <mf.{TOKEN}@desk.example>", f"Message-ID: <{REMOVED}>"),
        (f"mailto:support%252B{TOKEN}%2540desk.example", f"mailto:support{REMOVED}"),
        (f"support&#43;{TOKEN}&#64;desk.example", f"support{REMOVED}"),
        (f"support&#x2B;{TOKEN}", f"support{REMOVED}"),
        (f"?id=mf%2E{TOKEN}%40desk.example", f"?id={REMOVED}"),
        (f"support=2B{TOKEN.upper()}=40desk.example", f"support{REMOVED}"),
        (f"a+b+{TOKEN}@c.example", f"a+{REMOVED}"),
        (f"{TOKEN}+{TOKEN}@c.example", REMOVED),
        (f"{'x' * 500}+{TOKEN}@c.example", REMOVED),
        (f"mf.{TOKEN},mf.{OWN}", f"{REMOVED},mf.{OWN}"),
        (f"support+{OWN.upper()}@desk.example", f"support+{OWN.upper()}@desk.example"),
        (f"bob+list@c.example +{TOKEN}x", f"bob+list@c.example +{TOKEN}x"),  # 41: no token
        ("nothing here", "nothing here"),
    ],
)
def test_a_sweep_removes_every_token_but_the_own(text: str, expected: str) -> None:
    """Agents answer with Cc, forward notices and quote them."""
    assert sweep(text, OWN) == expected


@given(st.lists(st.sampled_from(TOKEN_PIECES), max_size=12).map("".join))
def test_a_sweep_overlooks_nothing(text: str) -> None:
    """What is looked at first, to be quick, lets every text through that holds a token."""
    swept = headers._TOKEN.sub(lambda found: found[0] if found[1].lower() == OWN else REMOVED, text)
    assert sweep(text, OWN) == swept


def test_without_an_own_token_every_token_is_swept() -> None:
    """A mail without a token of its own may hold none at all."""
    assert sweep(f"support+{OWN}@desk.example", "") == REMOVED


@pytest.mark.parametrize(
    "text",
    ["a" * 300_000, "+" * 300_000, "a+" * 150_000, "mf." * 100_000, f"+{TOKEN[:39]}" * 7_500],
)
def test_a_sweep_takes_linear_time(text: str) -> None:
    """Quadratic search in 300 kB would take minutes."""
    started = time.process_time()
    assert sweep(text, OWN) == text
    assert time.process_time() - started < 2
