"""The report of a version: readable by everybody, without network, whatever the labels are."""

import json
import re

import html5lib
import pytest
from support.known_report import CATEGORY, EMPTY, FULL, HOSTILE
from support.notices import Visible

from mailflow.cli.report.card import card_of, document_of
from mailflow.cli.report.page import OTHERS, matrix_of, page_of
from mailflow.cli.report.subject import Report
from mailflow.core.charts import count_axis, named_axis, percent_axis

PAGE = page_of(FULL)
EACH = pytest.mark.parametrize("report", [FULL, EMPTY], ids=["full", "empty"])


@EACH
def test_the_page_is_html_without_an_error(report: Report) -> None:
    html5lib.HTMLParser(strict=True).parse(page_of(report))


@EACH
def test_the_page_needs_no_script_and_no_network(report: Report) -> None:
    page = page_of(report)
    assert not Visible(page).tags & {"img", "script", "link", "iframe", "form", "object"}
    assert not re.search(r"url\(|@import|src=|https?:", page)
    assert "default-src 'none'" in page


def test_a_label_is_text_whatever_is_written_in_it() -> None:
    assert HOSTILE not in PAGE
    assert HOSTILE.replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;") in PAGE


def test_every_chart_has_a_title_a_description_units_and_its_numbers() -> None:
    charts = re.findall(r"<figure.*?</figure>", PAGE, flags=re.DOTALL)
    assert len(charts) == 6
    for chart in charts:
        (title,) = re.findall(r"<title[^>]*>(.+?)</title>", chart)
        assert f"<figcaption>{title}</figcaption>" in chart
        assert re.search(r'<svg[^>]* role="img" aria-labelledby="\S+-t \S+-d"', chart)
        assert re.search(r"<desc[^>]*>.{60,}</desc>", chart, flags=re.DOTALL)
        assert chart.count('class="axis"') == 2
        assert chart.count("<tbody>") == 1
        assert chart.count('<th scope="row">') >= 2
    ids = re.findall(r' id="([^"]+)"', PAGE)
    assert len(ids) == len(set(ids))


def test_every_place_of_a_chart_is_on_the_sheet() -> None:
    places = re.findall(r'(?:cx|cy|x1|x2|y1|y2)="([^"]+)"', PAGE)
    places += [
        one for path in re.findall(r'points="([^"]+)"', PAGE) for one in re.split("[ ,]", path)
    ]
    assert len(places) > 100
    assert all(0 <= float(one) <= 440 for one in places)


def test_the_page_says_what_the_gate_said_and_what_more_rows_would_bring() -> None:
    for said in ("The gate lets it pass", "31 to 8 rows", "200 more closed incidents would bring"):
        assert said.replace("'", "&#39;") in PAGE
    assert "+11.5 (+6.0 to +17.0)" in PAGE
    assert "The gate" not in page_of(EMPTY)


def test_a_card_is_text_that_fits_a_terminal() -> None:
    card = card_of(FULL)
    assert max(map(len, card.replace(HOSTILE, "x").split("\n"))) <= 120
    for said in ("Classifier version 7 (active)", "Intended use", "2026-11  5 of 50", "INC-1001"):
        assert said in card
    assert "not active" in card_of(EMPTY)


def test_a_program_reads_the_same_figures() -> None:
    document = json.loads(json.dumps(document_of(FULL), default=str))
    assert document["metrics"]["category"]["macro_f1"] == CATEGORY.macro_f1
    assert document["corrections"][1] == {"month": "2026-11", "suggested": 50, "replaced": 5}
    assert document["drift"]["category"]["confidence"]["now"] == 100


def test_rare_labels_of_a_matrix_are_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mailflow.cli.report.page.MATRIX_LABELS", 1)
    matrix = matrix_of(CATEGORY)
    assert matrix.heads == ("access", OTHERS)
    assert [[cell.rows for cell in cells] for _, cells in matrix.rows] == [[90, 10], [27, 73]]
    assert matrix.left_out == 2


def test_marks_of_an_axis_are_round_and_hold_all_values() -> None:
    axis = percent_axis("share", 0.43, 0.97)
    assert [name for _, name in axis.marks] == ["40%", "60%", "80%", "100%"]
    assert count_axis("rows", 1234).high == 1250
    assert percent_axis("share", 0.3, 0.3).share(0.3) == 0.3
    assert len(named_axis("labels", [f"a rather long name {at}" for at in range(40)]).marks) < 6
