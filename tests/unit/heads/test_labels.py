import numpy as np
import pytest

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


def test_some_rows_stand_for_all():
    """Two of ten rows have the label; of the four that are kept, two do, and they stand for a fifth."""
    whole = LabelMatrix((np.arange(10) < 2).astype(np.int8)[:, None])
    some = whole[np.array([0, 1, 5, 7])]
    assert some.weights.ravel().tolist() == pytest.approx([0.4, 0.4, 1.6, 1.6])
    assert some[np.array([1, 2])].counts == whole.counts == (2, 10)
    assert whole.weights.tolist() == [[1.0]] * 10
