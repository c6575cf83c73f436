"""Bits that flip in what a build left: the same result, or one error that the next run mends; never another result in silence."""

import os
import subprocess

import pytest

from peel.images.digest import of_file
from peel.process.environment import child_environment
from peel.tables import read_table
from tests.e2e.small import BIN, json, set_param

pytestmark = pytest.mark.e2e
RESULTS = ("data/search/choice.json", "data/train/candidate.onnx", "data/train/heads.npz")


def _flip(path, at=None):
    """One bit, in the middle or at `at`, as a disk does it: in place, with mode and times as they were.

    DVC's cache has the same file by a hard link, and DVC does not see it.
    """
    before = path.stat()
    path.chmod(0o644)
    with path.open("r+b") as file:
        file.seek(at or path.stat().st_size // 2)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 4]))
    path.chmod(before.st_mode)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _repro(project, *words):
    return subprocess.run(
        [BIN / "dvc", "repro", *words],
        cwd=project,
        env=child_environment(),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def linked(project):
    """The built project as DVC leaves one on a usual disk: an output and its object in the cache are one file."""
    done = subprocess.run(
        [BIN / "dvc", "checkout", "--relink", "-q"],
        cwd=project,
        env=child_environment(),
        check=False,
    )
    assert done.returncode == 0
    assert (project / "data/train/heads.npz").stat().st_nlink > 1
    return project


def _results(project):
    found = {name: of_file(project / name) for name in RESULTS}
    return found | {"metrics": json(project, "evaluate/metrics.json")}


def _again(project, *words, code):
    """The first run refuses with `code`; the second mends, and ends as if nothing had been."""
    refused = _repro(project, *words)
    assert refused.returncode != 0
    assert code in refused.stdout + refused.stderr
    mended = _repro(project)
    assert mended.returncode == 0, mended.stdout + mended.stderr


@pytest.mark.often
def test_flipped_features_change_no_choice(linked):
    before = _results(linked)
    features = sorted((linked / ".peel/cache").rglob("*.npy"))
    for path in features[::2]:
        _flip(path)
    done = _repro(linked, "--force", "--single-item", "search")
    assert done.returncode == 0, done.stderr
    assert "features in .peel/cache were damaged" in done.stderr
    assert _results(linked) == before


def test_flipped_shard_is_packed_anew(linked):
    before = _results(linked)
    row = read_table(linked / "data/split/train.parquet").to_pylist()[0]
    shard = linked / "data/ingest/shards" / row["shard"]
    whole = of_file(shard)
    _flip(shard, row["offset"] + row["size"] // 2)
    for path in (linked / ".peel/cache").rglob("*.npy"):
        path.unlink()
    _again(linked, "--force", "--single-item", "search", code="P255")
    assert of_file(shard) == whole
    assert _results(linked) == before


@pytest.mark.parametrize("name", ["candidate.onnx", "heads.npz"])
def test_flipped_model_is_never_scored(linked, name):
    before = _results(linked)
    _flip(linked / "data/train" / name)
    set_param(linked, "gate.threshold", 0.6)  # so that evaluate reads it
    _again(linked, code="P604")
    after = _results(linked)
    assert {name: after[name] for name in RESULTS} == {name: before[name] for name in RESULTS}
    assert after["metrics"]["accuracy"] == before["metrics"]["accuracy"]


def test_flipped_golden_batch_is_never_deployed(linked):
    _flip(linked / "data/evaluate/golden.npz")
    _again(linked, "--force", "--single-item", "export", code="P603")
