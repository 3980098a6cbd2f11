"""How notices are rendered: languages, overrides, and what a template may not do."""

import re
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from support.notices import Visible, rendered

from mailflow.adapters.catalogues import (
    PLACEHOLDER,
    Catalogue,
    read_sentences,
    templates_directory,
)
from mailflow.adapters.renderer import Renderer
from mailflow.core.drill_reviews import DrillReview
from mailflow.core.explanations import because
from mailflow.core.metrics.digests import Digest, DigestPart
from mailflow.core.notices import HeldMail, Quarantine, ReportLine, TranscriptLine
from mailflow.core.own_weeks import Lesson, Week
from mailflow.core.quoting import REPLY_MARKER
from mailflow.core.relaying import StaysHome, Withheld
from mailflow.core.sample_notices import INCIDENT, NOTICE, NOW, SUGGESTION, WRITTEN, samples
from mailflow.errors import RenderingError
from models.enums import NoticeKind

TEMPLATES = templates_directory()
HOSTILE = "<script>alert(1)</script> {{ 7*7 }} {% raw %} {name} `x` &amp;"


@pytest.mark.parametrize("kind", NoticeKind)
def test_html_loads_nothing_and_its_own_lines_are_short(kind: NoticeKind) -> None:
    """No image, script, link or style from elsewhere; plain text fits any window."""
    notice = rendered(kind=kind)
    assert not Visible(notice.html).tags & {"img", "script", "link", "iframe", "a", "form"}
    assert not re.search(r"url\(|https?:|@import", notice.html)
    assert max(map(len, notice.text.splitlines())) <= 76


@pytest.mark.parametrize("kind", NoticeKind)
def test_what_people_wrote_is_a_value_and_never_a_template(kind: NoticeKind) -> None:
    """Mail content is never compiled (P14), nor taken for markup or a placeholder."""
    incident = replace(INCIDENT, subject=HOSTILE, requester=HOSTILE, resolution=HOSTILE)
    notice = rendered(
        kind=kind,
        incident=incident,
        text=HOSTILE,
        recipient_name=HOSTILE,
        author=HOSTILE,
        conversation=(replace(WRITTEN, text=HOSTILE, author=HOSTILE),),
        quarantine=Quarantine(((HOSTILE, 1),), (HeldMail(HOSTILE, NOW, HOSTILE, HOSTILE),)),
        transcript=(
            TranscriptLine(
                HOSTILE, executed=False, explanation=because("no_such_agent", person=HOSTILE)
            ),
        ),
        withheld_attachments=(Withheld(HOSTILE, StaysHome.TOO_LARGE),),
        report=(ReportLine(HOSTILE, at=NOW, actor=HOSTILE),),
        drill=DrillReview(HOSTILE, HOSTILE),
        week=Week(lesson=Lesson("late", HOSTILE)),
        digest=Digest("", "", is_weekly=True, parts=(DigestPart(HOSTILE, is_empty=True),)),
    )
    assert HOSTILE in notice.text
    assert "{{ 7*7 }}" in notice.html
    assert "<script" not in notice.html
    assert HOSTILE in Visible(notice.html).text


def test_a_long_command_of_a_transcript_says_that_it_was_cut() -> None:
    line = TranscriptLine("#resolve " + "x" * 90, executed=True, explanation=because("done_note"))
    notice = rendered(kind=NoticeKind.COMMAND_TRANSCRIPT, transcript=(line,))
    assert "xx…" in notice.text
    assert "xx…" in notice.html


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("kind", NoticeKind)
def test_our_own_templates_say_the_same_inside_the_sandbox(
    tmp_path: Path, kind: NoticeKind, language: str
) -> None:
    """An admin's directory, though it is empty, puts all of them there."""
    sandboxed = Renderer(tmp_path)
    written = replace(WRITTEN, verified=False, attachment_names=("a.pdf", HOSTILE))
    line = TranscriptLine(
        "#x", executed=False, explanation=because("no_such_agent", person=HOSTILE)
    )
    full = replace(
        NOTICE,
        kind=kind,
        conversation=(WRITTEN, written, replace(WRITTEN, public=False)),
        suggestion=SUGGESTION,
        transcript=(line,),
        withheld_attachments=(
            Withheld("b.exe", StaysHome.FORBIDDEN),
            Withheld(HOSTILE, StaysHome.TOKEN),
        ),
        late=NOTICE.now,
    )
    bare = replace(full, echo=False, conversation=(), suggestion=None, commands_help=())
    for notice in (full, bare):
        assert sandboxed.render(notice, language) == rendered(notice, language)


