import os

import pytest

from peel.backbones.network import prepare
from peel.backbones.source import WeightSource
from peel.cache import Cache
from peel.images.digest import of_bytes, of_file


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["cut off", "another byte"])
def test_damaged_graph_is_made_anew(tmp_path, damage):
    cache = Cache(tmp_path)
    first = prepare("random", size_px=32, source=WeightSource(), cache=cache)
    (path,) = tmp_path.rglob("*.onnx")
    whole = path.read_bytes()
    path.write_bytes(whole[:-9] if damage == "cut off" else whole[:-1] + bytes([whole[-1] ^ 1]))
    assert prepare("random", size_px=32, source=WeightSource(), cache=cache) == first
    assert of_file(path) == of_bytes(whole)


@pytest.mark.slow
def test_kept_graph_is_taken_as_it_is(tmp_path):
    cache = Cache(tmp_path)
    first = prepare("random", size_px=32, source=WeightSource(), cache=cache)
    (path,) = tmp_path.rglob("*.onnx")
    before = path.stat().st_ino
    os.utime(path, (1e9, 1e9))
    assert prepare("random", size_px=32, source=WeightSource(), cache=cache).key == first.key
    assert path.stat().st_ino == before
    assert path.stat().st_mtime > 1e9  # what was used last is pruned last
    assert prepare("random", size_px=64, source=WeightSource(), cache=cache).key != first.key
