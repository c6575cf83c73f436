"""The gate's conditions, each by itself."""

from __future__ import annotations

import numpy as np
import pytest

from peel.params.sections import Promote
from peel.registry.judge import Evidence, Pairs, judge, lowest_gain, unseen_loss

HOW = Promote()


def pairs(n, better=0, worse=0, right=None, names=None):
    """n items: `better` went to the challenger alone, `worse` to the champion alone, the rest to both."""
    old, new = np.ones(n), np.ones(n)
    old[:better] = 0
    new[better : better + worse] = 0
    wrong = 0 if right is None else n - right
    old[n - wrong :] = new[n - wrong :] = 0
    by_name = {} if names is None else names
    return Pairs(old, new, np.arange(n), by_name)


def evidence(**changes):
    """A challenger that is better beyond doubt."""
    fields = {
        "fresh": pairs(400, better=40, worse=4),
        "sealed": pairs(400, better=4, worse=1),
        "tau": 0.9,
        "look": 1,
        "ms": (20.0, 20.0),
        "size": (9_000_000, 9_000_000),
        "calibration": (0.03, 0.03),
        "is_proven": True,
    }
    return Evidence(**(fields | changes))


def failed(told):
    return [check.name for check in told.checks if not check.holds]


def test_better_model_takes_over():
    told = judge(evidence(), HOW)
    assert (told.verdict, failed(told)) == ("promote", [])
    assert (told.n, told.better, told.worse, told.sealed) == (400, 40, 4, 400)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"fresh": pairs(400, better=4, worse=40)}, "better on new pictures"),
        ({"fresh": pairs(400)}, "better on new pictures"),
        ({"sealed": pairs(400, worse=5)}, "not worse on the sealed pictures"),
        ({"sealed": pairs(0)}, "not worse on the sealed pictures"),
        ({"sealed": pairs(1000, better=40, worse=21)}, "few new mistakes"),
        ({"fresh": pairs(400, right=380), "tau": 0.96}, "reaches the threshold"),
        ({"ms": (20.0, 24.1)}, "as fast"),
        ({"size": (50_000_000, 60_000_001)}, "as small"),
        ({"size": (9_000_000, 50_000_001)}, "as small"),
        ({"calibration": (0.03, 0.051)}, "as honest"),
        ({"is_proven": False}, "as honest"),
    ],
)
def test_one_condition_refuses(changes, name):
    told = judge(evidence(**changes), HOW)
    assert told.verdict == "refuse"
    assert name in failed(told)
    assert name in told.words


@pytest.mark.parametrize(
    "changes",
    [
        {"ms": (20.0, 24.0)},
        {"ms": (0.1, 1.0)},
        {"size": (50_000_000, 60_000_000)},
        {"size": (9_000_000, 50_000_000)},
        {"calibration": (0.03, 0.05)},
        {"calibration": None},
        {"sealed": pairs(1000, better=40, worse=20)},
    ],
)
def test_what_is_allowed_is_allowed(changes):
    assert judge(evidence(**changes), HOW).verdict == "promote"


def test_few_new_pictures_make_a_shadow():
    told = judge(evidence(fresh=pairs(99, better=20)), HOW)
    assert told.verdict == "shadow"
    assert [check.name for check in told.checks if not check.is_known] == [
        "better on new pictures",
        "reaches the threshold",
    ]
    assert "100 new pictures with a trusted label are needed" in told.checks[0].words


def test_no_new_picture_makes_a_shadow():
    assert judge(evidence(fresh=pairs(0)), HOW).verdict == "shadow"


def test_labels_left_aside_are_told():
    words = judge(evidence(fresh=pairs(20)._replace(aside=300)), HOW).checks[0].words
    assert "300 more do not count: the trial of another model asked for their labels" in words


def test_gain_by_chance_makes_a_shadow():
    told = judge(evidence(fresh=pairs(400, better=9, worse=4)), HOW)
    assert 0.03 < told.chance < 0.2
    assert told.verdict == "shadow"


def test_few_pictures_excuse_nothing_else():
    told = judge(evidence(fresh=pairs(50), sealed=pairs(400, worse=20)), HOW)
    assert told.verdict == "refuse"
    assert "better on new pictures" not in told.words


def test_each_look_asks_for_more():
    fresh = pairs(400, better=14, worse=4)
    assert judge(evidence(fresh=fresh), HOW).verdict == "promote"
    assert judge(evidence(fresh=fresh, look=4), HOW).verdict == "shadow"


