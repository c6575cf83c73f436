"""Bits that flip in what a build left: the same result, or one error that the next run mends; never another result in silence."""

import os
import subprocess

import pytest

from peel.images.digest import of_file
from peel.process.environment import child_environment
from tests.e2e.small import BIN, json, set_param

pytestmark = pytest.mark.e2e
RESULTS = ("data/search/choice.json", "data/train/candidate.onnx", "data/train/heads.npz")


def _flip(path):
    """One bit in the middle, in place: DVC's cache has the same file by a hard link, and its mode stays."""
    mode = path.stat().st_mode
    path.chmod(0o644)
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 4]))
    path.chmod(mode)


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


def _again(project, *, code):
    """The first run refuses with `code`; the second mends, and ends as if nothing had been."""
    refused = _repro(project)
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
    assert f"{len(features[::2])} features" in done.stderr
    assert _results(linked) == before


def test_flipped_shard_is_packed_anew(linked):
    before = _results(linked)
    shard = max((linked / "data/ingest/shards").glob("*.tar"), key=lambda path: path.stat().st_size)
    whole = of_file(shard)
    _flip(shard)
    for path in (linked / ".peel/cache").rglob("*.npy"):
        path.unlink()
    _again(linked, code="P255")
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
    done = _repro(linked, "--force", "--single-item", "export")
    assert done.returncode != 0
    assert "P603" in done.stdout + done.stderr
