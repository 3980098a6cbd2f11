"""Who trains the classifier, which part a conversation belongs to, and how much anybody counts."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from support.situations import NOW

from mailflow.core.categorisation import NOTHING_KNOWN, Guess, Suggestion, suggestion_as_data
from mailflow.core.corrections import corrections, live_proof
from mailflow.core.training_data import (
    ClosedIncident,
    Row,
    capped_everywhere,
    exclusion,
    plain_address,
    recent,
    row_of,
    with_seed,
    without_rare,
)
from mailflow.core.training_parts import Assigned, assign, groups
from models.enums import LabelSource, Level, TrainingPart

AGENTS = frozenset({"bob@desk.example"})
CLOSED = ClosedIncident(
    id=1001,
    subject="No paper",
    text="The printer is empty.",
    requester="ann@customer.example",
    at=NOW,
    ended_by="Bob@desk.example",
    category="printing",
    category_source=LabelSource.HUMAN,
)


def mac(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({}, ""),
        ({"ended_by": "cli"}, ""),
        ({"ended_by": "ann@customer.example"}, "not ended by an agent"),
        ({"ended_by": "clock"}, "not ended by an agent"),
        ({"ended_by": ""}, "not ended by an agent"),
        ({"category_source": LabelSource.SUGGESTED}, "no label from a person"),
        ({"is_automatic": True}, "automatic mail"),
        ({"text": "[erased]"}, "erased or expired"),
        ({"text": "[expired]"}, "erased or expired"),
        ({"requester": "erased-ab@erased.invalid"}, "erased or expired"),
    ],
)
def test_an_incident_trains_when_an_agent_ended_it_and_a_person_labelled_it(
    change: dict[str, Any], why: str
) -> None:
    assert exclusion(replace(CLOSED, **change), AGENTS) == why


def test_a_row_bears_the_labels_alone_that_a_person_gave() -> None:
    suggested = replace(CLOSED, urgency=Level.HIGH, impact=Level.HIGH, merged_into=1000)
    row = row_of(suggested, AGENTS, NOTHING_KNOWN, "r1")
    assert (row.category, row.urgency, row.impact) == ("printing", None, None)
    assert (row.identifier, row.group, row.text) == (
        "INC-1001",
        "INC-1000",
        "No paper\n\nThe printer is empty.",
    )
    raised = replace(suggested, urgency_source=LabelSource.HUMAN, impact_by="bob@desk.example")
    row = row_of(raised, AGENTS, NOTHING_KNOWN, "r1")
    assert (row.urgency, row.impact) == ("high", "high")
    assert (
        row_of(replace(raised, impact_by="ann@customer.example"), AGENTS, NOTHING_KNOWN, "").impact
        is None
    )


def rows(number: int, requester: str = "", category: str = "printing", first: int = 1) -> list[Row]:
    return [
        Row(
            identifier=f"INC-{place}",
            text=f"words {place} of {requester or 'somebody'} about {category}",
            category=category,
            requester=requester or f"person {place}",
            at=NOW - timedelta(minutes=place),
        )
        for place in range(first, first + number)
    ]


@pytest.mark.parametrize(("others", "most"), [(0, 20), (300, 20), (1980, 20), (4000, 40)])
def test_one_requester_brings_at_most_twenty_rows_or_one_in_a_hundred(
    others: int, most: int
) -> None:
    """Whoever stands behind 500 closures; the newest count, and everybody else's stay."""
    poison = rows(500, "mallory", first=10_001)
    kept = capped_everywhere([*rows(others), *poison])
    counts = Counter(one.requester == "mallory" for one in kept)
    assert (counts[True], counts[False]) == (most, others)
    newest = {one.identifier for one in kept if one.requester == "mallory"}
    assert newest == {one.identifier for one in poison[:most]}


def test_each_label_is_counted_for_itself() -> None:
    """He may teach another category; a row without any label left is none."""
    both = [*rows(30, "ann"), *rows(30, "ann", "network", first=101)]
    kept = capped_everywhere(both)
    assert Counter(one.category for one in kept) == {"printing": 20, "network": 20}
    urgent = [
        replace(one, urgency="high" if place < 25 else "low") for place, one in enumerate(both)
    ]
    kept = capped_everywhere(urgent)
    assert all(n <= 20 for n in Counter(one.urgency for one in kept if one.urgency).values())


def test_an_address_is_one_persons_whatever_he_adds_to_it() -> None:
    assert plain_address("Ann+Printer@Customer.example") == "ann@customer.example"


def test_the_gate_looks_back_for_a_year() -> None:
    old = replace(rows(1)[0], at=NOW - timedelta(days=366))
    assert recent([old, *rows(2)], NOW) == tuple(rows(2))


def test_the_seed_is_learned_from_until_there_are_enough_labels_of_ones_own() -> None:
    seed = [Row("seed-1", "toner", "printing", "low"), Row("seed-2", "vpn", "remote_access", "low")]
    named = {"printing": "plotters"}
    found = with_seed(rows(49, category="plotters"), seed, named, ("plotters",))
    assert [one.category for one in found[49:]] == ["plotters", None], "the urgency still counts"
    found = with_seed(rows(50, category="plotters"), seed, named, ("plotters",))
    assert [one.category for one in found[50:]] == [None, None]
    assert with_seed(rows(1), (), named, ("plotters",)) == (), "a category that is gone"


