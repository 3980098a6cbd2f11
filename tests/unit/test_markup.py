"""HTML bodies to plain text."""

import time

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


OUTLOOK = """<p>yes</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3pt 0 0 0">
<p><b>A quo:</b> Ann &lt;a@x.example&gt;<br><b>Missum:</b> 5. Maii 2026 10:00<br><b>Cui:</b> Bob<br>
<b>De re:</b> Machina</p></div><p>old</p>"""
KNOWN = OUTLOOK.replace("A quo", "From").replace("Missum", "Sent").replace("Cui", "To")
WITHOUT_BLOCK = '<p>yes</p><div style="border-top:solid #E1E1E1 1pt"><p>Note: buy it</p></div>'
UNKNOWN = """yes<div class="gmail_quote"><div class="gmail_attr">5. maí 2026 10:00 mælti Ann
svo:</div><blockquote>ok?</blockquote></div>"""
FORWARD = """see<div class=gmail_quote><div class=gmail_attr>------- Forwarded message -------<br>
From: Ann &lt;a@x.example&gt;<br>Date: 5 May 2026</div>text</div>"""
SIGNED = "<div>yes</div><div class=gmail_signature><div>Ann</div>Desk 5</div>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (OUTLOOK, "yes\n\n> A quo: Ann <a@x.example>\n> Missum: 5. Maii 2026 10:00\n> Cui: Bob"),
        (OUTLOOK, "> De re: Machina\n>\n> old"),
        (KNOWN, "\n\nFrom: Ann <a@x.example>"),
        (WITHOUT_BLOCK, "yes\n\nNote: buy it"),
        (UNKNOWN, "yes\n> 5. maí 2026 10:00 mælti Ann svo:\n> ok?"),
        (FORWARD, "\nFrom: Ann <a@x.example>"),
        (SIGNED, "yes\n-- \nAnn\nDesk 5"),
        (f"{SIGNED}<blockquote>old</blockquote>", "yes\n-- \nAnn\nDesk 5\n> old"),
        (f"{SIGNED}<p>And call me.</p>", "yes\nAnn\nDesk 5\n\nAnd call me."),
        ("<div id=Signature>All I have to say.</div>", "All I have to say."),
    ],
)
def test_the_names_of_elements_say_where_a_quote_or_a_signature_is(
    html: str, expected: str
) -> None:
    assert expected in html_to_text(html)


@pytest.mark.parametrize(
    "unit", ["<div class=gmail_quote>a</div>", "<hr id=stopSpelling>", "<div id=Signature>a</div>"]
)
def test_many_hints_take_no_time(unit: str) -> None:
    start = time.process_time()
    html_to_text("word " + unit * (200_000 // len(unit)))
    assert time.process_time() - start < 5


def test_half_a_megabyte_of_ampersands_is_read_in_a_moment() -> None:
    """The cleaner alone takes three seconds for it."""
    begun = time.process_time()
    assert html_to_text("<p>a &amp; b</p>" + "&" * 499_000).startswith("a & b")
    assert time.process_time() - begun < 1.0


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">unseen</div>',
        '<span style="color:red; DISPLAY : none !important">unseen</span>',
        "<p hidden>unseen</p>",
        '<table><tr><td style="max-height:0;overflow:hidden"><b>un<br>seen</b></td></tr></table>',
        '<blockquote style="visibility:hidden"><div>unseen</div></blockquote>',
        '<div style="opacity:0">unseen',
    ],
)
def test_what_a_page_hides_from_its_reader_is_no_text(hidden: str) -> None:
    assert html_to_text(f"<p>Seen.</p>{hidden}") == "Seen."


@pytest.mark.parametrize(
    "style",
    ["font-size:0", "max-height:0.5em", "opacity:0.9", "x-display:none;", "display:nonesuch"],
)
def test_what_a_page_shows_stays(style: str) -> None:
    assert html_to_text(f'<div style="{style}">Seen.</div>') == "Seen."
