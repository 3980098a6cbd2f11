"""Which articles fit a mail: measured on articles and mails of our own, with known twins."""

import tomllib
from pathlib import Path

from support.known_articles import measured

from mailflow.core.article_finding import indexed
from mailflow.core.article_trust import START, WANTED


def test_nine_of_ten_articles_that_a_requester_is_shown_are_the_right_ones() -> None:
    """With what else the desk is asked as background, and on the first day without any."""
    for with_background in (True, False):
        found = measured(with_background=with_background).at(START)
        assert found.precision >= WANTED, found.sentence
        assert found.coverage >= 0.5
        assert found.strangers == 0


def test_no_article_fits_where_there_is_none_or_nothing_is_said() -> None:
    assert indexed([]).fitting("VPN", "It drops.") == ()
    assert measured().index.fitting("", "") == ()
    assert measured().index.fitting("help please", "it does not work, error") == ()


def test_the_seeded_set_has_twins_in_five_languages() -> None:
    path = Path(__file__).parents[1] / "data/knowledge/articles.toml"
    found = tomllib.loads(path.read_text(encoding="utf-8"))["article"]
    assert len({one["language"] for one in found}) == 5
    assert sum(len(one["twins"]) + len(one.get("hard", ())) for one in found) >= 60
