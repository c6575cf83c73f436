import numpy as np
import pytest
import torch
from torch import nn
from torchvision.models import resnet18

from peel.backbones.dense import MAPS, DenseNetwork, to_onnx
from peel.backbones.taps import TapNetwork
from peel.backbones.torchvision import points
from peel.errors import PeelError
from peel.runtime.session import open_session
from peel.types.backbone import TapPoint
from peel.types.items import ImageSpec

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def network(taps):
    return DenseNetwork(taps)


def test_last_block_of_stride_is_taken(network):
    assert network.paths == ["blocks.2.1", "blocks.4.2", "blocks.6.0"]
    assert network.widths == [40, 112, 320]


def test_maps_behind_a_depth_are_not_given(network, taps):
    shallow = DenseNetwork(taps, to=network.depths[1])
    assert shallow.widths == [40, 112]
    assert shallow.depth_full == network.depth_full == network.depths[-1]
    graph = to_onnx(shallow, (96, 160))
    assert [one.name for one in graph.graph.output] == ["map_08", "map_16"]
    assert len(graph.graph.node) < len(to_onnx(network, (96, 160)).graph.node)


def test_maps_have_their_strides(network):
    with torch.no_grad():
        maps = network(torch.zeros(1, 3, 96, 160))
    assert [tuple(one.shape[2:]) for one in maps] == [(12, 20), (6, 10), (3, 5)]


def test_graph_says_what_torch_says(network):
    pixels = torch.rand(2, 3, 96, 160) * 255
    session = open_session(to_onnx(network, (96, 160)).SerializeToString())
    with torch.no_grad():
        want = network(pixels)
    for got, one in zip(session.run([*MAPS], {"pixels": pixels.numpy()}), want, strict=True):
        np.testing.assert_allclose(got, one.numpy(), rtol=1e-2, atol=1e-3)


def test_residual_network_has_maps_too():
    body = resnet18(weights=None).eval()
    network = DenseNetwork(TapNetwork(body, points=points(body), image=ImageSpec()).eval())
    assert network.widths == [128, 256, 512]


def test_network_without_strides_is_refused():
    body = nn.Sequential(nn.Conv2d(3, 4, 3, stride=8, padding=1))
    taps = TapNetwork(body, points=[TapPoint(index=0, block="0", path="0")], image=ImageSpec())
    with pytest.raises(PeelError, match="P668"):
        DenseNetwork(taps)
