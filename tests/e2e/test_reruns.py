"""What runs again after which change, and that the same gives the same bytes."""

import pytest

from peel.images.digest import of_file
from peel.tables import read_table
from tests.e2e.small import fill, json, make, repro, set_param

pytestmark = pytest.mark.e2e
LEARNT = (
    "data/search/choice.json",
    "data/search/onion.csv",
    "data/train/candidate.onnx",
    "data/train/heads.npz",
)


def _parts(project):
    tables = {p: read_table(project / f"data/split/{p}.parquet") for p in ("train", "test")}
    return {item: part for part, t in tables.items() for item in t["item"].to_pylist()}


@pytest.mark.often
def test_second_repro_runs_scan_only(project):
    assert repro(project) == ["scan"]


@pytest.mark.often
def test_comment_runs_nothing_again(project):
    task = project / "tasks" / "train.py"
    task.write_text(task.read_text().replace("def main", "# why\ndef main") + "\n# the end\n")
    assert repro(project) == ["scan"]


@pytest.mark.often
def test_changed_code_runs_its_stage_again(project):
    task = project / "tasks" / "report.py"
    task.write_text(task.read_text() + "\nCHANGED = 1\n")
    assert repro(project) == ["scan", "report"]


@pytest.mark.often
def test_threshold_judges_again_and_learns_nothing(project):
    before = {name: of_file(project / name) for name in LEARNT}
    set_param(project, "gate.threshold", 1.0)
    assert repro(project) == ["scan", "evaluate", "export", "report"]
    assert json(project, "evaluate/metrics.json")["threshold"] == 1.0
    assert {name: of_file(project / name) for name in LEARNT} == before


def test_added_pictures_cost_their_own_passes(project):
    before = _parts(project)
    fill(project / "data" / "raw", 7, first=20)
    assert "search" in repro(project)
    after = _parts(project)
    assert {item: after[item] for item in before} == before
    learnt_before = sum(part == "train" for part in before.values())
    assert json(project, "search/search.json")["cached"] == learnt_before


def test_second_clone_gives_the_same_bytes(built, tmp_path):
    other = make(tmp_path / "elsewhere", 20)
    repro(other)
    choices = [json(p, "search/choice.json") for p in (built, other)]
    assert choices[0]["leaderboard_digest"] == choices[1]["leaderboard_digest"]
    for name in ("data/export/candidate.onnx", "data/export/bundle.json", *LEARNT):
        assert of_file(built / name) == of_file(other / name), name


def test_sealed_pictures_are_never_learnt_from(tmp_path):
    project = make(tmp_path / "sealed", 0)
    fill(project / "data/raw/train", 12)
    fill(project / "data/raw/test", 5, first=100)
    repro(project, "train")
    before = {name: of_file(project / name) for name in LEARNT}
    fill(project / "data/raw/test", 5, first=100, seed=9)
    assert "search" in repro(project, "train")
    assert {name: of_file(project / name) for name in LEARNT} == before
