"""A project, made from a checkout or from the wheel, is this repository's own pipeline, byte for byte."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from peel.project import template

ROOT = Path(__file__).resolve().parents[2]
INSIDE = "peel/template/"


def pipeline() -> dict[str, bytes]:
    """What makes a project, by path: the code of flows and stages, the edges, DVC's settings."""
    names = [
        *ROOT.glob("flows/*.py"),
        *ROOT.glob("tasks/*.py"),
        ROOT / "dvc.yaml",
        ROOT / ".dvc" / "config",
    ]
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in names}


def built(folder: Path) -> Path:
    """The wheel of this checkout."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run([*command, str(ROOT)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    return zipfile.ZipFile(built(tmp_path_factory.mktemp("wheel")))


def test_project_equals_the_repository(tmp_path: Path) -> None:
    template.make(tmp_path / "project")
    made = {name: (tmp_path / "project" / name).read_bytes() for name in pipeline()}
    assert made == pipeline()


@pytest.mark.slow
def test_wheel_carries_the_whole_pipeline(wheel: zipfile.ZipFile) -> None:
    inside = [name for name in wheel.namelist() if name.startswith(INSIDE)]
    carried = {name.removeprefix(INSIDE): wheel.read(name) for name in inside}
    assert {name: carried.get(name) for name in pipeline()} == pipeline()
    assert set(carried) >= set(dict(template.template_files()))


@pytest.mark.slow
def test_wheel_installs_peel_only(wheel: zipfile.ZipFile) -> None:
    """`flows` and `tasks` as packages of their own would clash in anybody's environment."""
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"peel"}


@pytest.mark.slow
def test_wheel_carries_the_whole_library(wheel: zipfile.ZipFile) -> None:
    there = {path.relative_to(ROOT).as_posix() for path in (ROOT / "peel").rglob("*.py")}
    assert there - set(wheel.namelist()) == set()


@pytest.mark.slow
def test_wheel_is_the_same_twice(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    """So that anybody can build it and see that it is what was published."""
    assert built(tmp_path).read_bytes() == Path(str(wheel.filename)).read_bytes()
