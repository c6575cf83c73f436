"""A bundle that finds things: what is blue in the right half of a picture, what is red in its left half."""

from __future__ import annotations

import json

import numpy as np
from onnx import TensorProto, helper

from peel.bundle.golden import Golden, pack
from peel.problem import find
from peel.runtime.session import open_session, run
from peel.types.label_space import LabelSpace
from tests.unit.bundle.conftest import pictures

KIND, NAMES = "detection", ("blue", "red")
SPACE = LabelSpace(names=NAMES, decision={"thresholds": [0.5, 0.5], "left_out": ["green"]})
# What it finds in a picture of 12 x 9 pixels that is red.
RED = {"name": "red", "box": [0, 0, 6, 9]}


def onnx_bytes():
    """Two boxes a picture, each as sure as the mean level of its colour."""
    node, tensor = helper.make_node, helper.make_tensor
    kinds = {"f": TensorProto.FLOAT, "i": TensorProto.INT64}
    nodes = [
        node("Cast", ["image"], ["pixels"], to=TensorProto.FLOAT),
        node("ReduceMean", ["pixels"], ["means"], axes=[1, 2], keepdims=0),
        node("Gather", ["means", "bluered"], ["two"], axis=1),
        node("Mul", ["two", "share"], ["sure"]),
        node("Reshape", ["sure", "flat"], ["scores"]),
        node("Mul", ["sure", "nought"], ["zeros"]),
        node("Add", ["zeros", "places"], ["placed"]),
        node("Reshape", ["placed", "flat"], ["named"]),
        node("Cast", ["named"], ["labels"], to=TensorProto.INT64),
        node("Shape", ["image"], ["shape"]),
        node("Gather", ["shape", "first"], ["n"]),
        node("Range", ["start", "n", "step"], ["count"]),
        node("Cast", ["count"], ["counted"], to=TensorProto.FLOAT),
        node("Unsqueeze", ["counted", "column"], ["rows"]),
        node("Add", ["zeros", "rows"], ["indexed"]),
        node("Reshape", ["indexed", "flat"], ["images"]),
        node("Cast", ["images"], ["image_index"], to=TensorProto.INT64),
        node("Gather", ["shape", "corners"], ["sides"]),
        node("Cast", ["sides"], ["extent"], to=TensorProto.FLOAT),
        node("Mul", ["halves", "extent"], ["drawn"]),
        node("Unsqueeze", ["zeros", "last"], ["deep"]),
        node("Add", ["deep", "drawn"], ["every"]),
        node("Reshape", ["every", "fours"], ["boxes"]),
    ]
    constants = [
        tensor(name, kinds[kind], shape, values)
        for name, kind, shape, values in (
            ("bluered", "i", [2], [2, 0]),
            ("share", "f", [], [1 / 255]),
            ("nought", "f", [], [0]),
            ("flat", "i", [1], [-1]),
            ("places", "f", [1, 2], [0, 1]),
            ("first", "i", [], [0]),
            ("start", "i", [], [0]),
            ("step", "i", [], [1]),
            ("column", "i", [1], [1]),
            ("corners", "i", [4], [2, 1, 2, 1]),
            ("halves", "f", [2, 4], [0.5, 0, 1, 1, 0, 0, 0.5, 1]),
            ("last", "i", [1], [2]),
            ("fours", "i", [2], [-1, 4]),
        )
    ]
    outputs = [
        helper.make_tensor_value_info(name, kind, shape)
        for name, kind, shape in (
            ("boxes", TensorProto.FLOAT, ["m", 4]),
            ("scores", TensorProto.FLOAT, ["m"]),
            ("labels", TensorProto.INT64, ["m"]),
            ("image_index", TensorProto.INT64, ["m"]),
        )
    ]
    image = helper.make_tensor_value_info("image", TensorProto.UINT8, ["n", "h", "w", 3])
    graph = helper.make_graph(nodes, "things", [image], outputs, constants)
    opset = [helper.make_opsetid("", 13)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=8)
    helper.set_model_props(model, {"class_names": json.dumps(NAMES)})
    return model.SerializeToString()


def finder(maker, name="bundle"):
    """The bundle, in a folder of the maker."""
    model, outputs = onnx_bytes(), find(KIND).outputs(SPACE)
    session = open_session(model)
    held = [run(session, image[None], outputs=outputs) for image in pictures()]
    golden = Golden(pictures(), {k: np.concatenate([one[k] for one in held]) for k in held[0]})
    told = {"kind": KIND, "space": SPACE, "outputs": outputs, "name": "things"}
    return maker(name, model=model, golden=pack(golden), **told)
