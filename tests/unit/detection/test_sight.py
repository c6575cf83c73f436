import numpy as np
import pytest

from peel.detection.frame import Frame
from peel.detection.sight import sight

pytestmark = pytest.mark.slow


def test_network_looks_at_any_picture():
    seeing = sight("efficientnet_lite0", Frame(64, 96))
    maps = seeing.look()(np.zeros((50, 200, 3), np.uint8))
    assert [one.shape for one in maps] == [(1, 40, 8, 12), (1, 112, 4, 6), (1, 320, 2, 3)]
    assert (seeing.widths, seeing.fill) == ((40, 112, 320), 127.5)
