"""New text and quoted text of a reply."""

import sys
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailflow.core import attributions
from mailflow.core.quoting import REPLY_MARKERS, NewText, new_text


@pytest.mark.parametrize(
    "attribution",
    [
        "On Tue, Jan 15, 2026 at 11:12 AM, Ann <ann@x.example> wrote:",
        "On Tue, Jan 15, 2026 at 11:12 AM, Ann Long-Name-Of-Somebody <\nann@x.example> wrote:",
        "Am 15. Jan. 2026 um 11:12 schrieb Ann <ann@x.example>:",
        "Ann <ann@x.example> schrieb am Di., 15. Jan. 2026\num 11:12 Uhr:",
        "Le 15 janv. 2026 à 11:12, Ann <ann@x.example> a écrit :",
        "El 15 ene 2026, a las 11:12, Ann <ann@x.example> escribió:",
        "2026年1月15日(木) 11:12 Ann <ann@x.example>:",
        "2026-01-15 11:12 GMT+01:00 Ann <ann@x.example>:",
        "15 янв. 2026 г., в 11:12, Ann <ann@x.example> написал(а):",
        "---- On Tue, 15 Jan 2026 11:12:36 +0100 Ann <ann@x.example> wrote ----",
    ],
)
@pytest.mark.parametrize("quote", ["> Does it work?\n> Ann", "Does it work?\nAnn"])
def test_an_attribution_and_its_quote_go(attribution: str, quote: str) -> None:
    parted = new_text(f"Yes, it works.\n\n{attribution}\n\n{quote}\n")
    assert parted.text == "Yes, it works."
    assert "Does it work?" in parted.quoted


@pytest.mark.parametrize(
    "opening",
    [
        "From: Ann <ann@x.example>\nSent: Monday\nTo: Bob\nSubject: Printer",
        "________________________________\nFrom: Ann\nSent: Monday\nTo: Bob\nSubject: Printer",
        "*Von:* Ann\n*Gesendet:* Montag\n*An:* Bob\n*Betreff:* Drucker",
        "De : Ann\nEnvoyé : lundi\nÀ : Bob\nObjet : Imprimante",
        "De: Ann\nEnviado: lunes\nPara: Bob\nAsunto: Impresora",
        "差出人: Ann\n送信日時: 2026年1月15日\n宛先: Bob\n件名: プリンター",
        "-----Original Message-----",
        "-----Ursprüngliche Nachricht-----",
        "-------- Message d'origine --------",
        *REPLY_MARKERS.values(),
    ],
)
def test_what_follows_a_header_block_or_a_separator_goes(opening: str) -> None:
    assert new_text(f"Thanks.\n\n{opening}\n\nold text\n").text == "Thanks."


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAnn\nThird floor",
        "--\nAnn",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "iPhoneから送信",
        "Get Outlook for iOS<https://aka.ms/o0ukef>",
    ],
)
@pytest.mark.parametrize("below", ["", "\n\nOn 5 May 2026 at 10:00, Bob wrote:\n> old"])
def test_a_signature_goes_with_or_without_a_quote_below(signature: str, below: str) -> None:
    assert new_text(f"It works.\n\n{signature}{below}").text == "It works."


@pytest.mark.parametrize(
    "text",
    [
        "On the surface, all is well.\nOn average it prints 10 pages.",
        "He wrote on 5 May:\nnothing at all",
        "Sent from my desk, it is easier than by phone.",
        "a -- b\n---\nc",
        "1. Yes.\n--\n2. No.\n--\n3. " + "Perhaps. " * 30 + "Yes.",
        "From: the cellar\nit is wet",
        "Here is the log:\n10:00 start\n11:00 stop",
        "> only a quote",
    ],
)
def test_what_only_looks_like_a_quote_stays(text: str) -> None:
    assert new_text(text) == NewText(text)


def test_answers_between_the_quotes_stay_with_what_they_answer() -> None:
    text = "On 5 May 2026 at 10:00, Bob wrote:\n> Which floor?\nThird.\n> Which room?\n12\n> Bye"
    assert new_text(text).text == "> Which floor?\nThird.\n> Which room?\n12"


def test_the_attribution_does_not_take_the_line_above_it() -> None:
    text = "On my side it works.\nOn Tue, 5 May 2026 at 10:00, Ann <a@x.example> wrote:\n> old"
    assert new_text(text).text == "On my side it works."


@pytest.mark.parametrize(
    "line",
    [
        "On " * 400_000,
        ">" * 1_000_000,
        "-" * 1_000_000,
        "De:" * 300_000,
        "-- \n" * 200_000,
        "On 10:00 a@b <\n" * 60_000,
        "From: a\nTo: b\n" * 60_000,
        "a\n> " + "b" * 70 + "\n" + ("c\n> " + "b" * 70 + "\n") * 25_000,
        "On 1 May 2026 <a@b.example\n" * 60_000,
        "```\n" * 400_000,
        "x\n\nThis message is confidential, privileged; intended recipient. " * 25_000,
        "Sent from my iPhone\n" * 80_000,
        "| a\n" * 400_000,
    ],
)
def test_hostile_text_takes_no_time(line: str) -> None:
    start = time.process_time()
    new_text(line)
    assert time.process_time() - start < 3


@given(st.lists(st.sampled_from(["new", "> q", "", "-- ", "On 5 May 2026, A wrote:", "From: a"])))
def test_every_line_is_either_new_or_quoted_or_signature(lines: list[str]) -> None:
    parted = new_text("\n".join(lines))
    new_lines = parted.text.split("\n") + parted.quoted.split("\n")
    assert new_lines.count("new") <= lines.count("new")
    if "-- " not in lines:
        assert new_lines.count("new") == lines.count("new")


