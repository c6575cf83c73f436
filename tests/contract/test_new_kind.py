"""A new kind of problem is one folder: a toy kind in a package of its own runs from pictures to an answer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from peel import problem
from peel.testing.problems import Check, Sample, check_learner, problem_checks

FOLDER = Path(__file__).resolve().parents[1] / "data" / "new_kind"


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if the package had been installed: on the path, with its entry point."""
    monkeypatch.syspath_prepend(str(FOLDER))
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] == "parity"]:
        del sys.modules[name]


def sample() -> Sample:
    targets = np.arange(24) % 2
    right = (0.2 + 0.6 * np.eye(2)[targets]).astype(np.float32)
    worse = np.where((np.arange(24) < 6)[:, None], right[:, ::-1], right)
    return Sample(tuple(map(str, range(24))), right, worse, unknown_label="seven")


@pytest.mark.usefixtures("installed")
def test_new_kind_is_found_by_name() -> None:
    assert "parity" in problem.known()
    assert problem.find("parity").name == "parity"
    check_learner(problem.find_learner("parity"))


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("check", problem_checks(), ids=lambda check: check.__name__)
def test_new_kind_keeps_the_contract(check: Check) -> None:
    check(problem.find("parity"), sample())


@pytest.mark.e2e
def test_new_kind_runs_to_an_answer(pictures: Path, tmp_path: Path) -> None:
    for name, number in (("cat", "14"), ("dog", "7")):
        shutil.copytree(pictures / name, tmp_path / "numbers" / number)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "PYTHONPATH": str(FOLDER)}

    def peel(*words: object, cwd: Path = tmp_path / "project") -> str:
        command = ["peel", *map(str, words)]
        done = subprocess.run(
            command, cwd=cwd, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    peel("init", tmp_path / "project", cwd=tmp_path)
    params = tmp_path / "project" / "params.yaml"
    text = params.read_text("utf-8").replace("kind: classification", "kind: parity")
    params.write_text(text.replace("metric: accuracy", "metric: right"), "utf-8")
    peel("build", "--data", tmp_path / "numbers", "--threshold", "0.5")
    answers = json.loads(peel("predict", pictures / "cat" / "000.png", "--format", "json"))
    assert "even" in json.dumps(answers)
    assert (
        json.loads((tmp_path / "project/bundle/bundle.json").read_text("utf-8"))["kind"] == "parity"
    )