def test_a_category_with_one_or_two_rows_is_not_learned_yet() -> None:
    both = [*rows(3), *rows(2, category="network", first=10)]
    assert [one.category for one in without_rare(both)] == ["printing"] * 3
    urgent = replace(both[-1], urgency="high")
    assert without_rare([*both[:3], urgent])[-1] == replace(urgent, category=None)


# Parts


def test_a_fifth_of_the_conversations_is_kept_for_measuring() -> None:
    found = assign(rows(2000), {}, mac)
    share = sum(one.part is TrainingPart.TEST for one in found) / len(found)
    assert 0.17 < share < 0.23
    other = assign(rows(2000), {}, lambda text: mac(f"another key {text}"))
    assert [one.part for one in other] != [one.part for one in found], "nobody can steer it"


SENTENCE = "since this morning the large printer beside the lift shows only an odd green light {}"


def test_a_conversation_and_near_duplicates_stay_on_one_side() -> None:
    first, second, third = rows(3)
    alike = replace(second, text=SENTENCE.format("and beeps"))
    other = replace(third, text="Hello, " + SENTENCE.format("again"))
    merged = replace(first, identifier="INC-9", group=first.identifier)
    every = [first, alike, other, merged]
    assert sorted(map(sorted, groups(every))) == [[0, 3], [1, 2]]
    found = {one.identifier: one for one in assign(every, {}, mac)}
    assert found[alike.identifier].part is found[other.identifier].part
    assert {found[one].anchor for one in ("INC-1", "INC-9")} == {"INC-1"}


def test_what_is_drawn_stays_and_new_rows_follow_it() -> None:
    """Rows that resemble both parts belong to neither."""
    one, two, three = (replace(row, text=SENTENCE.format("today")) for row in rows(3))
    known = {"INC-1": Assigned("INC-1", "INC-1", TrainingPart.TEST)}
    assert assign([one, two], known, mac) == (Assigned("INC-2", "INC-1", TrainingPart.TEST),)
    both = {**known, "INC-2": Assigned("INC-2", "INC-2", TrainingPart.TRAIN)}
    (fresh,) = assign([one, two, three], both, mac)
    assert fresh.part is TrainingPart.LEFT_OUT


def test_a_footer_that_stands_in_many_mails_makes_no_duplicates() -> None:
    footer = " ".join(f"legal{n}" for n in range(40))
    many = [replace(row, text=f"{row.text} {footer}") for row in rows(60)]
    assert len(groups(many)) == 60


def test_texts_with_the_same_words_stay_on_one_side_however_many_there_are() -> None:
    """Else fifty copies of a frozen mail would have it learned from."""
    copies = [replace(row, text=SENTENCE.format("Today \n")) for row in rows(60)]
    frozen = {"INC-1": Assigned("INC-1", "INC-1", TrainingPart.TEST)}
    assert {one.part for one in assign(copies, frozen, mac)} == {TrainingPart.TEST}


# What agents made of suggestions


def said(label: str, first: str, confidence: float = 0.97) -> dict[str, object]:
    guess = Guess(label, confidence, ((first, confidence),), is_sure=confidence > 0.9)
    return suggestion_as_data(Suggestion(category=guess, version=7))


def test_wrongly_categorised_is_the_share_of_applied_categories_that_agents_changed() -> None:
    applied = replace(CLOSED, suggestion=said("printing", "printing"))
    left = replace(applied, category_source=LabelSource.SUGGESTED)
    corrected = replace(applied, category="network")
    shown = replace(CLOSED, suggestion=said("", "printing"))
    other = replace(CLOSED, suggestion=said("", "network"))
    merged = replace(corrected, merged_into=7)
    found = corrections([applied, left, left, corrected, merged, shown, shown, other, CLOSED])
    assert (found.applied, found.corrected, found.shown, found.taken) == (4, 1, 3, 2)
    assert found.wrongly_categorised == 0.25
    assert corrections([CLOSED]).wrongly_categorised is None


def test_a_version_earns_by_being_right_where_it_is_sure() -> None:
    """Thirty times at least; what it was unsure of, and other versions', counts nothing."""
    right = replace(CLOSED, suggestion=said("", "printing"))
    wrong = replace(CLOSED, suggestion=said("", "network"))
    unsure = replace(CLOSED, suggestion=said("", "network", 0.6))
    proof = live_proof([right] * 29 + [unsure] * 9, 7)["category"]
    assert not proof.earns(0.95)
    proof = live_proof([right] * 29 + [unsure] * 9 + [wrong], 7)["category"]
    assert (proof.rows, proof.right, proof.earns(0.95)) == (30, 29, True)
    assert not live_proof([right] * 28 + [wrong] * 3, 7)["category"].earns(0.95)
    assert live_proof([right] * 40, 8)["category"].rows == 0
