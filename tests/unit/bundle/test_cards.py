"""Cards of every form that a Peel has written."""

from __future__ import annotations

import json

import pytest

from peel.bundle.cards import read_card
from peel.bundle.load import load
from peel.errors import PeelError
from peel.types.stranger import Stranger
from tests.unit.bundle.conftest import card_of

FAR = Stranger(tap=1, limit=100.0, share=0.95, auroc=0.9, found=0.5, n_classes=3)


def _earlier(card, *, form):
    """The card as an earlier Peel wrote it."""
    told = json.loads(card.to_json())
    for key in ("id", "outputs", "reference", "cost"):
        del told[key]
    (branch,) = told.pop("branches")
    told |= {
        "schema_": form,
        "class_names": told.pop("space")["names"],
        "backbone": branch["backbone"],
        "image": branch["image"],
        "looks": told.pop("models_judged"),
        "parity": {
            "n": 4,
            "tolerance": 1e-3,
            "margin": 2e-3,
            "same": True,
            "forms": {"batch 1": {"n": 4, "largest": 2e-6, "top1": 0}},
            "max_probability_difference": 2e-6,
            "top1_differences": 0,
        },
    }
    if form == 1:
        del told["trained_on_sha256"], told["stranger"]
        for key in ("chance", "constant", "reason", "untested", "more_of"):
            del told["verdict"][key]
    return json.dumps(told).encode()


def test_card_of_today_is_read_as_written():
    card = card_of(b"model", b"golden", stranger=FAR)
    assert read_card(card.to_json().encode(), "bundle") == card


@pytest.mark.parametrize("form", [1, 2])
def test_earlier_card_says_what_today_asks(form):
    card = card_of(b"model", b"golden")
    found = read_card(_earlier(card, form=form), "bundle")
    assert (found.schema_, found.id, found.space) == (3, card.id, card.space)
    assert [(o.name, o.shape) for o in found.outputs] == [("probabilities", ("n", 3))]
    assert [branch.backbone for branch in found.branches] == ["none"]
    assert (found.parity.largest, found.parity.changed) == (2e-6, 0)
    assert (found.reference, found.cost) == (None, None)
    assert (found.trained_on_sha256, found.verdict.constant) == ("", None)


def test_earlier_distance_is_an_output():
    card = card_of(b"model", b"golden", stranger=FAR)
    found = read_card(_earlier(card, form=2), "bundle")
    assert found.outputs[1] == FAR.output == card.outputs[1]


@pytest.mark.parametrize("form", [1, 2])
def test_earlier_bundle_still_answers(make_bundle, images, form):
    folder = make_bundle()
    card = read_card((folder / "bundle.json").read_bytes(), folder)
    (folder / "bundle.json").write_bytes(_earlier(card, form=form))
    model = load(folder)
    assert [answer.class_name for answer in model.predict(list(images))] == [
        "red",
        "green",
        "blue",
        "red",
    ]


@pytest.mark.parametrize("key", ["class_names", "image", "model_sha256", "parity"])
def test_earlier_card_with_a_hole_is_refused(key):
    told = json.loads(_earlier(card_of(b"model", b"golden"), form=2))
    del told[key]
    with pytest.raises(PeelError, match=rf"P658 .*{key}"):
        read_card(json.dumps(told).encode(), "bundle")
