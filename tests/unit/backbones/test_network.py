import os

import numpy as np
import pytest

from peel.backbones.network import prepare
from peel.backbones.source import WeightSource
from peel.cache import Cache
from peel.images.digest import of_bytes, of_file
from peel.runtime.session import open_session
from peel.types.items import Size


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["cut off", "another byte"])
def test_damaged_graph_is_made_anew(tmp_path, damage):
    cache = Cache(tmp_path)
    first = prepare("random", size=Size(32), source=WeightSource(), cache=cache)
    (path,) = tmp_path.rglob("*.onnx")
    whole = path.read_bytes()
    path.write_bytes(whole[:-9] if damage == "cut off" else whole[:-1] + bytes([whole[-1] ^ 1]))
    assert prepare("random", size=Size(32), source=WeightSource(), cache=cache) == first
    assert of_file(path) == of_bytes(whole)


@pytest.mark.slow
def test_kept_graph_is_taken_as_it_is(tmp_path):
    cache = Cache(tmp_path)
    first = prepare("random", size=Size(32), source=WeightSource(), cache=cache)
    (path,) = tmp_path.rglob("*.onnx")
    before = path.stat().st_ino
    os.utime(path, (1e9, 1e9))
    assert prepare("random", size=Size(32), source=WeightSource(), cache=cache).key == first.key
    assert path.stat().st_ino == before
    assert path.stat().st_mtime > 1e9  # what was used last is pruned last
    assert prepare("random", size=Size(64), source=WeightSource(), cache=cache).key != first.key


@pytest.mark.slow
def test_clip_costs_as_much_as_its_frames():
    one, clip = (prepare("random", size=Size(32, n), source=WeightSource()) for n in (1, 6))
    assert clip.key != one.key
    assert [tap.total for tap in clip.taps] == [3 * tap.total for tap in one.taps]
    name = [one.taps[3].output]
    assert clip.cost(name)[1] == 6 * one.cost(name)[1]
    rng = np.random.default_rng(0)
    frames = rng.integers(0, 256, (6, 3, 32, 32)).astype(np.float32)
    (each,) = open_session(one.graph).run(name, {"pixels": frames})
    (vector,) = open_session(clip.graph).run(name, {"pixels": frames})
    means = (np.sign(each) * each**2)[:, : one.taps[3].width].mean(0)
    wanted = np.sign(means) * np.abs(means) ** 0.5
    np.testing.assert_allclose(vector[0, : one.taps[3].width], wanted, atol=2e-3)
