from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from peel.cache import Cache
from peel.detection import kept
from peel.images import digest, shards
from peel.metrics.boxes import truth_of
from peel.runners import dense
from peel.runners.place import Place
from peel.types.sample import Sample
from tests.unit.detection.test_kept import made


def test_kept_detector_is_found_by_its_key(tmp_path):
    place = Place(shards=tmp_path, cache=Cache(tmp_path / "cache"))
    assert dense.find(place, key="ab") is None
    dense.keep(kept.detector(made()), place, key="ab")
    found = kept.arrays(dense.find(place, key="ab"))
    assert all((found[name] == made()[name]).all() for name in found)


@pytest.mark.parametrize(("side", "frames"), [(8.0, [(64, 960), (96, 1504)]), (200.0, [(32, 256)])])
def test_small_things_get_a_second_frame(tmp_path, side, frames):
    """Strips of 1500 x 90 pixels, each with a thing of this side."""
    buffer = BytesIO()
    Image.new("RGB", (1500, 90)).save(buffer, "PNG")
    name = digest.of_bytes(buffer.getvalue())
    at = shards.pack([(name, buffer.getvalue)], tmp_path / "shards")[name]
    truth = truth_of(np.array([[0.0, 0, side, side]]), np.array([0]))
    lesson = dense.Lesson([Sample(name, name, *at)] * 12, [truth] * 12, np.zeros(12), 1)
    place = Place(shards=tmp_path / "shards", cache=Cache(tmp_path / "cache"))
    assert dense.frames_of(lesson, place) == frames