@pytest.mark.parametrize(
    ("zone", "english", "german"),
    [
        ("UTC", "Sat 28 Feb 2026, 22:30 UTC\n", "Sa, 28. Feb. 2026, 22:30 UTC\n"),
        ("Europe/Berlin", "Sat 28 Feb 2026, 23:30 UTC+1\n", "Sa, 28. Feb. 2026, 23:30 UTC+1\n"),
        ("Asia/Kolkata", "Sun 1 Mar 2026, 04:00 UTC+5:30\n", "So, 1. März 2026, 04:00 UTC+5:30\n"),
        (
            "America/St_Johns",
            "28 Feb 2026, 19:00 UTC\u22123:30\n",
            "28. Feb. 2026, 19:00 UTC\u22123:30\n",
        ),
    ],
)
def test_moments_are_of_the_readers_zone_in_the_words_of_his_language(
    zone: str, english: str, german: str
) -> None:
    """Whatever zone a moment comes in, and whoever else was told of it before."""
    from_elsewhere = datetime.fromisoformat("2026-03-01T00:30:00+02:00")
    incident = replace(INCIDENT, response_due=from_elsewhere)
    changes = {"incident": incident, "zone": ZoneInfo(zone)}
    assert english in rendered(**changes, language="en").text  # type: ignore[arg-type]
    assert german in rendered(**changes, language="de").text  # type: ignore[arg-type]


def test_no_notice_shows_a_moment_in_another_zone_than_its_readers() -> None:
    for one in samples():
        local = rendered(replace(one.notice, zone=ZoneInfo("Asia/Kolkata")))
        for text in (local.text, local.html):
            assert re.findall(r", [0-9:]+ UTC(?!\+5:30)", text) == [], one.name


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("de", "Guten Tag"),
        ("de-AT", "Guten Tag"),
        ("DE_ch", "Guten Tag"),
        ("fr", "Bonjour"),
        ("it", "Hello"),
    ],
)
def test_an_unknown_language_falls_back_to_english(language: str, shown: str) -> None:
    """A region does not matter."""
    assert shown in rendered(kind=NoticeKind.ACKNOWLEDGEMENT, language=language).text


@pytest.mark.parametrize("language", ["", "../en", "x", "messages/en", "a" * 5000])
def test_a_language_is_never_a_path(language: str) -> None:
    """It may come from outside."""
    assert "Hello" in rendered(kind=NoticeKind.ACKNOWLEDGEMENT, language=language).text


def test_a_subject_is_one_clean_line() -> None:
    """It goes into a header, and into the outbox for people to read."""
    incident = replace(INCIDENT, subject="a\r\nBcc: x@evil.example " + "y" * 500)
    subject = rendered(incident=incident).subject
    assert subject.startswith("[INC-1003] a Bcc: x@evil.example yyy")
    assert subject.endswith("y…")
    assert len(subject) == 78


def test_all_catalogues_have_the_same_keys_and_placeholders() -> None:
    """A sentence that one language lacks would appear in English."""
    english, german = (read_sentences(TEMPLATES / f"messages/{one}.toml") for one in ("en", "de"))
    assert list(english) == list(german)
    placeholders = [
        {k: set(PLACEHOLDER.findall(v)) for k, v in c.items()} for c in (english, german)
    ]
    assert placeholders[0] == placeholders[1]
    assert [c["date.weekdays"].count(" ") for c in (english, german)] == [6, 6]
    assert [c["date.months"].count(" ") for c in (english, german)] == [11, 11]
    typed = [{k: re.findall("`([^`]*)`", v) for k, v in c.items()} for c in (english, german)]
    assert typed[0] == typed[1]


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.j2")), ids=lambda path: path.name)
def test_templates_hold_no_sentence(path: Path) -> None:
    """Every visible word comes from the catalogue."""
    source = re.sub(
        r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text("utf-8"), flags=re.DOTALL
    )
    source = re.sub(r"<style>.*?</style>|<[^>]*>", "", source, flags=re.DOTALL)
    assert not re.findall(r"[^\W\d_]+", source)


