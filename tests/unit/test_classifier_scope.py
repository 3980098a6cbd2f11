"""Mail that belongs to no category is recognised as such."""

import numpy as np
import pytest

from classifiers.examples import Example, seed_corpus
from classifiers.measures import area_under_curve
from classifiers.out_of_scope import measure_scope
from classifiers.thresholds import NEVER
from classifiers.training import fit

STRANGE = [
    "Happy birthday dear aunt\n\nWe baked you a lemon cake with candles and sang all evening.",
    "Football on Sunday\n\nWho plays as goalkeeper against the village team this weekend?",
    "Poem\n\nThe moon above the silver birches whispers to the sleeping river.",
    "Holiday cottage\n\nThe cottage by the lake sleeps six, dogs are welcome, sheets included.",
]


def test_the_share_says_how_many_mails_that_belong_looked_as_strange() -> None:
    rng = np.random.default_rng(2)
    tops, known = rng.normal(3.0, 1.0, 4_000), rng.random(4_000)
    scope = measure_scope(tops, known)
    found = scope.in_scope(rng.normal(3.0, 1.0, 4_000), rng.random(4_000))
    for share in (0.05, 0.5, 0.9):
        assert (found < share).mean() == pytest.approx(share, abs=0.02)


def test_the_strangest_mails_are_still_told_apart() -> None:
    """Below everything held out the order stays, and all shares lie between 0 and 1."""
    scope = measure_scope(np.linspace(0.0, 1.0, 100), np.linspace(0.0, 1.0, 100))
    found = scope.in_scope(np.linspace(-9.0, 9.0, 60), np.full(60, 0.5))
    assert (np.diff(found) >= 0.0).all()
    assert (np.diff(found[:20]) > 0.0).all()
    assert found.min() > 0.0
    assert found.max() <= 1.0


def test_few_held_out_rows_say_nothing_about_strange_mail() -> None:
    scope = measure_scope(np.ones(19), np.ones(19))
    assert scope.in_scope(np.array([-1e9, 1e9]), np.zeros(2)).tolist() == [1.0, 1.0]


def test_mails_of_no_category_look_stranger_than_those_of_one() -> None:
    rows = [one for one in seed_corpus() if one.language == "en"]
    learned = fit(rows[::2])
    inside = [one.category.in_scope for one in learned.predict([one.text for one in rows[1::2]])]
    outside = [one.category.in_scope for one in learned.predict(STRANGE)]
    found = area_under_curve(np.array(inside), np.array(outside))
    assert found is not None
    assert found > 0.8


def test_mail_far_out_of_scope_gets_no_label_but_alternatives() -> None:
    """However sure the label would be."""
    kinds = {"paper": "printer toner paper jam", "access": "password login account locked"}
    rows = [
        Example(f"{words} room {at}", kind, None)
        for at in range(60)
        for kind, words in kinds.items()
    ]
    strange = "zebra quagga okapi tapir room lemur bongo dugong printer"
    usual, odd = fit(rows).predict(["toner for the printer, paper jam", strange])
    assert usual.category.label == "paper"
    assert odd.category.in_scope < 0.02
    assert (odd.category.label, odd.category.threshold) == (None, NEVER)
    assert odd.category.alternatives
