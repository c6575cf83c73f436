import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

from peel.backbones.writing import _fold_constants, to_onnx
from peel.runtime.session import open_session
from tests.unit.backbones.conftest import SIZE_PX

pytestmark = pytest.mark.slow


def test_graph_says_what_torch_says(taps, graph):
    pixels = torch.rand(3, 3, SIZE_PX, SIZE_PX) * 255
    with torch.no_grad():
        want = taps(pixels)
    got = open_session(graph.SerializeToString()).run(None, {"pixels": pixels.numpy()})
    for mine, theirs in zip(got, want, strict=True):
        np.testing.assert_allclose(mine, theirs.numpy(), rtol=1e-2, atol=1e-3)


def test_same_network_gives_same_bytes(taps):
    assert hash(to_onnx(taps, SIZE_PX)) == hash(to_onnx(taps, SIZE_PX))


def test_graph_names_no_place_on_disk(graph):
    assert {node.doc_string for node in graph.graph.node} == {""}


def test_number_of_pictures_is_free(graph):
    first = graph.graph.input[0].type.tensor_type.shape.dim[0]
    assert first.dim_param == "n"


def test_constant_part_is_computed_once():
    nodes = [
        helper.make_node("Add", ["one", "two"], ["three"]),
        helper.make_node("Mul", ["x", "three"], ["y"]),
    ]
    constants = [
        helper.make_tensor(n, TensorProto.FLOAT, [], [v]) for n, v in (("one", 1), ("two", 2))
    ]
    ports = [helper.make_tensor_value_info(n, TensorProto.FLOAT, [2]) for n in "xy"]
    graph = helper.make_graph(nodes, "g", ports[:1], ports[1:], constants)
    _fold_constants(graph)
    assert [node.op_type for node in graph.node] == ["Mul"]
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    (y,) = ReferenceEvaluator(model).run(None, {"x": np.array([1, 2], np.float32)})
    assert y.tolist() == [3, 6]


def test_layout_is_told_in_the_file(graph):
    assert [prop.key for prop in graph.metadata_props] == ["taps"]
    onnx.checker.check_model(graph)
