import json

import numpy as np
import onnx
import pytest

from peel.runtime.session import open_session

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def model(world):
    return onnx.load(world.folder / "train" / "candidate.onnx")


@pytest.fixture(scope="module")
def session(world):
    return open_session((world.folder / "train" / "candidate.onnx").read_bytes())


def test_file_takes_raw_pixels_of_any_size(model):
    (given,) = model.graph.input
    shape = [d.dim_param or d.dim_value for d in given.type.tensor_type.shape.dim]
    assert given.type.tensor_type.elem_type == onnx.TensorProto.UINT8
    assert shape[0] == "n"
    assert shape[3] == 3
    assert not any(isinstance(side, int) for side in shape[:3])


def test_file_is_sound(model):
    onnx.checker.check_model(model, full_check=True)


@pytest.mark.parametrize("shape", [(1, 1), (7, 300), (64, 64)])
def test_picture_of_any_size_is_answered(session, shape):
    picture = np.random.default_rng(0).integers(0, 255, (1, *shape, 3), np.uint8)
    (first, *_) = session.run(None, {session.get_inputs()[0].name: picture})
    assert first.sum() == pytest.approx(1, abs=1e-5)


def test_metadata_are_text_or_json(model):
    texts = {prop.key: prop.value for prop in model.metadata_props}
    assert json.loads(texts["class_names"]) == ["across", "along"]


def test_names_of_nodes_never_clash(model):
    made = [name for node in model.graph.node for name in node.output]
    assert len(made) == len(set(made))
