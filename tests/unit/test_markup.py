"""HTML bodies to plain text."""

import pytest

from mailflow.adapters.markup import html_to_text

GMAIL = """<p>yes</p><div class="gmail_quote">On 5 May 2026, Ann &lt;a@x.example&gt; wrote:
<blockquote class="gmail_quote"><div>ok?</div><div>Ann</div></blockquote></div>"""


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Hello <b>you</b></p>", "Hello you"),
        ("a<br>b", "a\nb"),
        ("<script>alert(1)</script><style>p{}</style><title>t</title>text", "text"),
        ("<img src='http://tracker.example/x.gif' onerror='alert(1)'>text", "text"),
        ("1 &lt; 2 &amp; 3", "1 < 2 & 3"),
        ("new<blockquote>old<blockquote>older</blockquote></blockquote>", "new\n> old\n>> older"),
        (GMAIL, "yes\n\nOn 5 May 2026, Ann <a@x.example> wrote:\n> ok?\n> Ann"),
        ("a<blockquote>b</blockquote>c", "a\n> b\nc"),
        ("not &#xE000; a \ue001 mark", "not a mark"),
        ("", ""),
        ("<!-- nothing -->", ""),
        ("&lt;script&gt; and {{ name }}", "<script> and {{ name }}"),
    ],
)
def test_html_becomes_the_text_a_reader_sees(html: str, expected: str) -> None:
    assert html_to_text(html) == expected


@pytest.mark.parametrize(
    "unit", ["<div>", "<blockquote>", "<table><tr><td>", "<b><i><a>", "<ul><li>", "<p>", "<", "&#"]
)
@pytest.mark.timeout(20)
def test_no_html_takes_long_or_raises(unit: str) -> None:
    html_to_text("word " + unit * (2_000_000 // len(unit)))


def test_html_that_is_nested_too_deeply_keeps_its_words() -> None:
    assert "deep down" in html_to_text("<div>" * 5_000 + "deep down")
