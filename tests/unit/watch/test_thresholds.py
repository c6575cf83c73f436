"""Thresholds of a model's watches, from its card."""

from __future__ import annotations

import pytest

from peel.metrics.wilson import wilson
from peel.params.sections import Watch
from peel.watch.thresholds import names_a_picture, of_card
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
    classes = of_card(card(names={"cat": (600, 0.7), "dog": (40, 1.0)}), SETTINGS).classes
    assert classes == pytest.approx({"cat": 0.6, "dog": 0.9})


def test_few_pictures_prove_little_of_a_name():
    """A class that is right in 75 of 100 shows 27 or more of 30 right once in thirty times."""
    names = {"cat": (30, 0.9), "dog": (30, 0.7)}
    classes = of_card(card(names=names), SETTINGS).classes
    assert classes == pytest.approx({"cat": wilson(27, 30)[0], "dog": wilson(21, 30)[0]}, abs=1e-6)
    assert classes["cat"] < 0.75


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
