import numpy as np
import pytest

from peel.heads.labels import LabelMatrix
from peel.problem import find_learner

LEARNER = find_learner("multilabel")
RNG = np.random.default_rng(0)


def test_sample_holds_rare_labels():
    values = np.zeros((500, 2), np.int8)
    values[400:407, 1] = 1
    places = LEARNER.sample(LabelMatrix(values), most=50)
    assert places.tolist() == [*range(100), *range(400, 405)]


def test_unknown_entries_halve_the_sample():
    values = np.zeros((500, 1), np.int8)
    values[0] = -1
    assert len(LEARNER.sample(LabelMatrix(values), most=50)) == 50


def test_sample_holds_those_without_it():
    values = np.ones((500, 1), np.int8)
    values[[300, 310]] = 0
    assert set(LEARNER.sample(LabelMatrix(values), most=25)) == {*range(50), 300, 310}


def test_constant_is_an_order_by_chance():
    """The one yes of the first label is at place 1, 2, 3 or 4."""
    values = np.array([[1, 1, 0], [0, 1, 0], [0, -1, 0], [0, 1, 0]], np.int8)
    first = (1 + 1 / 2 + 1 / 3 + 1 / 4) / 4
    assert LEARNER.constant(LabelMatrix(values)) == pytest.approx((first + 1) / 2)


def test_random_answers_score_as_the_constant():
    labels = LabelMatrix((np.arange(60)[:, None] < [3, 8]).astype(np.int8))
    scores = [LEARNER.score(RNG.random((60, 2)), labels) for _ in range(200)]
    assert np.mean(scores) == pytest.approx(LEARNER.constant(labels), abs=0.02)


def test_decision_names_a_threshold_a_label():
    values = (RNG.random((100, 3)) < 0.3).astype(np.int8)
    decision = LEARNER.decide(RNG.random((100, 3)), LabelMatrix(values))
    assert list(decision) == ["thresholds"]
    assert len(decision["thresholds"]) == 3


def test_labels_have_no_groups():
    assert LEARNER.groups(LabelMatrix(np.zeros((4, 2), np.int8))) is None


def test_rare_labels_widen_the_interval():
    """As wide as two standard deviations of mean average precision with eight items of each label, 0.18 in 200 draws."""
    values = (np.argsort(RNG.random((1000, 3)), axis=0) < 8).astype(np.int8)
    low, high = LEARNER.interval(0.5, LabelMatrix(values), n_effective=1000.0)
    assert (high - low) / 2 == pytest.approx(0.18, abs=0.03)
    low, high = LEARNER.interval(0.0, LabelMatrix(0 * values), n_effective=1000.0)
    assert (low, high) == (0, 1)


def test_many_rare_labels_add_only_so_many():
    values = (RNG.random((6000, 200)) < 0.001).astype(np.int8)
    places = LEARNER.sample(LabelMatrix(values), most=100)
    assert len(places) == 300
    assert values[places].any(axis=0).sum() > 120  # the first one of a label before any second


def test_rare_label_stays_rare_in_sample():
    """Ten of 20,000 rows have the label, five of the 2,003 or so that rank: it was told three to five times too often."""
    values = (np.argsort(RNG.random((20_000, 1)), axis=0) < 10).astype(np.int8)
    scores, whole = RNG.normal(size=values.shape) + 2 * values, LabelMatrix(values)
    places = LEARNER.sample(whole, most=1000)
    parameters = LEARNER.calibration.fit(scores[places], whole[places])
    p = LEARNER.calibration.apply(scores, parameters)
    assert p.sum() == pytest.approx(10, abs=6)
    told = LEARNER.decide(p[places], whole[places])["thresholds"]
    assert told[0] == pytest.approx(LEARNER.decide(p, whole)["thresholds"][0], abs=0.15)


def test_sample_scores_as_all_rows_do():
    """Rows with a rare label were added, and its average precision was 3.4 times that of all rows; few rows still flatter."""
    rng = np.random.default_rng(1)
    values = (np.argsort(rng.random((20_000, 20)), axis=0) < 10).astype(np.int8)
    p, whole = rng.normal(size=values.shape) + 2 * values, LabelMatrix(values)
    places = LEARNER.sample(whole, most=1000)
    some = LEARNER.score(p[places], whole[places])
    assert some < 2.4 * LEARNER.score(p, whole)
