"""`peel.fit` does what `dvc repro` and `peel build` do, and gives the same bytes."""

import subprocess
import sys

import pytest

import peel
import peel.errors
from peel.images.digest import of_file
from peel.process.environment import child_environment
from tests.e2e.small import make

pytestmark = pytest.mark.e2e
SAME = (
    "data/search/choice.json",
    "data/train/heads.npz",
    "data/export/candidate.onnx",
    "data/evaluate/metrics.json",
    "data/export/golden.npz",
)


def test_fit_gives_the_same_bytes(built, tmp_path):
    project = make(tmp_path / "project", 20)
    model = peel.fit(project / "data" / "raw", threshold=0.5, project=project)
    assert {name: of_file(project / name) for name in SAME} == {
        name: of_file(built / name) for name in SAME
    }
    assert of_file(project / "bundle" / "model.onnx") == model.card.model_sha256
    assert model.names == ("a", "b", "c")
    again = peel.fit(project / "data" / "raw", project=project)
    assert again.card == model.card


def test_fit_refuses_what_build_refuses(tmp_path):
    with pytest.raises(peel.errors.PeelError, match=r"^P201 "):
        peel.fit(tmp_path / "nowhere", project=tmp_path / "p")
    with pytest.raises(peel.errors.PeelError, match=r"^P720 "):
        peel.fit(tmp_path, project=tmp_path.parent)


def test_fit_says_its_stages(project, tmp_path):
    """As plain lines where there is no terminal."""
    code = f"import peel; peel.fit({str(project / 'data' / 'raw')!r}, project={str(project)!r})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=child_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("scan      done")
    assert list(tmp_path.iterdir()) == [project]
