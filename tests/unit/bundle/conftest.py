"""A bundle that tells red, green and blue apart, with real files and a true golden batch."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper

from peel.bundle.golden import Golden, pack
from peel.problem import find
from peel.runtime.session import open_session, run
from peel.types.bundle import Card
from peel.types.evaluation import Parity
from peel.types.items import ImageSpec
from peel.types.label_space import LabelSpace
from peel.types.model import Branch
from peel.types.score import Score, Verdict

COLOURS = ("blue", "green", "red")
NAMES = json.dumps(COLOURS)
SPACE = LabelSpace(names=COLOURS)


def onnx_bytes(
    names=NAMES,
    sharpness=0.02,
    turn=(2, 1, 0),
    image="image",
    output="probabilities",
    doc="",
    *,
    has_distance=False,
):
    """Mean of each channel, times `sharpness`, softmax; channels turned to the order of COLOURS."""
    nodes = [
        helper.make_node("Cast", [image], ["pixels"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["pixels"], ["means"], axes=[1, 2], keepdims=0),
        helper.make_node("Gather", ["means", "turn"], ["turned"], axis=1),
        helper.make_node("Mul", ["turned", "sharpness"], ["logits"]),
        helper.make_node("Softmax", ["logits"], [output], axis=1),
    ]
    constants = [
        helper.make_tensor("turn", TensorProto.INT64, [3], turn),
        helper.make_tensor("sharpness", TensorProto.FLOAT, [], [sharpness]),
    ]
    ports = (
        [helper.make_tensor_value_info(image, TensorProto.UINT8, ["n", "h", "w", 3])],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["n", 3])],
    )
    if has_distance:  # the mean level of all channels: bright pictures are strange
        nodes.append(helper.make_node("ReduceMean", ["means"], ["distance"], axes=[1], keepdims=0))
        ports[1].append(helper.make_tensor_value_info("distance", TensorProto.FLOAT, ["n"]))
    graph = helper.make_graph(nodes, "colours", *ports, constants)
    opset = [helper.make_opsetid("", 13)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=8)
    model.doc_string = doc
    helper.set_model_props(model, {"class_names": names})
    return model.SerializeToString()


PARITY = Parity(n=4, tolerance=1e-3, margin=2e-3, forms={}, outputs={}, same=True)


def pictures():
    """Four pictures of odd sizes, each of one colour with some noise."""
    rng = np.random.default_rng(0)
    images = []
    for place, (height, width) in enumerate([(1, 1), (5, 7), (33, 2), (16, 16)]):
        pixels = rng.integers(0, 40, (height, width, 3))
        pixels[:, :, place % 3] += 180
        images.append(pixels.astype(np.uint8))
    return tuple(images)


def card_of(model, golden, verdict="pass", **changes):
    score = Score(name="accuracy", value=0.94, low=0.9, high=0.97)
    digest, space = hashlib.sha256(model).hexdigest(), changes.get("space", SPACE)
    stranger = changes.get("stranger")
    fields = {
        "id": digest[:12],
        "name": "colours",
        "kind": "classification",
        "metric": "accuracy",
        "space": space,
        "outputs": (
            *find("classification").outputs(space),
            *([stranger.output] if stranger else []),
        ),
        "model_sha256": digest,
        "golden_sha256": hashlib.sha256(golden).hexdigest(),
        "verdict": Verdict(
            verdict=verdict,
            metric="accuracy",
            score=0.94,
            low=0.9,
            high=0.97,
            threshold=0.9,
            probability=0.98,
        ),
        "scores": (score,),
        "branches": (Branch(name="none", backbone="none", key="", image=ImageSpec()),),
        "depth": 0,
        "licences": (),
        "data_digest": "0" * 64,
        "params": {},
        "versions": {"peel": "0.1.0"},
        "parity": PARITY,
        "models_judged": 1,
    }
    return Card(**(fields | changes))


class Maker:
    """Writes bundles under one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(
        self, name="bundle", /, *, model=None, golden=None, model_name="model.onnx", **card
    ):
        folder = self.folder / name
        folder.mkdir(parents=True)
        model = onnx_bytes() if model is None else model
        golden = true_golden() if golden is None else golden
        (folder / model_name).write_bytes(model)
        (folder / "golden.npz").write_bytes(golden)
        (folder / "bundle.json").write_text(card_of(model, golden, **card).to_json(), "utf-8")
        return folder


def true_golden():
    session = open_session(onnx_bytes())
    answers = [run(session, image[None])["probabilities"] for image in pictures()]
    return pack(Golden(pictures(), {"probabilities": np.concatenate(answers)}))


@pytest.fixture
def make_bundle(tmp_path) -> Maker:
    return Maker(tmp_path)


@pytest.fixture
def images():
    return pictures()


@pytest.fixture
def make_onnx():
    return onnx_bytes


@pytest.fixture
def golden_bytes():
    return true_golden()
