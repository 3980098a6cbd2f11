"""One requester's wrong labels teach nothing and move no threshold."""

import numpy as np

from classifiers.corpus import count_corpus
from classifiers.distrust import contradicted, fold_groups
from classifiers.examples import Example
from classifiers.training import fit, held_out

ABOUT = {
    "paper": ("toner", "jam", "printer", "tray", "duplex", "scanner"),
    "access": ("password", "login", "locked", "badge", "token", "rights"),
    "network": ("wireless", "cable", "router", "slow", "proxy", "switch"),
}


def desk(rows: int) -> list[Example]:
    """Return mails of many requesters, some about two things, so that none is quite sure."""
    rng = np.random.default_rng(4)
    labels = sorted(ABOUT)
    found = []
    for at in range(rows):
        label = labels[at % 3]
        other = labels[int(rng.integers(3))]
        words = [*rng.choice(ABOUT[label], 2), *rng.choice(ABOUT[other], 2), f"room {at % 9}"]
        found.append(Example(" ".join(words), label, None, requester=f"r{at % (rows // 3)}"))
    return found


def test_wrong_labels_of_one_requester_move_no_threshold() -> None:
    """Twenty are what the cap lets him contribute to a class."""
    good = desk(450)
    bad = [
        Example(f"toner jam printer {at}", "access", None, requester="mallory", identifier="bad")
        for at in range(20)
    ]
    clean, poisoned = fit(good).head("category"), fit([*good, *bad]).head("category")
    assert any(clean.earned.values())
    assert np.abs(clean.thresholds - poisoned.thresholds).max() <= 0.01


def test_mails_not_learned_from_are_still_held_out_for_a_person_to_see() -> None:
    """They look like what they are, not like what they are labelled."""
    good = desk(450)
    bad = [Example("toner jam printer", "access", None, requester="m") for _ in range(20)]
    found = held_out(count_corpus([*good, *bad]), "category")
    last = found.rows >= len(good)
    assert last.sum() == 20
    assert {found.labels[at] for at in found.said[last].tolist()} == {"paper"}


def test_a_requester_who_is_wrong_as_often_as_all_others_is_trusted() -> None:
    """Hard mail is no fraud."""
    requesters = ["a"] * 6 + ["b"] * 6 + ["c"] * 40 + [""] * 60
    truth = np.zeros(len(requesters), dtype=np.intp)
    said = np.arange(len(requesters)) % 2
    assert not contradicted(requesters, said, truth).any()
    said[:] = 0
    said[:6] = 1
    assert contradicted(requesters, said, truth).tolist() == [True] * 6 + [False] * 106


def test_many_mails_of_a_requester_are_held_out_together() -> None:
    """Fewer go with their conversations."""
    groups = fold_groups(["x", "x", "", "y", "z", "q", "w"], ["a"] * 5 + ["b", ""])
    assert groups == ["requester a"] * 5 + ["q", "w"]
