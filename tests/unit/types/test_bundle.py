"""The card as a file."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from peel.types.bundle import Card, Cost
from peel.types.evaluation import Parity, Reference
from peel.types.items import ImageSpec
from peel.types.label_space import LabelSpace
from peel.types.model import Branch
from peel.types.output import Output
from peel.types.score import Score, Verdict

VERDICT = Verdict(
    verdict="pass", metric="accuracy", score=1, low=0.8, high=1, threshold=0.9, probability=0.9
)
P = Output(name="probabilities", shape=("n", 2), meaning="how probable each is", tolerance=1e-3)
CARD = Card(
    id="0" * 12,
    name="pets",
    kind="classification",
    metric="accuracy",
    space=LabelSpace(names=("cat", "dög"), decision={"thresholds": [0.5, 0.4]}),
    outputs=(P,),
    model_sha256="0" * 64,
    golden_sha256="1" * 64,
    verdict=VERDICT,
    scores=(Score(name="accuracy", value=1, low=0.8, high=1),),
    branches=(Branch(name="lite0", backbone="lite0", key="k", image=ImageSpec(), blend=0.5),),
    depth=12,
    licences=({"name": "Apache-2.0"},),
    data_digest="2" * 64,
    params={"gate": {"threshold": 0.9}},
    versions={"peel": "0.1.0"},
    parity=Parity(n=8, tolerance=2e-3, margin=2e-3, forms={}, outputs={"distance": 0.1}, same=True),
    models_judged=1,
    reference=Reference(n=8, mean=(0.5, 0.5), std=(0.1, 0.1)),
    cost=Cost(macs=384, parameters=20),
)


def test_card_survives_the_file(tmp_path):
    path = tmp_path / "bundle.json"
    path.write_text(CARD.to_json(), "utf-8")
    assert Card.read(path) == CARD
    assert Card.read(path).to_json() == CARD.to_json()


def test_card_states_its_schema():
    assert '"schema_": 3' in CARD.to_json()


def test_card_without_a_verdict_is_refused():
    with pytest.raises(ValidationError, match="verdict"):
        Card.model_validate(CARD.model_dump(exclude={"verdict"}))
