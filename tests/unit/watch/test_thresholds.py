"""Thresholds of a model's watches, from its card."""

from __future__ import annotations

import numpy as np
import pytest

from peel.params.sections import Watch
from peel.watch.thresholds import lowest, names_a_picture, of_card
from tests.unit.watch.audit import CARD, REFERENCE

SETTINGS = Watch()


def card(**changes):
    return CARD.model_copy(update={"reference": REFERENCE.model_copy(update=changes)})


def test_mean_score_keeps_its_threshold():
    assert of_card(CARD, SETTINGS).tau == pytest.approx(0.9)


def test_other_score_moves_the_threshold():
    """Macro F1 .95 for a mean of .85: what is watched may fall as far as the score may."""
    assert of_card(card(surrogate=0.85), SETTINGS).tau == pytest.approx(0.8)


def test_changed_threshold_is_taken():
    assert of_card(CARD, SETTINGS, threshold=0.8).tau == pytest.approx(0.8)


def test_name_may_fall_by_its_margin():
    classes = of_card(card(names={"cat": (600, 0.7), "dog": (50, 1.0)}), SETTINGS).classes
    assert classes == pytest.approx({"cat": 0.6, "dog": 0.9})


def test_few_pictures_prove_little_of_a_name():
    """A class that is right in 75 of 100 shows 27 or more of 30 right once in thirty times."""
    names = {"cat": (30, 0.9), "dog": (30, 0.7)}
    classes = of_card(card(names=names), SETTINGS).classes
    assert classes == pytest.approx({"cat": 0.7153, "dog": 0.4954}, abs=1e-4)


def test_many_names_share_their_level():
    """Of 40 classes of one true mean, seldom one has a threshold above it; with a level of its own for each, four times in ten."""
    rng, n, true = np.random.default_rng(0), 50, 0.85
    above = {1: 0, 40: 0}
    for _ in range(200):
        told = rng.binomial(n, true, 40) / n
        for of in above:
            above[of] += any(lowest(mean, n, of=of) > true for mean in told)
    assert above[1] > 60
    assert above[40] <= 5


def test_unwatched_names_take_no_level():
    alone = of_card(card(names={"cat": (30, 0.9)}), SETTINGS).classes
    beside = of_card(card(names={"cat": (30, 0.9), "dog": (29, 0.9)}), SETTINGS).classes
    assert alone == beside == pytest.approx({"cat": lowest(0.9, 30, of=1)}, abs=1e-6)


def test_rare_name_has_no_watch():
    assert of_card(card(names={"cat": (29, 0.9)}), SETTINGS).classes == {}


def test_earlier_card_keeps_the_threshold():
    old = CARD.model_copy(update={"reference": None})
    assert of_card(old, SETTINGS) == (0.9, {})
    assert names_a_picture(old) == 1


@pytest.mark.parametrize(("threshold", "tau"), [(0.0, 0.02), (1.0, 0.999)])
def test_threshold_stays_within_what_can_be_watched(threshold, tau):
    assert of_card(CARD, SETTINGS, threshold=threshold).tau == tau


def test_pictures_of_several_names_count():
    assert names_a_picture(card(names={"cat": (90, 1.0), "dog": (60, 1.0)})) == 1.5
