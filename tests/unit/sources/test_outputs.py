from __future__ import annotations

from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.params.sections import Ingest
from peel.problem import find as find_kind
from peel.project import template
from peel.sources.find import find
from peel.sources.outputs import own_outputs, refuse_taken
from peel.sources.source import Terms

TERMS = Terms(Ingest(), find_kind("classification"))


def put(project: Path, *paths: str) -> None:
    for path in paths:
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).touch()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    template.make(tmp_path / "p")
    put(tmp_path / "p/data", "oak/1.jpg", "ash/2.jpg", "evaluate/mistakes/3.png")
    put(tmp_path / "p/data", "search/leaderboard.csv")
    return tmp_path / "p"


@pytest.mark.parametrize("place", ["data", ".", ".."])
def test_own_outputs_are_no_source(project: Path, place: str) -> None:
    found = find([project / place], TERMS)
    assert {row.label for row in found.rows} == {"oak", "ash"}
    assert found.unread == ()


def test_other_folders_write_nothing(tmp_path: Path) -> None:
    (tmp_path / "dvc.yaml").write_text("stages: {a: {}}")
    assert own_outputs(tmp_path) == frozenset()


def test_odd_pipeline_costs_no_error(project: Path) -> None:
    (project / "dvc.yaml").write_text("[")
    assert project / "bundle" in own_outputs(project)


def test_pictures_under_a_stages_name_are_told(project: Path) -> None:
    put(project, "data/train/cat/1.jpg", "data/train/cat/2.jpg", "data/train/candidate.onnx")
    found = find([project / "data"], TERMS)
    told = [(each.path, each.code) for each in found.skipped if each.code == "P238"]
    assert told == [("train", "P238")]
    assert {row.label for row in found.rows} == {"oak", "ash"}


@pytest.mark.parametrize("path", ["data/train/cat/1.jpg", "data/scan/1.png", "data/export/a/b.JPG"])
def test_pictures_that_would_be_replaced_are_refused(project: Path, path: str) -> None:
    put(project, path)
    with pytest.raises(PeelError, match=f"^P238 .*got {path};"):
        refuse_taken(project)


def test_what_stages_write_is_theirs(project: Path) -> None:
    put(project, "data/ingest/shards/a.png", "data/train/.tmp-train-1/1.png", "data/raw/cat/1.jpg")
    refuse_taken(project)
    assert not [each for each in find([project / "data"], TERMS).skipped if each.code == "P238"]
