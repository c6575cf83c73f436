import os

import numpy as np
import pytest

from peel.cache import Cache

ROW = np.arange(8, dtype=np.float16)


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "cache")


def test_cache_returns_what_was_put(cache):
    cache.put("k" * 64, "ab12", array=ROW)
    np.testing.assert_array_equal(cache.get("k" * 64, "ab12"), ROW)


def test_cache_misses_another_key(cache):
    cache.put("k" * 64, "ab12", array=ROW)
    assert cache.get("j" * 64, "ab12") is None


@pytest.mark.parametrize("at", [0, 20, 70, 130, -33, -32, -1])
def test_flipped_bit_counts_as_missing(cache, at):
    cache.put("k" * 64, "ab12", array=ROW)
    (path,) = cache.root.rglob("*.npy")
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)
    assert cache.get("k" * 64, "ab12") is None
    assert cache.damaged == ["ab12"]


@pytest.mark.parametrize("length", [0, 10, 90, 144])
def test_cut_file_counts_as_missing(cache, length):
    cache.put("k" * 64, "ab12", array=ROW)
    (path,) = cache.root.rglob("*.npy")
    path.write_bytes(path.read_bytes()[:length])
    assert cache.get("k" * 64, "ab12") is None


def test_array_of_another_item_is_refused(cache):
    for item in ("ab12", "ab34"):
        cache.put("k" * 64, item, array=ROW)
    first, second = sorted(cache.root.rglob("*.npy"))
    second.write_bytes(first.read_bytes())
    assert cache.get("k" * 64, "ab34") is None
    assert cache.get("k" * 64, "ab12") is not None


def test_prune_removes_least_recently_used(tmp_path):
    cache = Cache(tmp_path, limit_gb=1.5 * 176 / 2**30)
    for age, item in ((9, "aa"), (5, "bb")):
        cache.put("k" * 64, item, array=ROW)
        (path,) = (p for p in tmp_path.rglob("*.npy") if p.stem == item)
        os.utime(path, (1e9 - age, 1e9 - age))
    assert cache.prune() == 1
    assert cache.get("k" * 64, "aa") is None
    assert cache.get("k" * 64, "bb") is not None


def test_prune_counts_kept_graphs(tmp_path):
    """An old graph of 14 MB would otherwise stay for ever."""
    cache = Cache(tmp_path, limit_gb=2.5 * 176 / 2**30)
    graphs = [tmp_path / "networks" / f"{name}.onnx" for name in ("old", "new")]
    graphs[0].parent.mkdir()
    for age, path in zip((9, 1), graphs, strict=True):
        path.write_bytes(bytes(176))
        os.utime(path, (1e9 - age, 1e9 - age))
    cache.put("k" * 64, "aa", array=ROW)
    assert cache.prune() == 1
    assert [path.exists() for path in graphs] == [False, True]
