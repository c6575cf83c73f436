from types import SimpleNamespace

import numpy as np
import pytest

from peel.backbones.cut import Tap
from peel.heads.classes import Classes
from peel.search import plan
from peel.search.engine import Engine
from peel.types.backbone import TapPoint


class _Learner:
    def poolings(self, has_expansion):
        return ("ems",) if has_expansion else ("ms",)

    def heads(self):
        return ("lda",)

    def trained_heads(self):
        return ("logistic",)


TAPS = [
    Tap(
        point=TapPoint(index=i, block=str(i), path=str(i)),
        output=str(i),
        width=2,
        expansion=2 * i,
        total=9,
    )
    for i in range(3)
]


def test_plan_has_a_trial_a_depth():
    trials = plan.trials("net", TAPS, learner=_Learner())
    assert [(t.tap.point.index, t.poolings) for t in trials] == [
        (2, ("ems",)),
        (1, ("ems",)),
        (0, ("ms",)),
    ]
    assert len({t.key for t in trials}) == 3


def test_engine_asks_each_trial_once():
    engine = Engine()
    engine.plan(plan.trials("net", TAPS, learner=_Learner()))
    asked = []
    while (trial := engine.ask()) is not None:
        asked.append(trial.key)
        engine.tell(trial, [], seconds=0.5)
    assert len(asked) == 3
    assert sorted(engine.seconds) == sorted(asked)


def test_sample_keeps_the_shares_of_classes():
    y = np.repeat([0, 1], [300, 100])
    places = plan.sample(Classes(y, 2), most=40)
    assert np.bincount(y[places]).tolist() == [30, 10]


def test_sample_keeps_five_of_a_rare_class():
    y = np.repeat([0, 1], [995, 5])
    assert (y[plan.sample(Classes(y, 2), most=50)] == 1).sum() == 5


@pytest.mark.parametrize(("n_families", "many"), [(100, False), (99, False), (97, True)])
def test_few_near_duplicates_spoil_no_ranking(n_families, many):
    families = np.minimum(np.arange(100), n_families - 1)
    made = plan.rows(Classes(np.arange(100) % 2, 2), folds=np.arange(100) % 5, families=families)
    assert made.has_families is many


@pytest.mark.parametrize(("tap", "n"), [(2, 1), (1, 1), (0, 0)])
def test_trained_heads_are_tried_where_asked_for(tap, n):
    best = SimpleNamespace(member=SimpleNamespace(tap=tap))
    trials = plan.trained("net", TAPS, learner=_Learner(), best=best)
    assert [t.key for t in trials] == ["net-02-logistic"] * n
