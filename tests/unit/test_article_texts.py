"""Articles as Markdown, there and back; what of somebody stands in one."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mailflow.core.article_texts import as_markdown, reworded
from mailflow.core.articles import Article
from mailflow.core.revealing import Origin, revealed
from mailflow.errors import ArticleTextError

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ARTICLE = Article(7, 1001, "VPN", NOW, "It drops.", "a cable", "restart", "replaced")
LINES = some.sampled_from(
    ["", "# no title", "## Cause", "\\## Cause", "## Resolution ", "text", "---", "  code", "\\# x"]
)
TEXTS = some.lists(LINES, max_size=6).map(lambda lines: "\n".join(lines).strip("\n").rstrip())


@given(TEXTS, TEXTS)
def test_an_article_comes_back_from_its_markdown_as_it_was(cause: str, resolution: str) -> None:
    article = replace(ARTICLE, cause=cause, resolution=resolution)
    assert reworded(article, as_markdown(article), NOW) == replace(article, changed_at=NOW)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no title"),
        ("## Cause\n\nx", "no title"),
        ("# A\n\nlost", "what part"),
        ("# A\n## Cause\n## Cause\n", "two parts"),
        ("---\nnumber: 7\n# A\n", "no end"),
        ("# A\n## Cause\n" + "x" * 20_001, "longer"),
    ],
)
def test_a_text_that_is_no_article_is_refused(text: str, why: str) -> None:
    with pytest.raises(ArticleTextError, match=why):
        reworded(ARTICLE, text, NOW)


def test_what_points_to_somebody_is_told_with_its_part() -> None:
    origin = Origin(
        frozenset({"Ann Quorndal"}),
        "Re: VPN",
        ("the grey box under my desk hums since tuesday",),
        frozenset({"support@desk.example"}),
    )
    article = replace(
        ARTICLE,
        symptoms="ann@x.example rang from +49 30 1234567, write to support@desk.example",
        cause="Quorndal's cable",
        resolution="The grey box under my desk hums: replace it.",
    )
    found = {(one.part, one.kind) for one in revealed(article, origin)}
    assert found == {
        ("title", "words"),
        ("symptoms", "address"),
        ("symptoms", "telephone"),
        ("cause", "name"),
        ("resolution", "words"),
    }
    assert revealed(replace(ARTICLE, title="Tunnel"), origin) == ()
