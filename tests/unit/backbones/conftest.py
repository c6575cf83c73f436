import onnx
import pytest

from peel.backbones import registry
from peel.backbones.loading import load
from peel.backbones.taps import tapped
from peel.backbones.writing import to_onnx

SIZE_PX = 64


@pytest.fixture(scope="session")
def taps():
    """EfficientNet-Lite0 with its real weights, at a small size."""
    backbone = registry.find("efficientnet_lite0")
    image = backbone.image.model_copy(update={"size_px": SIZE_PX})
    return tapped(backbone, load(backbone)[0], image=image)


@pytest.fixture(scope="session")
def graph(taps):
    return onnx.load_from_string(to_onnx(taps, SIZE_PX))
