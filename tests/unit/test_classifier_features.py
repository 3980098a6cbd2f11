"""Cleaning, n-grams and the TF-IDF matrix, compared with scikit-learn's."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.sparse import hstack
from scipy.stats import chi2_contingency
from sklearn.feature_extraction.text import TfidfVectorizer

from classifiers.cleaning import MAX_CHARACTERS, clean, grams_inside, word_grams, words
from classifiers.corpus import count_corpus
from classifiers.examples import seed_corpus
from classifiers.features import LONGEST_REMEMBERED, Block, Pieces, Sparse, as_matrix, pieces
from classifiers.selection import chance

EXAMPLES = seed_corpus()[::3]
TEXTS = [one.text for one in EXAMPLES]
FEATURES = count_corpus(EXAMPLES).telling(
    np.arange(len(EXAMPLES)), [one.category or "" for one in EXAMPLES]
)
LONG = "printer" * (LONGEST_REMEMBERED // 7 + 1)
WORDS = [
    "the",
    "printer",
    "PRINTER",
    LONG,
    "vpn",
    "x",
    " ",
    "-",
    "\n",
    "会議室",
    "0815",
    "é",
    "\ud800",
]


@pytest.mark.parametrize("choice", ["telling", "frequent"])
def test_the_matrix_is_the_one_scikit_learn_makes(choice: str) -> None:
    """Training and prediction count alike, and both as the reference does."""
    corpus = count_corpus(EXAMPLES)
    rows, labels = corpus.labelled("category")
    features = getattr(corpus, choice)(*((rows, labels) if choice == "telling" else (rows,)))
    kinds: dict[str, dict[str, object]] = {
        "words": {"tokenizer": words, "token_pattern": None, "ngram_range": (1, 2)},
        "characters": {"analyzer": "char_wb", "ngram_range": (2, 5)},
    }
    subject_twice = [f"{text}\n{text.split(chr(10))[0]}" for text in TEXTS]
    blocks = [
        TfidfVectorizer(
            preprocessor=clean, sublinear_tf=True, vocabulary=block.grams, **kinds[block.kind]
        ).fit_transform(subject_twice)
        for block in features.blocks
    ]
    predicting = features.transform([pieces(text) for text in TEXTS]).toarray()
    expected = hstack(blocks).toarray()
    assert np.count_nonzero(expected) > 1_000
    # The rarity of an n-gram is kept in 16 bits, 11 of them significant.
    np.testing.assert_allclose(predicting, expected, rtol=2e-3, atol=1e-14)
    np.testing.assert_array_equal(predicting, corpus.matrix(features, rows).toarray())


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join), max_size=3))
@example(["", "4711", "printer", "printer printer", LONG])
def test_a_remembered_word_counts_like_a_new_one(texts: list[str]) -> None:
    """What is looked up word by word is what counting all n-grams of the text gives."""
    parted = [pieces(text) for text in texts]
    found = FEATURES.transform(parted)
    blocks = [block.weigh(counted(block, parted)) for block in FEATURES.blocks]
    assert found.shape == (len(texts), FEATURES.width)
    assert (found.toarray() == hstack(blocks, format="csr").toarray()).all()


def counted(block: Block, texts: list[Pieces]) -> Sparse:
    """Count a block's n-grams in texts one by one, remembering nothing."""
    rows = []
    for text in texts:
        parts = text[block.kind]
        grams = parts if block.kind == "words" else [g for one in parts for g in grams_inside(one)]
        often = Counter(block.index[gram] for gram in grams if gram in block.index)
        columns = sorted(often)
        rows.append((np.array(columns, np.int32), np.array([often[at] for at in columns])))
    return as_matrix(rows, len(block.grams))


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join), max_size=3))
@example(["", "printer printer vpn"])
def test_known_shares_are_between_none_and_all(texts: list[str]) -> None:
    """A text of unknown words has none, and training reckons them as prediction does."""
    shares = FEATURES.known_shares([pieces(text) for text in texts])
    assert ((shares >= 0.0) & (shares <= 1.0)).all()
    assert FEATURES.known_shares([pieces("qqqq wwww")]).tolist() == [0.0]


def test_training_and_prediction_agree_on_what_is_known() -> None:
    corpus, rows = count_corpus(EXAMPLES), np.arange(len(EXAMPLES))
    features = corpus.frequent(rows)
    expected = features.known_shares([pieces(text) for text in TEXTS])
    np.testing.assert_allclose(corpus.known_shares(features, rows), expected, rtol=1e-12)


def test_the_chance_of_a_spread_is_that_of_pearsons_chi_squared_test() -> None:
    """Scipy's test of a 2 x labels table is the reference."""
    corpus = count_corpus(EXAMPLES)
    _, labels = corpus.labelled("urgency")
    matrix = corpus.counted.counts[0].matrix[:, :40]
    names = sorted(set(labels))
    for column, found in enumerate(chance(matrix, labels)):
        has = matrix[:, [column]].toarray().ravel() > 0
        observed = [
            [sum(of == name and yes == wanted for of, yes in zip(labels, has, strict=True))]
            for wanted in (True, False)
            for name in names
        ]
        table = np.array(observed).reshape(2, len(names))
        assert found == pytest.approx(chi2_contingency(table, correction=False).pvalue)


def test_forms_of_the_same_text_become_one() -> None:
    """Full-width letters, case and the digits of a number make no difference."""
    assert clean("ＶＰＮ Ticket №\u00a04711") == clean("vpn ticket no 0815")


def test_half_a_surrogate_pair_can_be_stored() -> None:
    """Undecodable header bytes reach us as lone surrogates."""
    assert clean("caf\udce9").encode("utf-8") == b"caf?"


def test_a_long_text_is_cut() -> None:
    """One character may unfold to eighteen; the bound holds afterwards too."""
    assert len(clean("\ufdfa" * (MAX_CHARACTERS + 1))) == MAX_CHARACTERS


def test_japanese_words_end_where_the_script_changes() -> None:
    """The words are given as reasons, so they must be words."""
    assert words("会議室のプリンターで印刷できません") == ["会議室", "プリンター", "印刷"]


def test_two_neighbouring_words_are_counted_together() -> None:
    """One-letter words tell nothing and are left out before pairing."""
    assert word_grams("remote desktop, a vpn") == [
        "remote",
        "desktop",
        "vpn",
        "remote desktop",
        "desktop vpn",
    ]
