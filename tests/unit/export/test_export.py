"""The bundle of a proven file, or a refusal."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from peel.bundle.load import load
from peel.bundle.trained_on import TrainedOn
from peel.errors import PeelError
from peel.export.export import export
from peel.types.evaluation import Evaluation


@pytest.mark.slow
def test_bundle_loads_and_answers(proven, world):
    card = export(proven, world.folder / "export")
    model = load(world.folder / "export")
    (answer,) = model.predict([np.zeros((30, 40, 3), np.uint8)])
    assert answer.class_name in card.space.names
    assert "ab" * 32 in TrainedOn(world.folder / "export", digest=card.trained_on_sha256)


@pytest.mark.slow
def test_differing_file_is_refused(proven, evaluated, tmp_path):
    told = Evaluation.read(evaluated / "evaluation.json")
    differing = told.parity.model_copy(update={"same": False})
    told = told.model_copy(update={"parity": differing})
    (tmp_path / "evaluation.json").write_text(told.to_json())
    with pytest.raises(PeelError) as caught:
        export(replace(proven, evaluated=tmp_path), tmp_path / "out")
    assert caught.value.code == "P602"
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_file_that_was_not_evaluated_is_refused(proven, world, tmp_path):
    data = bytearray((world.folder / "train" / "candidate.onnx").read_bytes())
    data[-1] ^= 1
    (tmp_path / "candidate.onnx").write_bytes(data)
    with pytest.raises(PeelError) as caught:
        export(replace(proven, trained=tmp_path), tmp_path / "out")
    assert caught.value.code == "P603"


@pytest.mark.slow
def test_damaged_golden_batch_is_refused(proven, evaluated, tmp_path):
    shutil.copytree(evaluated, tmp_path / "evaluated")
    path = tmp_path / "evaluated" / "golden.npz"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(PeelError, match=r"P603.*golden\.npz"):
        export(replace(proven, evaluated=path.parent), tmp_path / "out")
