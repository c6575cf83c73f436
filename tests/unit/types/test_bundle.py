"""The card as a file."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from peel.types.bundle import Card
from peel.types.items import ImageSpec
from peel.types.score import Score, Verdict

VERDICT = Verdict(
    verdict="pass", metric="accuracy", score=1, low=0.8, high=1, threshold=0.9, probability=0.9
)
CARD = Card(
    name="pets",
    kind="classification",
    metric="accuracy",
    class_names=["cat", "dög"],
    model_sha256="0" * 64,
    golden_sha256="1" * 64,
    verdict=VERDICT,
    scores=[Score(name="accuracy", value=1, low=0.8, high=1)],
    image=ImageSpec(),
    backbone="lite0",
    depth=12,
    licences=[{"name": "Apache-2.0"}],
    data_digest="2" * 64,
    params={"gate": {"threshold": 0.9}},
    versions={"peel": "0.1.0"},
    parity={"max_probability_difference": 1e-6},
    looks=1,
)


def test_card_survives_the_file(tmp_path):
    path = tmp_path / "bundle.json"
    path.write_text(CARD.to_json(), "utf-8")
    assert Card.read(path) == CARD
    assert Card.read(path).to_json() == CARD.to_json()


def test_card_states_its_schema():
    assert '"schema_": 2' in CARD.to_json()


def test_card_without_a_verdict_is_refused():
    with pytest.raises(ValidationError, match="verdict"):
        Card.model_validate(CARD.model_dump(exclude={"verdict"}))


def test_first_form_is_read():
    old = json.loads(CARD.to_json()) | {"schema_": 1}
    del old["trained_on_sha256"]
    for name in ("chance", "constant", "reason", "untested", "more_of"):
        del old["verdict"][name]
    card = Card.model_validate_json(json.dumps(old))
    assert card.trained_on_sha256 == ""
    assert card.verdict.constant is None
