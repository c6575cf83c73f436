import resource

import numpy as np
import pytest
from onnx import ModelProto

from peel.detection.frame import Frame
from peel.detection.maps import MapFile, fill_in
from peel.detection.sight import Sight
from peel.errors import PeelError

SIGHT = Sight(ModelProto(), (2, 3, 4), Frame(64, 96), 0.0)


def test_maps_come_back_as_they_were(tmp_path):
    file = MapFile(tmp_path, n=2, sight=SIGHT)
    pictures = [np.full((10, 20, 3), level, np.uint8) for level in (1, 2)]

    def look(picture):
        return [
            np.full((1, c, 64 // s, 96 // s), picture[0, 0, 0], np.float32)
            for c, s in ((2, 8), (3, 16), (4, 32))
        ]

    assert fill_in(file, pictures, look=look) == [(10, 20), (10, 20)]
    assert [float(one.mean()) for one in file.take([1, 0])] == [1.5, 1.5, 1.5]
    assert file.take([1])[0].shape == (1, 2, 8, 12)
    assert len(file) == 2
    assert [one.shape[1] for one in file.finest(2).take([0])] == [2, 3]
    assert file.finest(2).widths == (2, 3)


def test_disk_gives_all_room_at_once(tmp_path):
    MapFile(tmp_path, n=100, sight=SIGHT)
    for path in tmp_path.iterdir():
        assert path.stat().st_blocks * 512 >= path.stat().st_size


def test_disk_without_room_is_told(tmp_path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        with pytest.raises(PeelError, match=r"^P701 "):
            MapFile(tmp_path, n=100, sight=SIGHT)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
