import numpy as np
import onnx
import pytest
import torch

from peel.backbones import cut
from peel.backbones.writing import to_onnx
from peel.runtime.session import open_session

SIZE_PX = 64


@pytest.fixture(scope="module")
def pixels():
    return np.random.default_rng(0).integers(0, 256, (2, 3, SIZE_PX, SIZE_PX)).astype(np.float32)


def test_graph_equals_the_network(graph, taps, pixels):
    got = open_session(graph.SerializeToString()).run(None, {cut.INPUT: pixels})
    with torch.no_grad():
        want = taps(torch.from_numpy(pixels))
    assert len(got) == len(want) == 18
    for a, b in zip(got, want, strict=True):
        np.testing.assert_allclose(a, b.numpy(), atol=2e-3)


def test_cut_equals_the_whole_graph(graph, pixels):
    tap = cut.layout(graph)[9]
    part = open_session(cut.cut(graph, [tap.output]).SerializeToString())
    whole = open_session(graph.SerializeToString())
    np.testing.assert_array_equal(
        part.run(None, {cut.INPUT: pixels})[0], whole.run([tap.output], {cut.INPUT: pixels})[0]
    )


def test_cut_really_removes_parameters(graph):
    sizes = [cut.cost(cut.cut(graph, [tap.output])) for tap in cut.layout(graph)]
    assert sizes == sorted(sizes)
    assert sizes[9][0] < 0.15 * sizes[-1][0]


def test_counted_cost_is_the_known_one(graph):
    parameters, macs = cut.cost(graph)
    assert parameters == pytest.approx(3.35e6, rel=0.01)
    assert macs == pytest.approx(384e6 * (SIZE_PX / 224) ** 2, rel=0.02)


def test_poolings_are_prefixes(graph):
    block = cut.layout(graph)[9]
    assert (block.width, block.expansion, block.total) == (112, 480, 6 * 112 + 480)
    assert [block.prefix(p) for p in ("mean", "ems", "emsg")] == [112, 704, 1152]


def test_graph_holds_no_path_of_this_machine(graph):
    assert b"site-packages" not in graph.SerializeToString()


@pytest.mark.slow
def test_export_is_the_same_twice(taps, graph):
    assert to_onnx(taps, SIZE_PX) == graph.SerializeToString(deterministic=True)
    onnx.checker.check_model(graph)
