"""Several labels a picture, from a table with a column a label to answers, and what runs again."""

import csv
import json as json_format
import shutil

import pytest

from peel.images.digest import of_file
from peel.testing.synthetic import THINGS, write_labels
from tests.e2e.small import PARAMS, json, peel, repro, set_param

pytestmark = pytest.mark.e2e
LEARNT = ("data/search/choice.json", "data/train/candidate.onnx", "data/train/heads.npz")


def _make(folder):
    """A project of 90 drawn pictures of three labels, of which every seventh cell is unknown."""
    made = peel("init", folder, cwd=folder.parent)
    assert made.returncode == 0, made.stderr
    for key, value in {**PARAMS, "problem.kind": "multilabel"}.items():
        set_param(folder, key, value)
    shutil.rmtree(folder / "data" / "raw", ignore_errors=True)
    write_labels(folder / "data" / "raw", n=90, k=3)
    table = folder / "data" / "raw" / "labels.csv"
    head, *lines = csv.reader(table.read_text("utf-8").splitlines())
    for number, line in enumerate(lines):
        if number % 7 == 0:
            line[1 + number % 3] = ""
    table.write_text("\n".join(map(",".join, [head, *lines])) + "\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    project = _make(tmp_path_factory.mktemp("labels") / "project")
    assert len(repro(project)) == 9
    return project


@pytest.fixture
def project(built, tmp_path):
    return shutil.copytree(built, tmp_path / "project", symlinks=True)


@pytest.mark.often
def test_labels_reach_an_answer(project):
    bundle = project / "data" / "export"
    pictures = sorted((project / "data" / "raw" / "pictures").iterdir())[:30]
    done = peel("predict", *pictures, "--bundle", bundle, "--format", "json", cwd=project)
    answers = json_format.loads(done.stdout)
    lines = (project / "data" / "raw" / "labels.csv").read_text("utf-8").splitlines()[1:31]
    right = [
        answer["probabilities"].keys() == set(THINGS[:3])
        and [str(int(name in answer["labels"])) for name in THINGS[:3]] == line.split(",")[1:]
        for answer, line in zip(answers, lines, strict=True)
    ]
    assert (
        sum(right) >= 15
    )  # of 30, of which four have an unknown label and are not counted as right


@pytest.mark.often
def test_unknown_cells_are_counted_nowhere(project):
    rows = json(project, "evaluate/evaluation.json")["details"]["per_label"]
    assert [row["name"] for row in rows] == sorted(THINGS[:3])
    assert sum(row["n"] for row in rows) < 3 * json(project, "evaluate/metrics.json")["n_test"]


@pytest.mark.often
def test_second_repro_of_labels_runs_scan_only(project):
    assert repro(project) == ["scan"]


def test_threshold_judges_labels_again_only(project):
    before = {name: of_file(project / name) for name in LEARNT}
    set_param(project, "gate.threshold", 1.0)
    assert repro(project) == ["scan", "evaluate", "export", "report"]
    assert {name: of_file(project / name) for name in LEARNT} == before


def test_same_labels_give_the_same_bytes(built, tmp_path):
    again = _make(tmp_path / "again")
    repro(again)
    for name in (*LEARNT, "data/export/bundle.json"):
        assert of_file(again / name) == of_file(built / name), name
