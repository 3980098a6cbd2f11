"""Every notice, full and empty, in every language, as a page and as a text."""

import re

import html5lib
import pytest
from support.gallery import Picture, pictures
from support.notices import Visible

from models.enums import NoticeKind

EVERY = tuple(pictures())
WITHOUT_CALL = {NoticeKind.INCIDENT_REPORT, NoticeKind.COMMAND_TRANSCRIPT}
EACH = pytest.mark.parametrize("one", EVERY, ids=lambda one: f"{one.name}-{one.language}")


@EACH
def test_a_notice_is_html_without_an_error(one: Picture) -> None:
    """As the parsing rules of the HTML standard find them (section 13.2.2)."""
    html5lib.HTMLParser(strict=True).parse(one.mail.html)


@EACH
def test_a_notice_needs_no_image_no_script_and_no_network(one: Picture) -> None:
    assert not Visible(one.mail.html).tags & {"img", "script", "link", "iframe", "form", "object"}
    assert not re.search(r"url\(|@import|src=", one.mail.html)


@EACH
def test_a_subject_fits_a_list_of_mails(one: Picture) -> None:
    assert 0 < len(one.mail.subject) <= 78


@EACH
def test_a_text_fits_a_window_of_eighty_columns(one: Picture) -> None:
    """But for what people wrote and words that cannot be broken."""
    written = {line.strip() for entry in one.notice.conversation for line in entry.text.split("\n")}
    written |= {line.strip() for line in one.notice.text.split("\n")}
    wide = [line for line in one.mail.text.split("\n") if len(line) > 80]
    assert [line for line in wide if line.strip() not in written] == []


@EACH
def test_a_notice_asks_for_one_thing(one: Picture) -> None:
    """Reports ask for nothing; a transcript where a line was refused."""
    calls = one.mail.html.count('class="call"')
    refused = one.notice.reason == "refused"
    assert calls == (0 if one.notice.kind in WITHOUT_CALL and not refused else 1)


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_of_notice_is_looked_at(kind: NoticeKind) -> None:
    looked_at = {(one.notice.kind, one.language) for one in EVERY}
    assert {(kind, "en"), (kind, "de")} <= looked_at
