"""Learning and evaluating on the seed corpus, compared with scikit-learn."""

from dataclasses import replace

import numpy as np
import pytest

from classifiers.errors import TooFewExamplesError, UnknownTargetError
from classifiers.evaluation import evaluate, table
from classifiers.examples import Example, seed_corpus
from classifiers.figures import Evaluation
from classifiers.measures import calibration_error
from classifiers.persistence import dump, load
from classifiers.prediction import ABSTENTION
from classifiers.training import fit

EXAMPLES = seed_corpus()


@pytest.fixture(scope="module")
def evaluations() -> dict[str, Evaluation]:
    """Cross-validate on the seed corpus once."""
    return evaluate(EXAMPLES)


@pytest.mark.parametrize("target", ["category", "urgency"])
def test_held_out_mails_are_labelled_far_better_than_by_the_most_frequent_label(
    evaluations: dict[str, Evaluation], target: str
) -> None:
    """The reason to have a classifier at all."""
    found = evaluations[target]
    assert found.rows == len(EXAMPLES)
    assert found.macro_f1 > found.baseline_macro_f1 + 0.25
    assert found.accuracy > found.baseline_accuracy + 0.2


@pytest.mark.parametrize("target", ["category", "urgency"])
def test_confidences_of_held_out_mails_can_be_relied_on(
    evaluations: dict[str, Evaluation], target: str
) -> None:
    """Folds of few mails scatter around what is measured on many."""
    assert evaluations[target].expected_calibration_error < 0.12


def test_mails_made_up_to_start_with_earn_no_suggestion() -> None:
    """Their order of labels is shown; nothing is suggested before a desk's own mails allow it."""
    learned = fit(EXAMPLES[::3])
    found = learned.predict([example.text for example in EXAMPLES[1::3]])
    assert {one.category.label for one in found} == {one.urgency.label for one in found} == {None}
    assert sum(len(one.category.alternatives) == 3 for one in found) > len(found) * 0.9
    assert not any(earned for head in learned.heads for earned in head.earned.values())


def test_a_desks_own_mails_earn_suggestions_also_beside_those_made_up() -> None:
    """They alone are counted."""
    own = [replace(example, is_evidence=True) for example in EXAMPLES if example.language == "en"]
    made_up = [example for example in EXAMPLES if example.language != "en"]
    learned = fit(own + made_up, wanted_precision=0.8)
    assert sum(learned.head("urgency").earned.values()) >= 2


def test_figures_are_printed_beside_the_majority_baseline(
    evaluations: dict[str, Evaluation],
) -> None:
    """Both are in the table that people read."""
    printed = table(list(evaluations.values()))
    figure = evaluations["category"].baseline_accuracy
    assert f"majority accuracy          {figure:.3f}" in printed


def test_the_calibration_error_is_the_mean_distance_from_the_share_of_right_answers() -> None:
    """Two bins, checked by hand."""
    confidences = np.array([0.95, 0.95, 0.25, 0.25])
    right = np.array([True, False, False, False])
    assert calibration_error(confidences, right) == pytest.approx((0.45 + 0.25) / 2)


def test_rare_labels_are_learned_without_complaint() -> None:
    """CalibratedClassifierCV would raise for the labels with one and two rows."""
    rare = [
        Example("The badge gate at the loading bay beeps", "gates", None),
        Example("Coffee machine on floor 4 shows error 12", "kitchen", None),
        Example("Please descale the coffee machine in the kitchen", "kitchen", None),
    ]
    common = [example for example in EXAMPLES if example.category in {"email", "printing"}]
    learned = fit([*common, *rare], min_rows=10)
    assert learned.labels("category") == ("email", "gates", "kitchen", "printing")
    assert evaluate([*common, *rare])["category"].rows == len(common) + 2


def test_labels_of_one_row_each_always_abstain() -> None:
    """Nothing could be held out, so no confidence is earned."""
    singles = [Example(example.text, str(at), None) for at, example in enumerate(EXAMPLES[:25])]
    learned = fit(singles)
    assert learned.targets == ("category",)
    assert {found.category.label for found in learned.predict([e.text for e in singles])} == {None}


def test_mails_with_nothing_in_common_are_learned_without_complaint() -> None:
    """No n-gram occurs twice, so there is no feature, and every mail is opaque."""
    strange = [Example(chr(0x4E00 + at) * 3, "ab"[at % 2], None) for at in range(20)]
    learned = fit(strange)
    assert learned.predict([strange[0].text])[0].category == ABSTENTION
    assert load(dump(learned, key=bytes(16), card={}), key=bytes(16)).targets == ("category",)


@pytest.mark.parametrize("function", [fit, evaluate])
def test_too_few_mails_or_labels_are_refused(function: object) -> None:
    """No mails, one too few, and a single label."""
    assert callable(function)
    for examples in ([], EXAMPLES[:19], [Example(e.text, "one", None) for e in EXAMPLES]):
        with pytest.raises(TooFewExamplesError):
            function(examples)


def test_a_target_without_labels_is_left_out() -> None:
    """A desk may label urgencies but no categories."""
    learned = fit([Example(example.text, None, example.urgency) for example in EXAMPLES[:60]])
    assert learned.targets == ("urgency",)
    with pytest.raises(UnknownTargetError, match="not learned 'category'"):
        learned.labels("category")


def test_the_same_mails_give_the_same_weights() -> None:
    """A version can be made again from its examples."""
    one, other = (fit(EXAMPLES[::5]).head("urgency") for _ in range(2))
    assert one.features.blocks[1].grams == other.features.blocks[1].grams
    assert one.weights.tobytes() == other.weights.tobytes()
    assert one.offset.tobytes() == other.offset.tobytes()
    assert one.thresholds.tobytes() == other.thresholds.tobytes()