def test_a_whole_mail_above_the_answer_goes_and_a_short_question_stays() -> None:
    question = "On 5 May 2026 at 10:00, Bob wrote:\n> Which floor?\n\nThird."
    assert new_text(question).text == "> Which floor?\n\nThird."
    whole = "On 5 May 2026 at 10:00, Bob wrote:\n" + "> line\n" * 9 + "\nThird."
    assert new_text(whole).text == "Third."
    assert new_text(whole).quoted.count("> line") == 9
    answered = "On 5 May 2026 at 10:00, Bob wrote:\n" + "> line\n" * 9 + "Third.\n> line\nNo."
    assert new_text(answered).text.count("> line") == 10


def test_a_farewell_below_a_quote_answers_nothing_of_it() -> None:
    above = "It works.\n\nOn 5 May 2026 at 10:00, Bob wrote:\n> Does it?\n\n"
    assert new_text(f"{above}Regards,\nAnn").text.split() == ["It", "works.", "Regards,", "Ann"]
    assert "> Does it?" in new_text(f"{above}But not always.").text


def test_a_quoted_line_that_a_program_tore_is_no_answer() -> None:
    long = "> " + "word " * 13 + "and"
    torn = f"Yes.\n\nOn 5 May 2026, Bob wrote:\n> Hello,\n{long}\nthe rest of it\n> Bob"
    assert new_text(torn).text == "Yes."
    assert "The blue one." in new_text(torn.replace("the rest of it", "The blue one.")).text


def test_bars_mark_a_quote_below_an_attribution_alone() -> None:
    quote = "| Does it work?\n| Bob"
    assert new_text(f"Yes.\n\n2026/1/13 Bob <b@x.example>\n\n{quote}").text == "Yes."
    assert new_text(f"Yes.\n\n{quote}").text == f"Yes.\n\n{quote}"


def test_a_line_drawn_above_a_quote_goes_with_it() -> None:
    below = "On 5 May 2026 at 10:00, Bob <b@x.example> wrote:\nold"
    assert new_text(f"Yes.\n\n-----\n\n{below}").text == "Yes."
    assert new_text(f"Yes.\n_____________\n{below}").text == "Yes."
    assert new_text("Total\n\n-----\n").text == "Total\n\n-----"
    assert new_text(f"A heading\n---------\n\n{below}").text == "A heading\n---------"


@pytest.mark.parametrize(
    "marker",
    [
        "--- Please reply above this line ---",
        "##- Bitte antworten Sie oberhalb dieser Zeile -##",
        "=-=-= Répondez au-dessus de cette ligne =-=-=",
    ],
)
def test_the_markers_of_other_desks_end_the_answer(marker: str) -> None:
    assert new_text(f"Yes.\n\n{marker}\n\nold").text == "Yes."
    words = marker.strip("-#= ")
    assert new_text(f"Yes.\n\n{words}\n\nsaid he").text == f"Yes.\n\n{words}\n\nsaid he"


def test_the_announcement_of_a_forward_goes_with_its_header_block() -> None:
    block = "From: Ann <a@x.example>\nDate: 5 May 2026\nTo: Bob\nSubject: Printer"
    assert (
        new_text(f"See below.\n\nBegin forwarded message:\n\n{block}\n\nold").text == "See below."
    )


def test_a_date_right_above_a_header_block_belongs_to_it() -> None:
    block = "De : Ann <a@x.example>\nÀ : Bob\nObjet : Imprimante"
    assert new_text(f"Oui.\n\nMessage du : 13/01/2026 09:41\n{block}\n\nold").text == "Oui."


def test_code_between_fences_is_left_alone() -> None:
    text = "Look:\n```\n--\n> root\nOn 5 May 2026, a <a@x.example> wrote:\n```\nNothing."
    assert new_text(text).text == text
    assert new_text(text.replace("```\nNothing.", "Nothing.")).text == "Look:\n```"


FARTHEST = "On Jan 15,\n2026, Ann\n<ann@x.example>\nwrote\n\n\n\n> q"
ATTRIBUTION_PIECES = [*FARTHEST.split("\n"), "On Jan 15, 2026", "a@b <c@d>", ":", "：", "\n> ", "x"]
ATTRIBUTION_PIECES += [
    "---- On 15 Jan 2026 Ann wrote ----",
    "\n",
    "\n\n",
    " ",
    "*",
    "a" * 499,
    FARTHEST,
]


@given(st.lists(st.sampled_from(ATTRIBUTION_PIECES), max_size=16).map("".join))
@example(FARTHEST)
def test_no_attribution_is_overlooked(text: str) -> None:
    """Only marked lines are looked at closely, and every attribution begins at one."""
    lines = [line.rstrip() for line in text.split("\n")]
    marks = attributions.near_attributions(lines)
    begins = [
        not attributions.is_quote(line) and bool(attributions.attribution_height(lines, index))
        for index, line in enumerate(lines)
    ]
    assert not any(begin and not mark for begin, mark in zip(begins, marks, strict=True))
    assert text != FARTHEST or begins[0]


def test_folding_case_makes_no_colon_and_no_text_shorter() -> None:
    """What is looked for before it is folded is what is found afterwards."""
    for character in map(chr, range(sys.maxunicode + 1)):
        folded = character.casefold()
        assert folded
        assert folded == character or not set(folded) & set(":：-")
