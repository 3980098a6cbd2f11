"""The linear models, each compared with scikit-learn's own."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.decomposition import TruncatedSVD
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from classifiers import planes
from classifiers.features import Floats, Rows
from classifiers.planes import blend, learn_planes


def centred(scores: Floats) -> Floats:
    return np.asarray(scores - scores.mean(axis=1, keepdims=True))


@pytest.mark.parametrize("labels", [2, 3])
def test_each_model_gives_the_scores_that_scikit_learn_gives(labels: int) -> None:
    """The third is a pipeline there and one matrix here."""
    matrix, codes = texts(labels)
    svm, bayes, topics = learn_planes(matrix, codes, labels)
    balance = dict(enumerate((len(codes) / (labels * np.bincount(codes))) ** 0.5))
    machine = LinearSVC(C=0.5, class_weight=balance, random_state=planes.SEED, tol=1e-3)
    expected = machine.fit(matrix, codes).decision_function(matrix)
    if labels == 2:
        expected = np.column_stack([-expected, expected])
    np.testing.assert_allclose(svm.scores(matrix), centred(expected), atol=1e-9)
    counting = MultinomialNB(alpha=planes.SMOOTHING, fit_prior=False).fit(matrix, codes)
    logs = counting.predict_joint_log_proba(matrix)
    np.testing.assert_allclose(bayes.scores(matrix), centred(logs), atol=1e-9)
    svd = TruncatedSVD(12, n_iter=planes.SWEEPS, random_state=planes.SEED)
    logistic = LogisticRegression(C=100.0, class_weight=balance, max_iter=1_000, tol=1e-3)
    planes_12 = make_pipeline(svd, logistic).fit(matrix, codes)
    np.testing.assert_array_equal(topics.scores(matrix).argmax(axis=1), planes_12.predict(matrix))


def test_a_blend_is_the_weighted_sum_of_its_planes() -> None:
    matrix, codes = texts(3)
    found = learn_planes(matrix, codes, 3)
    mixed = blend(found, np.array([0.5, 2.0, 0.1]))
    expected = sum(
        share * plane.scores(matrix) for share, plane in zip((0.5, 2.0, 0.1), found, strict=True)
    )
    np.testing.assert_allclose(mixed.scores(matrix), expected, atol=1e-9)


def texts(labels: int) -> tuple[csr_matrix, Rows]:
    """Return rows of 13 features, of which each label has some to itself."""
    rng = np.random.default_rng(5)
    codes = np.arange(90) % labels
    codes[:20] = 0
    values = rng.random((90, 13)) * (rng.random((90, 13)) < 0.4)
    values[np.arange(90), codes] += 1.0
    return csr_matrix(values), codes
