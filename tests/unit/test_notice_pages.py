"""Every notice, full, empty and with strange content, in every language, as page and text."""

import re
import unicodedata
from collections.abc import Callable

import html5lib
import pytest
from support.pages import Checker, contrasts, words_of_page, words_of_text
from support.pictured import Picture, edges, pictures

from mailflow.adapters.catalogues import templates_directory
from mailflow.core.edge_notices import MANY
from mailflow.core.quoting import REPLY_MARKERS
from mailflow.core.wrapping import columns
from models.enums import MEMOS, NoticeKind

EVERY = (*pictures(), *edges())
WIDTH = 78
LONG_WORD = 60
PARTS = re.compile(r"\s|[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")  # where a line may break
ASKS = frozenset(NoticeKind) - {
    NoticeKind.INCIDENT_REPORT,
    NoticeKind.COMMAND_TRANSCRIPT,
    NoticeKind.DIGEST,
    NoticeKind.COACHING,
    NoticeKind.DRILL,
}
ASKING = {"refused", "preview", "token_expired", "help"}


def found(problem: Callable[[Picture], object]) -> dict[str, object]:
    """Return what is wrong, by the notice it is wrong in."""
    named = {f"{one.name}.{one.language}": problem(one) for one in EVERY}
    return {name: wrong for name, wrong in named.items() if wrong}


def test_a_notice_is_html_without_an_error() -> None:
    """As the parsing rules of the HTML standard find them (section 13.2.2), and its elements."""
    for one in {one.name: one for one in EVERY}.values():  # each in a language by turns
        html5lib.HTMLParser(strict=True).parse(one.mail.html)
    assert found(lambda one: Checker(one.mail.html).wrong) == {}


def test_a_notice_needs_no_image_no_script_and_no_network() -> None:
    assert found(lambda one: re.findall(r"url\(|@import|src=", _style(one))) == {}
    assert found(lambda one: [a for a in Checker(one.mail.html).links if _is_away(a)]) == {}


def _style(one: Picture) -> str:
    return one.mail.html.partition("</head>")[0] + " ".join(
        re.findall(r"<[^>]+>", one.mail.html.partition("</head>")[2])
    )


def _is_away(link: dict[str, str | None]) -> bool:
    return not (link["href"] or "").startswith("mailto:")


def test_a_subject_fits_a_list_of_mails() -> None:
    assert found(lambda one: not 0 < columns(one.mail.subject) <= 78) == {}


def test_a_text_fits_a_narrow_window() -> None:
    """But for what people wrote as a text, and words that cannot be broken."""
    assert found(_wide_lines) == {}


def _wide_lines(one: Picture) -> list[str]:
    texts = (one.notice.text, *(entry.text for entry in one.notice.conversation))
    texts += (one.notice.incident.resolution,)
    written = {line.strip() for text in texts for line in text.split("\n")}
    wide = [line for line in one.mail.text.split("\n") if columns(line) > WIDTH]
    breakable = [line for line in wide if max(map(len, PARTS.split(line))) < LONG_WORD]
    return [line for line in breakable if line.strip() not in written]


def test_a_text_has_no_hole_and_a_signature() -> None:
    assert found(lambda one: "\n\n\n" in one.mail.text) == {}
    assert found(lambda one: "\n\n-- \n" not in one.mail.text) == {}


def test_page_and_text_say_the_same_words() -> None:
    """Word for word, from the first line to the last; charts of a digest are drawn in the text."""

    def difference(one: Picture) -> object:
        page, text = words_of_page(one.mail.html), words_of_text(one.mail.text)
        first = next((i for i, (a, b) in enumerate(zip(page, text, strict=False)) if a != b), -1)
        is_drawn = one.notice.kind is NoticeKind.DIGEST
        differs = page != text and not is_drawn
        return (page[first : first + 6], text[first : first + 6]) if differs else None

    assert found(difference) == {}


def test_a_notice_asks_for_one_thing() -> None:
    """What asks for nothing has no box: most reports, and commands that were carried out."""

    def wrong(one: Picture) -> str:
        calls = one.mail.html.count('class="call"')
        asks = one.notice.kind in ASKS or one.notice.reason in ASKING
        return "" if calls == asks else f"{calls} calls"

    assert found(wrong) == {}


def test_what_is_tapped_is_as_large_as_a_finger() -> None:
    """44 pixels each way (WCAG 2.2, 2.5.5)."""
    links = [link for one in EVERY for link in Checker(one.mail.html).links]
    assert len(links) >= 6
    for link in links:
        assert {"min-width:44px", "min-height:44px"} <= set((link["style"] or "").split(";"))


def test_every_text_stands_out_from_its_ground() -> None:
    """By 4.5 to 1 at least, light and dark (WCAG 2.2, 1.4.3)."""
    pairs = dict(contrasts(EVERY[0].mail.html))
    assert len(pairs) == 26
    assert {name: ratio for name, ratio in pairs.items() if ratio < 4.5} == {}


def test_a_page_says_its_language_and_is_large_enough_to_read() -> None:
    def wrong(one: Picture) -> object:
        said = one.mail.html.count(f' lang="{one.language}"')
        sizes = [int(size) for size in re.findall(r"font-size:(\d+)px", one.mail.html)]
        return said != 2 or min(sizes) < 12

    assert found(wrong) == {}


def test_every_language_has_its_own_line_above_which_to_write() -> None:
    languages = {path.stem for path in (templates_directory() / "messages").glob("*.toml")}
    assert set(REPLY_MARKERS) == languages


def test_a_notice_says_where_to_write_unless_nobody_reads_answers_to_it() -> None:
    """What is about no incident has no such line: an answer to it would open one."""

    def wrong(one: Picture) -> bool:
        marker = REPLY_MARKERS[one.language]
        starts = one.mail.text.startswith(f"{marker}\n\n") and f">{marker}</div>" in one.mail.html
        return starts == (one.notice.kind in MEMOS)

    assert found(wrong) == {}


def test_a_transcript_tells_of_every_line() -> None:
    for one in EVERY:
        if one.name == "command_transcript-long":
            assert one.mail.text.count("#note") == one.mail.html.count("#note") == MANY


def test_a_name_from_right_to_left_takes_no_neighbours_along() -> None:
    """Numbers and commas beside it would change their places (UAX 9)."""
    for one in EVERY:
        if one.name == "public_answer-right-to-left":
            arabic = [c for c in one.mail.html if unicodedata.bidirectional(c) == "AL"]
            assert arabic
            assert one.mail.html.count("<bdi>") >= 2
            assert "bdi" not in one.mail.html.partition("</title>")[0]  # it holds no elements


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_of_notice_is_looked_at(kind: NoticeKind) -> None:
    looked_at = {(one.notice.kind, one.language) for one in EVERY}
    assert {(kind, "en"), (kind, "de")} <= looked_at
