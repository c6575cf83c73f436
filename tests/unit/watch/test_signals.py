"""Whether what comes in looks other than on the test."""

from __future__ import annotations

import numpy as np
import pytest

from peel.feedback import epochs
from peel.types.stranger import Stranger
from peel.watch.cohorts import DAY_S
from peel.watch.signals import look, shifts
from tests.unit.watch.audit import CARD, MODEL, REFERENCE, answered, ticket
from tests.unit.watch.conftest import put

STRANGER = Stranger(tap=3, limit=10.0, share=0.02, auroc=0.9, found=0.5, n_classes=2)
MIXED = REFERENCE.model_copy(update={"mean": (0.5, 0.5), "std": (0.4, 0.4)})
WHOLE = CARD.model_copy(update={"reference": MIXED, "stranger": STRANGER})
RNG = np.random.default_rng(4)


def tickets(n, *, cats=0.5, far=0.02):
    return [
        ticket(i, at=float(i), said="cat" if i < cats * n else "dog").model_copy(
            update={
                "outputs": {
                    "probabilities": [0.9, 0.1] if i < cats * n else [0.1, 0.9],
                    "distance": 20.0 if i % 100 < 100 * far else 1.0,
                }
            }
        )
        for i in range(n)
    ]


def test_same_mix_is_no_signal():
    assert shifts(tickets(600), WHOLE) == []


def test_other_mix_is_named():
    found = shifts(tickets(600, cats=0.9), WHOLE)
    told = {one.what: one.now for one in found}
    assert told == pytest.approx({"answers of “cat”": 0.82, "answers of “dog”": 0.18})


def found(score, n=300):
    """Tickets of a detector that finds a cat in every picture, so surely, and never a dog."""
    outputs = {"boxes": [[0, 0, 9, 9]], "scores": [score], "labels": [0], "image_index": [0]}
    return [ticket(i, at=float(i)).model_copy(update={"outputs": outputs}) for i in range(n)]


def test_things_found_less_surely_are_named():
    mean = REFERENCE.model_copy(update={"mean": (0.95, 0.0), "std": (0.05, 0.0)})
    card = CARD.model_copy(update={"kind": "detection", "reference": mean})
    assert shifts(found(0.93), card) == []
    assert shifts(found(0.6), card) == [("answers of “cat”", 0.95, pytest.approx(0.6))]


def test_strange_pictures_are_named():
    (found,) = shifts(tickets(600, far=0.2), WHOLE)
    assert found == ("pictures unlike anything in training", 0.02, pytest.approx(0.2))


def test_few_pictures_say_nothing():
    assert shifts(tickets(199, cats=1.0, far=1.0), WHOLE) == []


def test_earlier_card_says_nothing():
    old = CARD.model_copy(update={"reference": None})
    assert shifts(tickets(600, cats=1.0), old) == []


def test_chance_alone_seldom_signals():
    """50 quiet weeks of 200 pictures: at most one is called other."""
    weeks = [tickets(200, cats=RNG.binomial(200, 0.5) / 200) for _ in range(50)]
    assert sum(bool(shifts(week, WHOLE)) for week in weeks) <= 1


def test_last_week_alone_counts(store):
    epochs.remember_card(store, MODEL, card_json=WHOLE.to_json(), now=0.0)
    put(store, [answered(i, right=True, at=float(i)) for i in range(300)])
    assert look(store, now=30 * DAY_S) == []
