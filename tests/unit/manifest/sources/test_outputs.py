from __future__ import annotations

from pathlib import Path

import pytest

from peel.manifest.sources.find import find
from peel.manifest.sources.outputs import own_outputs
from peel.project import template


@pytest.fixture
def project(tmp_path: Path) -> Path:
    template.make(tmp_path / "p")
    for path in ("oak/1.jpg", "ash/2.jpg", "evaluate/mistakes/3.png", "search/leaderboard.csv"):
        (tmp_path / "p/data" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "p/data" / path).touch()
    return tmp_path / "p"


@pytest.mark.parametrize("place", ["data", ".", ".."])
def test_own_outputs_are_no_source(project: Path, place: str) -> None:
    found = find(project / place)
    assert {row.label for row in found.rows} == {"oak", "ash"}
    assert found.unread == ()


def test_other_folders_write_nothing(tmp_path: Path) -> None:
    (tmp_path / "dvc.yaml").write_text("stages: {a: {}}")
    assert own_outputs(tmp_path) == frozenset()


def test_odd_pipeline_costs_no_error(project: Path) -> None:
    (project / "dvc.yaml").write_text("[")
    assert project / "bundle" in own_outputs(project)