def test_better_but_still_red_takes_over():
    """The champion is surely under the threshold; waiting for a good model would keep a worse one."""
    told = judge(evidence(fresh=pairs(400, better=60, worse=4, right=300)), HOW)
    assert told.verdict == "promote"
    assert "surely under it" in told.checks[3].words


def _drawn(fresh, n):
    """The last n were drawn, the others chosen for a trial."""
    return fresh._replace(drawn=np.arange(fresh.n) >= fresh.n - n)


def test_chosen_pictures_tell_no_score():
    """Labels are asked for where a challenger and the champion disagree: those are hard for both."""
    hard, easy = np.arange(400) < 100, np.arange(400) >= 100
    old = np.where(hard, np.arange(400) % 3 == 0, 1.0)
    new = np.where(hard, np.arange(400) % 3 != 0, 1.0)
    fresh = Pairs(old, new, np.arange(400))
    assert "reaches the threshold" not in failed(judge(evidence(fresh=fresh, tau=0.9), HOW))
    assert "surely under it" in judge(evidence(fresh=fresh, tau=0.95), HOW).checks[3].words
    told = judge(evidence(fresh=_drawn(fresh, int(easy.sum())), tau=0.95), HOW)
    assert told.checks[3].holds
    assert told.checks[3].words == (
        "100.0 % of 300 new pictures right, 100.0 % by the champion; threshold 95.0 %; "
        "100 more do not count here: a trial asked for their labels"
    )


def test_chosen_pictures_rescue_no_model():
    """The champion looks under the threshold on those alone: a challenger under it too does not get in by that."""
    fresh = pairs(400, better=60, worse=4, right=340)
    fresh = fresh._replace(old=np.where(np.arange(400) < 60, 0.0, np.arange(400) < 360))
    assert "surely under it" in judge(evidence(fresh=fresh), HOW).checks[3].words
    assert "reaches the threshold" in failed(judge(evidence(fresh=_drawn(fresh, 336)), HOW))


def test_few_drawn_pictures_tell_no_score():
    told = judge(evidence(fresh=_drawn(pairs(400, better=40, right=200), 99)), HOW)
    assert told.checks[3].words == (
        "99 new pictures are too few to say; 301 more do not count here: a trial asked for their labels"
    )


def test_name_that_suffers_refuses():
    old, new = np.ones(60), np.ones(60)
    new[:15] = 0
    names = {"three": (old, new), "four": (old, old)}
    sealed = pairs(400)._replace(by_name=names)
    told = judge(evidence(sealed=sealed), HOW)
    assert failed(told) == ["no name suffers"]
    assert "three loses 25.0 % (15 of 60)" in told.checks[4].words


def test_few_pictures_of_a_name_are_chance():
    old, new = np.ones(6), np.ones(6)
    new[:2] = 0
    sealed = pairs(400)._replace(by_name={"three": (old, new), "four": (old, old)})
    assert judge(evidence(sealed=sealed), HOW).verdict == "promote"


def test_name_is_counted_over_both_parts():
    old, new = np.ones(30), np.ones(30)
    new[:5] = 0
    names = {"three": (old, new), "four": (old, old)}
    parts = {
        "sealed": pairs(400)._replace(by_name=names),
        "fresh": pairs(400, better=40)._replace(by_name=names),
    }
    assert failed(judge(evidence(**parts), HOW)) == ["no name suffers"]


def test_few_sealed_pictures_name_what_they_hide():
    told = judge(evidence(sealed=pairs(40)), HOW)
    assert told.verdict == "promote"
    assert "a loss of up to 7.2 % could not have been seen" in told.words
    assert "could not have been seen" not in judge(evidence(), HOW).words


def test_families_count_once():
    alone = pairs(40, worse=10)
    together = alone._replace(families=np.repeat(np.arange(4), 10))
    assert lowest_gain(together) < lowest_gain(alone)
    assert unseen_loss(4) > unseen_loss(40)


def test_halves_count_as_halves():
    """Scores between 0 and 1, as F1: what was lost counts by its weight."""
    old, new = np.ones(400), np.ones(400)
    new[:20] = 0.9
    sealed = Pairs(old, new, np.arange(400))
    assert judge(evidence(sealed=sealed), HOW).verdict == "promote"


def test_margins_come_from_the_parameters():
    loose = HOW.model_copy(update={"max_loss": 0.1, "max_flips": 0.1})
    changes = {"sealed": pairs(400, worse=10)}
    assert judge(evidence(**changes), HOW).verdict == "refuse"
    assert judge(evidence(**changes), loose).verdict == "promote"
