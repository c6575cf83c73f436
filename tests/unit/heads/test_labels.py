import numpy as np

from peel.heads.labels import LabelMatrix, groups

LABELS = LabelMatrix(
    np.array([[1, 0, 1, -1], [0, 0, 1, -1], [1, 1, 1, -1], [-1, 0, 1, -1]], np.int8)
)


def test_label_nobody_lacks_is_unseen():
    assert LABELS.seen.tolist() == [True, True, False, False]
    assert (LABELS.k, len(LABELS), LABELS.freedom) == (4, 4, 3)


def test_labels_known_alike_share_a_group():
    found = [(g.labels.tolist(), int(g.known.sum())) for g in groups(LABELS)]
    assert sorted(found) == [([0], 3), ([1, 2], 4), ([3], 0)]


def test_some_rows_keep_all_labels():
    some = LABELS[np.array([2, 0])]
    assert some.values.tolist() == [[1, 1, 1, -1], [1, 0, 1, -1]]


def test_scale_is_deviation_over_all():
    x = np.random.default_rng(0).normal(3, 2, (4, 5)).astype(np.float32)
    scaling = LABELS.scaling(x)
    np.testing.assert_allclose(scaling.mean, x.mean(0), rtol=1e-6)
    np.testing.assert_allclose(scaling.scale, x.std(0, ddof=1), rtol=1e-5)


def test_labels_bound_no_scores():
    scores = np.ones((2, 4))
    assert LABELS.bound(scores) is scores
