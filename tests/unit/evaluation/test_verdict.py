"""From the file's outputs to a verdict, whatever the kind."""

import numpy as np
import pytest

from peel.errors import PeelError
from peel.evaluation.verdict import flat, judge
from peel.params.sections import Gate
from peel.problem import Answered, find
from peel.types.label_space import LabelSpace

KIND = find("classification")


def _judged(right, targets, families=None, **asked):
    """`right` says of each item whether the file answers it rightly."""
    targets = np.asarray(targets)
    answers = np.where(right, targets, 1 - targets)
    families = np.arange(len(targets)) if families is None else families
    outputs = {"probabilities": 0.1 + 0.8 * np.eye(2)[answers]}
    tested = Answered(outputs, targets, families, LabelSpace(names=("cat", "dog")))
    return judge(KIND, tested, asked=Gate(**asked))


def test_families_make_the_verdict_less_sure():
    targets, right = np.arange(64) % 2, np.arange(64) != 5
    alone = _judged(right, targets, threshold=0.9)[1]
    together = _judged(right, targets, np.arange(64) // 8, threshold=0.9)[1]
    assert (alone.verdict, together.verdict) == ("pass", "undecided")
    assert alone.score == together.score
    assert together.low < alone.low


@pytest.mark.parametrize("metric", ["accuracy", "balanced_accuracy", "macro_f1"])
def test_every_metric_gets_a_verdict(metric):
    targets = np.arange(60) % 2
    good = _judged(np.ones(60, bool), targets, threshold=0.8, metric=metric)[1]
    bad = _judged(np.arange(60) % 3 > 0, targets, threshold=0.95, metric=metric)[1]
    assert (good.verdict, bad.verdict) == ("pass", "fail")


def test_metric_without_threshold_is_refused():
    with pytest.raises(PeelError, match=r"^P192 "):
        _judged([True, True], [0, 1], metric="log_loss")


def test_metrics_are_flat():
    scores, verdict = _judged(np.ones(12, bool), [0] * 12, threshold=0.5)
    told = flat(scores, verdict, n_test=12)
    assert all(isinstance(value, int | float | str) for value in told.values())
    assert (told["verdict"], told["reason"], told["n_test"]) == ("undecided", "untested", 12)
