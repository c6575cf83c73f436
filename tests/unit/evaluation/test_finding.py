import json

import pytest

from peel.evaluation.evaluate import evaluate


@pytest.mark.slow
def test_file_finds_what_the_model_finds(things, tmp_path):
    verdict = evaluate(things.exam, tmp_path / "evaluate")
    told = json.loads((tmp_path / "evaluate" / "evaluation.json").read_text())
    assert told["parity"]["same"]
    assert {found["changed"] for found in told["parity"]["forms"].values()} == {0}
    assert told["parity"]["tolerance"] == 0.01
    assert verdict.score > 0.8
