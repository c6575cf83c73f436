import time

import numpy as np
import pytest

from peel.metrics import label_draws, label_sums
from peel.metrics.gate import judge
from peel.metrics.label_draws import STATISTICS, draw, evidence
from peel.metrics.label_sums import LabelAnswers
from peel.params.sections import Gate
from peel.types.score import Score

RNG = np.random.default_rng(0)
OUTPUTS = RNG.random((80, 3))
YES = (RNG.random((80, 3)) < OUTPUTS * [0.9, 0.5, 0.2]).astype(np.int8)
ANSWERED = LabelAnswers(OUTPUTS, YES, np.full(3, 0.5))
ALONE = np.arange(80)
TRUE_OF_RARE = 0.0805  # of 200,000 items


def _rare(rng, *, n, having):
    return (np.argsort(rng.random((n, 12)), axis=0) < having).astype(np.int8)


def _verdict(answered, name, *, threshold):
    n, k = answered.outputs.shape
    found = evidence(answered, np.arange(n), name=name, seed=0)
    score = Score(name=name, value=found.value, low=0, high=1)
    names = tuple(map(str, range(k)))
    return judge(score, found, gate=Gate(threshold=threshold), names=names).verdict


@pytest.mark.parametrize("name", STATISTICS)
def test_value_lies_in_its_interval(name):
    found = draw(ANSWERED, ALONE, seed=0)
    value, low, high = found.interval(name, effective=found.effective(name, ALONE))
    assert 0 <= low < value < high <= 1


@pytest.mark.parametrize("name", STATISTICS)
def test_copies_are_no_witnesses(name):
    four = LabelAnswers(np.repeat(OUTPUTS, 4, axis=0), np.repeat(YES, 4, axis=0), np.full(3, 0.5))
    items, copies = draw(ANSWERED, ALONE, seed=0), draw(four, np.repeat(ALONE, 4), seed=0)
    widths = [
        d.interval(name, effective=1e9) for d in (items, copies, draw(four, np.arange(320), seed=0))
    ]
    once, together, apart = (w.high - w.low for w in widths)
    assert together == pytest.approx(once, rel=0.01)
    assert apart < 0.7 * once


def test_each_label_has_its_interval():
    found = draw(ANSWERED, ALONE, seed=0)
    rows = found.by_label(label_sums.f1, effective=found.having)
    assert len(rows) == 3
    widths = [row.high - row.low for row in rows]
    assert widths[2] > widths[0]  # the rare one


def test_perfect_answers_are_not_certain():
    found = draw(ANSWERED._replace(outputs=YES.astype(float)), ALONE, seed=0)
    effective = found.effective("mean_average_precision", ALONE)
    value, low, high = found.interval("mean_average_precision", effective=effective)
    assert (value, high) == (1.0, 1.0)
    assert low < 0.95


def test_rare_label_makes_means_unsure():
    found = draw(ANSWERED, ALONE, seed=0)
    effective = found.effective("macro_f1", ALONE)
    assert 3 * found.having.min() < effective < 80


def test_constant_answer_is_the_best():
    """Labels that hold in 3, 2 and 0 of 4 items: to say the first two scores 2 * 5 / (8 + 5)."""
    yes = np.array([[1, 1, 0], [1, 1, 0], [1, 0, 0], [0, 0, 0]], np.int8)
    answered = LabelAnswers(np.zeros((4, 3)), yes, np.full(3, 0.5))
    micro, macro, mean = (
        label_draws.best_constant(answered, STATISTICS[name])
        for name in ("micro_f1", "macro_f1", "mean_average_precision")
    )
    assert micro == pytest.approx(10 / 13)
    assert macro == pytest.approx((6 / 7 + 4 / 6) / 2)
    assert mean == pytest.approx(
        ((25 / 12 + 2 / 3 * 23 / 12) / 4 + (25 / 12 + 1 / 3 * 23 / 12) / 4) / 2
    )


def test_noise_passes_no_gate():
    """Three items of 60 have each label: noise scores twice their share of 0.05."""
    rng, passed = np.random.default_rng(0), 0
    yes = _rare(rng, n=60, having=3)
    for _ in range(20):
        answered = LabelAnswers(rng.random((60, 12)), yes, np.full(12, 0.5))
        passed += _verdict(answered, "mean_average_precision", threshold=0.06) == "pass"
    assert passed <= 2


def test_rare_labels_flatter_no_interval():
    """The one that was not turned lay over the truth in every second draw."""
    rng, missed = np.random.default_rng(0), 0
    for _ in range(8):
        yes = _rare(rng, n=200, having=4)
        answered = LabelAnswers(rng.normal(size=(200, 12)) + yes, yes, np.full(12, 0.5))
        found = draw(answered, np.arange(200), seed=0)
        effective = found.effective("mean_average_precision", np.arange(200))
        missed += found.interval("mean_average_precision", effective=effective).low > TRUE_OF_RARE
    assert missed <= 2


def test_one_label_has_a_constant_rival():
    yes = (np.arange(100)[:, None] < 84).astype(np.int8)
    always = LabelAnswers(np.full((100, 1), 0.9), yes, np.full(1, 0.5))
    assert evidence(always, np.arange(100), name="micro_f1", seed=0).has_rival
    assert _verdict(always, "micro_f1", threshold=0.85) == "fail"


def test_label_of_every_item_has_no_rival():
    every = LabelAnswers(np.full((200, 1), 0.9), np.ones((200, 1), np.int8), np.full(1, 0.5))
    assert _verdict(every, "micro_f1", threshold=0.85) == "pass"


@pytest.mark.parametrize("name", STATISTICS)
def test_without_any_positive_nothing_is_decided(name):
    none = ANSWERED._replace(targets=np.zeros((80, 3), np.int8))
    assert _verdict(none, name, threshold=0.5) == "undecided"


def test_many_labels_cost_little():
    rng = np.random.default_rng(0)
    many = LabelAnswers(
        rng.random((20, 300)), rng.integers(0, 2, (20, 300)).astype(np.int8), np.full(300, 0.5)
    )
    start = time.process_time()
    for statistic in STATISTICS.values():
        label_draws.best_constant(many, statistic)
    assert time.process_time() - start < 0.3


def test_evidence_counts_items_of_labels():
    found = evidence(ANSWERED, ALONE, name="micro_f1", seed=0)
    assert found.tested == tuple(YES.sum(0))
    assert found.chance(0.01) > 0.99 > found.chance(found.value) > 0.4


def test_same_answers_are_drawn_once():
    first = draw(ANSWERED, ALONE, seed=0)
    assert draw(ANSWERED._replace(outputs=OUTPUTS.copy()), ALONE.copy(), seed=0) is first
    for other in (
        ANSWERED._replace(outputs=1 - OUTPUTS),
        ANSWERED._replace(thresholds=np.full(3, 0.4)),
    ):
        assert draw(other, ALONE, seed=0) is not first
    assert draw(ANSWERED, ALONE, seed=0) is not draw(ANSWERED, ALONE, seed=1)
