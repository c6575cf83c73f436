import json

import onnx
import pytest

from peel.errors import PeelError
from peel.images.digest import of_file
from peel.training import train
from peel.types.training import Training


@pytest.fixture(scope="module")
def model(world):
    return onnx.load(world.folder / "train" / "candidate.onnx")


@pytest.mark.slow
def test_same_training_gives_same_bytes(world, tmp_path):
    train.train(world.choice, world.material, folder=tmp_path / "again")
    for name in ("candidate.onnx", "heads.npz", "train.json"):
        assert of_file(tmp_path / "again" / name) == of_file(world.folder / "train" / name)


@pytest.mark.slow
def test_file_takes_pixels_and_gives_probabilities(model):
    (image,), (result,) = model.graph.input, model.graph.output
    assert (image.name, image.type.tensor_type.elem_type) == ("image", onnx.TensorProto.UINT8)
    assert result.name == "probabilities"
    assert [d.dim_value for d in result.type.tensor_type.shape.dim][1] == 2


@pytest.mark.slow
def test_class_names_are_the_only_such_list(model):
    meta = {p.key: p.value for p in model.metadata_props}
    lists = [k for k, v in meta.items() if v.startswith("[") and ("class" in k or "label" in k)]
    assert lists == ["class_names"]
    assert json.loads(meta["class_names"]) == ["across", "along"]
    assert {"calibration", "data_digest", "licences", "peel"} <= set(meta)


@pytest.mark.slow
def test_file_knows_no_threshold_or_verdict(model):
    text = "".join(p.value for p in model.metadata_props)
    assert "threshold" not in text
    assert "verdict" not in text


@pytest.mark.slow
def test_network_is_really_cut(world):
    """No head of this small model reads the last depth."""
    facts = Training.read(world.folder / "train" / "train.json")
    assert facts.depth == max(facts.taps) < facts.depth_full
    assert facts.network_parameters < facts.parameters_full
    assert facts.macs < facts.macs_full


@pytest.mark.slow
def test_another_network_than_searched_is_refused(world):
    (branch,) = world.choice.branches
    other = branch.model_copy(update={"key": "0" * 64})
    with pytest.raises(PeelError) as caught:
        train.network_of(other, world.material.place)
    assert caught.value.code == "P601"
