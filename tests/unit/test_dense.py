"""Where texts lie: learned from the desk's own, kept small, held against each other."""

from collections.abc import Sequence

import numpy as np
import pytest

from classifiers.dense import DIRECTIONS, Dense, laid, learn_dense, nearest, packed, scaled
from classifiers.errors import UnreadableVersionError
from classifiers.examples import seed_corpus
from classifiers.features import Floats
from classifiers.persistence import dump, load
from classifiers.prediction import Classifier
from classifiers.sealing import seal, unseal
from classifiers.selection import count_texts
from classifiers.training import fit

KEY = b"sixteen bytes or more"
EXAMPLES = seed_corpus()[::4]
TEXTS = [one.text for one in EXAMPLES]


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return fit(EXAMPLES)


@pytest.fixture(scope="module")
def dense(classifier: Classifier) -> Dense:
    assert classifier.dense is not None
    return classifier.dense


def closest(vector: Floats, known: Sequence[bytes], most: int) -> list[tuple[int, float]]:
    return nearest(vector, laid(known, len(vector)), most)


def test_the_same_texts_give_the_same_directions_and_others_another_name(dense: Dense) -> None:
    counted = count_texts(TEXTS)
    again = learn_dense(counted, np.arange(len(TEXTS)))
    fewer = learn_dense(counted, np.arange(len(TEXTS) - 1))
    assert again is not None
    assert fewer is not None
    assert again.name == dense.name != fewer.name
    assert len(dense.scales) == min(DIRECTIONS, len(TEXTS) - 1)


def test_from_a_handful_of_texts_no_directions_are_learned() -> None:
    assert learn_dense(count_texts(TEXTS[:9]), np.arange(9)) is None
    assert learn_dense(count_texts(["17", "18"] * 9), np.arange(18)) is None


def test_a_text_is_closest_to_itself_and_next_to_its_like(dense: Dense) -> None:
    """Nearest by the packed vectors as by the exact ones."""
    vectors = dense.vectors(TEXTS)
    known = [packed(one) for one in vectors]
    for at in range(0, len(TEXTS), 17):
        (first, cosine), *_ = closest(vectors[at], known, 3)
        assert first == at
        assert cosine > 0.99
    exact = (scaled(vectors) @ scaled(vectors).T)[0]
    assert closest(vectors[0], known, 3)[0][1] == pytest.approx(exact[0], abs=0.02)


def test_a_text_has_the_same_vector_alone_and_among_others(dense: Dense) -> None:
    together = dense.vectors(TEXTS[:5])
    assert all((dense.vectors([one])[0] == together[at]).all() for at, one in enumerate(TEXTS[:5]))
    assert (np.linalg.norm(together, axis=1) <= 1.001).all()


def test_what_is_unknown_or_from_elsewhere_is_close_to_nothing(dense: Dense) -> None:
    known = [packed(one) for one in dense.vectors(TEXTS)]
    for text in ("", "17", "ζζζζ ψψψψ"):
        (vector,) = dense.vectors([text])
        assert closest(vector, known, 3) == []
        assert packed(vector) == b""
    vector = dense.vectors(TEXTS[:1])[0]
    assert closest(vector, [], 3) == closest(vector, [b"", b"\x01"], 3) == []


def test_of_what_is_equally_close_the_first_comes_first() -> None:
    vector = np.array([1.0, 0.0])
    known = [b"\x7f\x7f", b"\x7f\x00", b"\x81\x00", b"\x7f\x00", b"\x00\x7f"]
    assert closest(vector, known, 9) == [(1, 1.0), (3, 1.0), (0, pytest.approx(0.707, abs=0.001))]
    assert closest(vector * 0.4, known, 9) == [(1, 1.0), (3, 1.0)]


def test_a_stored_version_knows_the_same_places_and_a_damaged_one_is_refused(
    classifier: Classifier, dense: Dense
) -> None:
    stored = dump(classifier, key=KEY, card={})
    found = load(stored, key=KEY).dense
    assert found is not None
    assert found.name == dense.name
    assert (found.vectors(TEXTS[:9]) == dense.vectors(TEXTS[:9])).all()
    assert load(dump(Classifier(classifier.heads), key=KEY, card={}), key=KEY).dense is None
    members = unseal(stored, KEY, names=_names(stored))
    for name in ("dense.steps.npy", "dense.scales.npy", "dense.words.json", "dense.characters.npy"):
        with pytest.raises(UnreadableVersionError, match="missing"):
            load(seal({one: members[one] for one in members if one != name}, KEY), key=KEY)
        with pytest.raises(UnreadableVersionError):
            load(seal({**members, name: members["category.bias.npy"]}, KEY), key=KEY)


def _names(stored: bytes) -> list[str]:
    import io  # noqa: PLC0415
    import zipfile  # noqa: PLC0415

    return zipfile.ZipFile(io.BytesIO(stored)).namelist()