def test_an_override_wins_one_file_and_one_sentence_at_a_time(tmp_path: Path) -> None:
    """An admin changes what he wants and keeps the rest."""
    (tmp_path / "closure").mkdir()
    (tmp_path / "closure/body.txt.j2").write_text(
        '{% extends "frame.txt.j2" %}{% block body %}Bye {{ incident.reference }}{% endblock %}'
    )
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages/en.toml").write_text(
        '[frame]\ngreeting = "Ahoy {name}!"\n[closure]\nreopen = "Again <soon>? `#x`"\n'
    )
    (tmp_path / "messages/it.toml").write_text('[frame]\ngreeting = "Buongiorno {name},"\n')
    renderer = Renderer(tmp_path)
    closure = renderer.render(replace(NOTICE, kind=NoticeKind.CLOSURE), "en")
    assert closure.text.startswith(f"{REPLY_MARKER}\n\nBye INC-1003")
    assert "is now closed" in closure.html
    assert "Ahoy Alice Adams!" in closure.html
    assert ">Again &lt;soon&gt;? <code>#x</code></p>" in closure.html
    italian = renderer.render(replace(NOTICE, kind=NoticeKind.RESOLUTION), "it").text
    assert "Buongiorno Alice Adams,\n\nWe believe" in italian


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x\n{% if %}", r"closure/body\.txt\.j2, line 2: Expected an expression"),
        ("x\n\n{{ incident.salary }}", r"closure/body\.txt\.j2, line 3: .*no attribute 'salary'"),
        ("{{ nothing }}", r"closure/body\.txt\.j2, line 1: 'nothing' is undefined"),
        ("{{ 1 / 0 }}", r"closure/body\.txt\.j2, line 1: ZeroDivisionError"),
        ("{{ incident.__class__.__mro__ }}", r"line 1: .*'__class__'.* is unsafe"),
        ("{{ incident.reference.__class__ }}", r"line 1: .*'__class__'.* is unsafe"),
        ('{{ t("no.such.key") }}', r"line 1: no sentence 'no\.such\.key' in the catalogue 'en'"),
        ('{{ t("frame.greeting") }}', r"line 1: the sentence 'frame\.greeting' needs .*\{name\}"),
        ('x\n{{ "no.such.key"|t }}', r"line 2: no sentence 'no\.such\.key' in the catalogue 'en'"),
        ('x\n{{ "frame.greeting"|t }}', r"line 2: the sentence 'frame\.greeting' needs .*\{name\}"),
        ('{% include "../../secret" %}', r"line 1: .*secret"),
    ],
)
def test_a_broken_template_is_named_with_its_line(
    tmp_path: Path, source: str, expected: str
) -> None:
    """Whoever wrote it must find it, and templates reach nothing but the notice."""
    (tmp_path / "closure").mkdir()
    (tmp_path / "closure/body.txt.j2").write_text(source)
    with pytest.raises(RenderingError, match=expected):
        Renderer(tmp_path).render(replace(NOTICE, kind=NoticeKind.CLOSURE), "en")


def test_a_sentence_that_asks_for_what_is_not_given_gives_way_to_ours(tmp_path: Path) -> None:
    """An upgrade may give other values; a desk answers all the same."""
    (tmp_path / "messages").mkdir()
    own = '[frame]\ngreeting = "Hallo {nick},"\nfooter = "{desk}!"\n'
    (tmp_path / "messages/de.toml").write_text(own)
    text = Renderer(tmp_path).render(replace(NOTICE, kind=NoticeKind.ACKNOWLEDGEMENT), "de").text
    assert "Guten Tag Alice Adams," in text
    assert text.endswith("IT Service Desk!\n")


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"x = ", "is no TOML"), (b"x = 1", "has no text at 'x'"), (b"x = '\xff'", "is no TOML")],
)
def test_a_broken_catalogue_is_named(tmp_path: Path, content: bytes, expected: str) -> None:
    """With the file, so that it can be mended."""
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages/en.toml").write_bytes(content)
    with pytest.raises(RenderingError, match=expected):
        Renderer(tmp_path).render(NOTICE, "en")


def test_values_in_html_sentences_are_escaped_and_typed_words_marked() -> None:
    """The sentence is ours, the value is not."""
    catalogue = Catalogue("en", {"x": "write `#a` & {name}"})
    assert catalogue.html("x", {"name": "<b>"}) == "write <code>#a</code> &amp; &lt;b&gt;"
    assert catalogue.text("x", {"name": "<b>"}) == "write #a & <b>"


def test_a_warm_notice_is_rendered_in_milliseconds() -> None:
    """Two milliseconds are the aim; the bound leaves room for a busy machine."""
    rendered(suggestion=SUGGESTION)
    started = time.process_time()
    for _ in range(20):
        rendered(suggestion=SUGGESTION)
    assert (time.process_time() - started) / 20 < 0.01
