"""A new kind of problem is one folder: a toy kind in a package of its own runs from pictures to an answer.

Its labels are no names of what it says, its output has a name of its own, it makes mistakes, and it has no part of the
report: everything that the house does with them it does without knowing them.
"""

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

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "data" / "new_kind"


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
    labels = tuple(map(str, range(24)))
    outputs = [{"shares": p, "odd": p[:, 1]} for p in (right, worse)]
    return Sample(labels, *outputs, "seven")


@pytest.mark.usefixtures("installed")
def test_new_kind_is_found_by_name() -> None:
    assert "parity" in problem.known()
    assert problem.find("parity").name == "parity"
    check_learner(problem.find_learner("parity"), problem.find("parity"), sample=sample())
    assert problem.find_report("parity") is None


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("check", problem_checks(), ids=lambda check: check.__name__)
def test_new_kind_keeps_the_contract(check: Check) -> None:
    check(problem.find("parity"), sample())


@pytest.fixture
def numbers(pictures: Path, tmp_path: Path) -> Path:
    """Cats are 14, dogs are 7, but for six dogs that are called 2: nobody can know those."""
    folder = tmp_path / "numbers"
    for name, number in (("cat", "14"), ("dog", "7")):
        shutil.copytree(pictures / name, folder / number)
    (folder / "2").mkdir()
    for path in sorted((folder / "7").iterdir())[:6]:
        path.rename(folder / "2" / path.name)
    return folder


@pytest.mark.e2e
def test_new_kind_runs_to_an_answer(numbers: Path, pictures: Path, tmp_path: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "PYTHONPATH": f"{FOLDER}{os.pathsep}{ROOT}"}
    project = tmp_path / "project"

    def peel(*words: object, cwd: Path = project) -> str:
        command = ["peel", *map(str, words)]
        done = subprocess.run(
            command, cwd=cwd, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    peel("init", project, cwd=tmp_path)
    params = project / "params.yaml"
    text = params.read_text("utf-8")
    params.write_text(text.replace("kind: classification", "kind: parity"), "utf-8")
    peel("build", "--data", numbers, "--threshold", "0.5")
    card = json.loads((project / "bundle/bundle.json").read_text("utf-8"))
    assert (card["kind"], card["metric"]) == ("parity", "right")
    assert [output["name"] for output in card["outputs"]] == ["shares", "odd"]
    assert card["space"] == {"schema_": 1, "names": ["even", "odd"], "decision": {"modulus": 2}}
    evaluation = json.loads((project / "data/evaluate/evaluation.json").read_text("utf-8"))
    told = {(one["label"], one["answer"]) for one in evaluation["mistakes"]}
    assert ("the number 2", "an odd number") in told
    page = (project / "data/report/report.html").read_text("utf-8")
    assert "the number 2" in page
    assert "an odd number" in page
    cat, dog = pictures / "cat" / "000.png", pictures / "dog" / "029.png"
    answers = json.loads(peel("predict", cat, dog, "--format", "json"))
    assert [answer["parity"] for answer in answers] == ["even", "odd"]
    assert "even" in peel("predict", cat)
    header = peel("predict", cat, "--format", "csv").splitlines()[0]
    assert header.replace('"', "") == "source,parity,share,error"
