import numpy as np
import pytest
from sklearn import metrics as sk

from peel.metrics import label_sums
from peel.metrics.label_sums import (
    LabelAnswers,
    add_up,
    average_precision,
    macro_f1,
    mean_average_precision,
    micro_f1,
    telling,
)

RNG = np.random.default_rng(0)
OUTPUTS = RNG.random((200, 4)).round(2)  # with ties
YES = RNG.random((200, 4)) < OUTPUTS * [0.9, 0.5, 0.1, 0.9]
ALL_KNOWN = LabelAnswers(OUTPUTS, YES.astype(np.int8), np.array([0.5, 0.4, 0.9, 0.6]))
ONCE = np.ones((1, 200))


@pytest.mark.parametrize("label", range(4))
def test_average_precision_equals_scikit_learn(label):
    got = average_precision(OUTPUTS[:, label], YES[:, label], weights=ONCE)
    assert got == pytest.approx(sk.average_precision_score(YES[:, label], OUTPUTS[:, label]))


def test_weights_count_an_item_again():
    times = RNG.integers(0, 4, 200)
    got = average_precision(OUTPUTS[:, 1], YES[:, 1], weights=times[None].astype(float))
    again = np.repeat(np.arange(200), times)
    assert got == pytest.approx(sk.average_precision_score(YES[again, 1], OUTPUTS[again, 1]))


def test_f1_equals_scikit_learn():
    sums, said = add_up(ALL_KNOWN, weights=ONCE), ALL_KNOWN.thresholds <= OUTPUTS
    assert label_sums.micro_f1(sums) == pytest.approx(sk.f1_score(YES, said, average="micro"))
    assert label_sums.macro_f1(sums) == pytest.approx(sk.f1_score(YES, said, average="macro"))
    want = sk.precision_recall_fscore_support(YES, said)
    got = (label_sums.precision(sums), label_sums.recall(sums), label_sums.f1(sums))
    np.testing.assert_allclose([part[0] for part in got], want[:3])


def test_unknown_entries_count_nowhere():
    gone = RNG.random((200, 4)) < 0.3
    masked = ALL_KNOWN._replace(targets=np.where(gone, -1, YES).astype(np.int8))
    sums, known = add_up(masked, weights=ONCE), ~gone[:, 1]
    want = sk.average_precision_score(YES[known, 1], OUTPUTS[known, 1])
    assert sums.average_precision[0, 1] == pytest.approx(want)
    said = OUTPUTS[known, 1] >= 0.4
    assert label_sums.f1(sums)[0, 1] == pytest.approx(sk.f1_score(YES[known, 1], said))


def test_mean_leaves_out_labels_nobody_has():
    targets = YES.astype(np.int8) * np.array([1, 0, 0, 0], np.int8)
    sums = add_up(ALL_KNOWN._replace(targets=targets), weights=ONCE)
    want = sk.average_precision_score(YES[:, 0], OUTPUTS[:, 0])
    assert label_sums.mean_average_precision(sums) == pytest.approx(want)


def test_nothing_that_holds_scores_nothing():
    sums = add_up(ALL_KNOWN._replace(targets=np.zeros((200, 4), np.int8)), weights=ONCE)
    assert label_sums.mean_average_precision(sums) == 0.0
    assert label_sums.macro_f1(sums) == 0.0


def test_order_by_chance_is_a_mean():
    rng, yes = np.random.default_rng(0), np.arange(12) < 3
    scores = [
        label_sums.average_precision(rng.random(12), yes, weights=np.ones((1, 12)))[0]
        for _ in range(3000)
    ]
    (mean,) = label_sums.precision_by_chance(np.array([3.0]), np.array([12.0]))
    assert np.mean(scores) == pytest.approx(mean, abs=0.01)


def test_order_by_chance_of_nothing_is_zero():
    none = label_sums.precision_by_chance(np.array([0.0, 0.0]), np.array([5.0, 0.0]))
    assert none.tolist() == [0.0, 0.0]


def test_label_of_every_item_tells_nothing():
    """It is right whoever says it, so it must raise no score."""
    targets = np.column_stack([YES.astype(np.int8), np.ones(len(YES), np.int8)])
    outputs = np.column_stack([OUTPUTS, np.full(len(YES), 0.9)])
    more = LabelAnswers(outputs, targets, np.append(ALL_KNOWN.thresholds, 0.5))
    weights = np.ones((1, len(YES)))
    for statistic in (mean_average_precision, micro_f1, macro_f1):
        alone = statistic(add_up(telling(ALL_KNOWN), weights=weights))
        np.testing.assert_allclose(statistic(add_up(telling(more), weights=weights)), alone)


def test_only_labels_of_every_item_stay():
    """Where no label tells items apart there is nothing better to score by."""
    every = LabelAnswers(np.full((4, 1), 0.9), np.ones((4, 1), np.int8), np.full(1, 0.5))
    assert telling(every) is every
