"""Drift, doubtful labels and the learning curve: what is said, and when nothing is."""

from collections import Counter

import numpy as np
import pytest

from classifiers.curves import Point, forecast
from classifiers.doubts import doubts
from classifiers.drift import confidence_part, shift


def test_the_stability_index_is_that_of_the_books() -> None:
    found = shift({"a": 5000, "b": 5000}, {"a": 7000, "b": 3000})
    assert found.index == pytest.approx(0.2 * np.log(1.4) - 0.2 * np.log(0.6), abs=1e-3)
    assert found.finding == "moved"


def test_what_chance_moves_in_few_rows_is_no_drift() -> None:
    found = shift({"a": 6, "b": 4}, {"a": 4, "b": 6})
    assert found.index > 0.1
    assert found.finding == "no more than chance"


def test_a_label_that_is_new_moves_the_mix_most() -> None:
    found = shift({"a": 300, "b": 300}, {"a": 200, "b": 200, "c": 200})
    assert found.parts[0][0] == "c"
    assert found.finding == "moved far"


def test_confidence_drifts_over_ten_parts() -> None:
    before, alike, low = (
        Counter(map(confidence_part, some)) for some in ([0.2, 0.9, 1.0], [0.25, 0.99, 0.95], [0.3])
    )
    many = {part: 100 * rows for part, rows in before.items()}
    assert shift(many, {part: 100 * rows for part, rows in alike.items()}).finding == "steady"
    assert shift(many, {part: 100 * rows for part, rows in low.items()}).finding == "moved far"
    assert shift({}, before).finding == "no rows to compare"


def test_a_label_is_doubted_where_another_is_as_likely_as_for_its_own_rows() -> None:
    truth = np.array([0, 0, 0, 1, 1, 1, 0])
    likely = np.array([0.9, 0.8, 0.7, 0.2, 0.1, 0.3, 0.05])  # of label 0; the last bears it wrongly
    likely[2] = 0.45  # likelier label 1, but far below what that label is used to
    found = doubts("uvwxyz!", "ab", truth, np.stack([likely, 1 - likely], axis=1))
    assert [(one.identifier, one.label, one.looks_like) for one in found] == [("!", "a", "b")]
    assert found[0].self_confidence == pytest.approx(0.05)


def test_without_rows_nothing_is_doubted() -> None:
    assert doubts((), ("a", "b"), np.empty(0, np.intp), np.empty((0, 2))) == ()


def test_a_curve_that_falls_as_a_power_is_carried_on() -> None:
    points = [Point(rows, 1 - 2 * rows**-0.5, 10_000) for rows in (100, 200, 400, 800)]
    found = forecast(points, more=200)
    assert found is not None
    assert found.gain == pytest.approx(2 * 800**-0.5 - 2 * 1000**-0.5, abs=1e-6)
    assert found.low < found.gain < found.high
    assert found.sentence.startswith("200 more closed incidents would bring about +1 points")


def test_a_curve_of_few_tested_rows_promises_nothing() -> None:
    flat = [Point(rows, 0.8, 30) for rows in (50, 100, 200)]
    found = forecast(flat)
    assert found is not None
    assert "too uncertain to promise any" in found.sentence
    assert forecast(flat[:2]) is None


@pytest.mark.parametrize("accuracy", [0.0, 1.0])
def test_a_curve_at_its_end_stays_finite(accuracy: float) -> None:
    found = forecast([Point(rows, accuracy, 50) for rows in (50, 100, 200)])
    assert found is not None
    assert found.gain == pytest.approx(0.0, abs=1e-6)
