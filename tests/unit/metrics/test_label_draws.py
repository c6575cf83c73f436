import numpy as np
import pytest

from peel.metrics import label_draws, label_sums
from peel.metrics.label_draws import STATISTICS, draw, evidence
from peel.metrics.label_sums import LabelAnswers

RNG = np.random.default_rng(0)
OUTPUTS = RNG.random((80, 3))
YES = (RNG.random((80, 3)) < OUTPUTS * [0.9, 0.5, 0.2]).astype(np.int8)
ANSWERED = LabelAnswers(OUTPUTS, YES, np.full(3, 0.5))
ALONE = np.arange(80)


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
    assert mean == pytest.approx((3 / 4 + 2 / 4) / 2)


def test_evidence_counts_items_of_labels():
    found = evidence(ANSWERED, ALONE, name="micro_f1", seed=0)
    assert found.tested == tuple(YES.sum(0))
    assert found.chance(0.01) > 0.99 > found.chance(found.value) > 0.4
