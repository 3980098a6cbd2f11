"""One requester's wrong labels teach nothing and move no threshold."""

import numpy as np

from classifiers.corpus import count_corpus
from classifiers.distrust import contradicted, fold_groups, of_many
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


def test_labels_of_one_requester_move_no_threshold() -> None:
    """Twenty are what the cap lets him contribute to a class; wrong, some wrong, or right."""
    good = desk(450)
    clean = fit(good).head("category").thresholds
    assert clean.max() < 1.0
    for right in (0, 13, 20):
        words = ["password token" if at < right else "toner jam printer" for at in range(20)]
        bad = [
            Example(f"{said} {at}", "access", None, requester="m") for at, said in enumerate(words)
        ]
        head = fit([*good, *bad]).head("category")
        assert np.abs(clean - head.thresholds).max() <= 0.001


def test_a_label_that_one_requester_alone_sends_is_learned_and_earns_nothing() -> None:
    """His mails are held out together, and then no mail of the label would be left."""
    lone = [Example(f"coffee machine {at}", "kitchen", None, requester="cook") for at in range(20)]
    head = fit([*desk(150), *lone]).head("category")
    assert (set(head.labels) >= {"kitchen", "paper"}, head.earned["kitchen"]) == (True, False)


def test_who_sends_far_more_than_others_is_told_from_a_desk_where_all_send_much() -> None:
    few, much = [f"r{at % 50}" for at in range(200)], [f"r{at % 5}" for at in range(200)]
    sent = ["busy"] * 11
    assert (
        of_many([*few, *sent, *[""] * 40], ["x"] * 251).tolist()
        == [False] * 200 + [True] * 11 + [False] * 40
    )
    assert not of_many([*much, *sent], ["x"] * 211).any()
    assert not of_many([*few, *sent], ["x"] * 200 + ["y"] * 11).any(), "a label of his alone"
    spread = [f"label {at % 11}" for at in range(22)]
    assert of_many([*few, *["busy"] * 22], ["x"] * 178 + spread + spread)[200:].all()


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
