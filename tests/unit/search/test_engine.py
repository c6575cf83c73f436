from types import SimpleNamespace

import numpy as np
import pytest

from peel.backbones.cut import Tap
from peel.heads.classes import Classes
from peel.heads.lda import LDA
from peel.heads.logistic import LOGISTIC
from peel.search import plan
from peel.search.costs import Cost, Limits
from peel.search.engine import Engine, FeaturePass
from peel.types.backbone import TapPoint
from peel.types.pooling import Pooling


class _Learner:
    def poolings(self, *, has_expansion):
        return (Pooling.EMS,) if has_expansion else (Pooling.MS,)

    def heads(self):
        return (LDA,)

    def trained_heads(self):
        return (LOGISTIC,)


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


def _engine(*names, only=None):
    """An engine over networks of three taps, of which one costs 1, two 2 and three 3."""
    cost = [Cost(parameters=n, macs=n) for n in (1, 2, 3)]
    networks = {name: SimpleNamespace(taps=TAPS) for name in names}
    return Engine(networks, costs=dict.fromkeys(names, cost), learner=_Learner(), only=only)


def _candidate(asked, loss):
    member = SimpleNamespace(branch=asked.branch, tap=asked.tap.point.index, pooling="", head="")
    return SimpleNamespace(member=member, log_loss=loss)


def _told(made, asked, *, loss=1.0):
    made.tell(asked, [_candidate(asked, loss)], seconds=0.5)


def test_pass_comes_first_with_its_cost():
    made = _engine("net", "other")
    assert made.ask() == FeaturePass("net", 3)
    assert made.ask() == FeaturePass("other", 3)
    assert made.ask() is None


def test_told_pass_is_followed_by_its_trials():
    made = _engine("net", "other")
    made.tell_pass(made.ask())
    assert [asked.tap.point.index for asked in made.ask_trials()] == [2, 1, 0]
    assert made.ask() == FeaturePass("other", 3)


@pytest.mark.parametrize(("best", "more"), [(2, 1), (1, 1), (0, 0)])
def test_last_told_trial_decides_what_follows(best, more):
    made = _engine("net")
    made.tell_pass(made.ask())
    for asked in made.ask_trials():
        _told(made, asked, loss=0.5 if asked.tap.point.index == best else 1.0)
    trained = made.ask_trials()
    assert [asked.key for asked in trained] == ["net-02-logistic"] * more
    for asked in trained:
        _told(made, asked)
    assert made.ask() is None


@pytest.mark.parametrize(
    ("limits", "allowed"), [(Limits(), 3), (Limits(macs=2), 2), (Limits(parameters=0), 0)]
)
def test_limits_allow_what_costs_no_more(limits, allowed):
    assert sum(limits.allow(Cost(parameters=n, macs=n)) for n in (1, 2, 3)) == allowed


@pytest.mark.parametrize(("n_families", "many"), [(100, False), (99, False), (97, True)])
def test_few_near_duplicates_spoil_no_ranking(n_families, many):
    families = np.minimum(np.arange(100), n_families - 1)
    classes = Classes(np.arange(100) % 2, 2)
    made = plan.rows(classes, folds=np.arange(100) % 5, families=families, learner=_Learner())
    assert made.has_families is many


def test_named_heads_are_all_that_is_tried():
    engine = _engine("net", only=["net/1/ems/lda", "net/2/ems/logistic"])
    engine.tell_pass(engine.ask())
    trials = engine.ask_trials()
    tried = [
        (t.tap.point.index, [h.name for p in t.poolings for h in t.heads_at(p)]) for t in trials
    ]
    assert tried == [(2, ["logistic"]), (1, ["lda"])]
    engine.tell(trials[0], [_candidate(trials[0], 0.1)], seconds=0)
    engine.tell(trials[1], [_candidate(trials[1], 0.2)], seconds=0)
    assert engine.ask() is None


def test_names_of_another_network_try_nothing():
    engine = _engine("net", only=["other/1/ems/lda"])
    engine.tell_pass(engine.ask())
    assert engine.ask() is None
