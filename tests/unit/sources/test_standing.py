from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from peel.sources import standing

READ = standing.Reading(["raw"], ["tasks"])
WORDS = "2 pictures (class folders), state 0123"
LATER_NS = time.time_ns() + 3600 * 10**9
DVC = "stages:\n  scan:\n    outs:\n      - data/scan/source.json\n      - data/split/given.csv\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that was scanned."""
    texts = {
        "dvc.yaml": DVC,
        "params.yaml": "ingest: {source: raw}\n",
        "raw/cat/a.png": "a",
        "raw/dog/b.png": "b",
        "tasks/scan.py": "x = 1\n",
        "data/scan/source.json": "{}",
        "data/scan/code/scan.txt": "0",
    }
    for name, text in texts.items():
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    standing.remember(tmp_path / "project", WORDS, reading=READ, since_ns=LATER_NS)
    return tmp_path / "project"


def write(name: str) -> Callable[[Path], object]:
    """What a change of one file does."""
    return lambda project: (project / name).write_text("other")


CHANGES: dict[str, Callable[[Path], object]] = {
    "a picture has other bytes": write("raw/cat/a.png"),
    "a picture came": write("raw/cat/c.png"),
    "a picture went": lambda project: (project / "raw/cat/a.png").unlink(),
    "a picture has another class": lambda project: (project / "raw/cat/a.png").rename(
        project / "raw/dog/a.png"
    ),
    "an empty class folder came": lambda project: (project / "raw/bird").mkdir(),
    "a parameter has another value": write("params.yaml"),
    "the pipeline has another form": write("dvc.yaml"),
    "code of a stage is another": write("tasks/scan.py"),
    "what was told of the source is another": write("data/scan/source.json"),
    "what was told of the code is gone": lambda project: (
        project / "data/scan/code/scan.txt"
    ).unlink(),
    "a picture lies in a stage's way": write("data/scan/mine.png"),
    "a folder above became a project": lambda project: (project.parent / "dvc.yaml").touch(),
    "the memo is damaged": write(".peel/standing.json"),
    "the source is gone": lambda project: (project / "raw").rename(project / "gone"),
    "a folder is linked into the source": lambda project: (project / "raw/bird").symlink_to(
        project / "raw/cat"
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_change_asks_for_a_scan(project: Path, change: Callable[[Path], object]) -> None:
    change(project)
    assert standing.told(project) is None


def test_unchanged_project_is_told_again(project: Path) -> None:
    assert standing.told(project) == WORDS


def test_output_of_a_later_stage_changes_nothing(project: Path) -> None:
    (project / "data/split").mkdir()
    (project / "data/split/given.csv").write_text("item,part\n")
    assert standing.told(project) == WORDS


def test_compiled_code_changes_nothing(project: Path) -> None:
    (project / "tasks/__pycache__").mkdir()
    (project / "tasks/__pycache__/scan.pyc").write_text("compiled")
    assert standing.told(project) == WORDS


def test_linked_picture_changes_with_its_file(project: Path) -> None:
    (project / "far.png").write_text("far")
    (project / "raw/cat/far.png").symlink_to(project / "far.png")
    standing.remember(project, WORDS, reading=READ, since_ns=LATER_NS)
    (project / "far.png").write_text("farther")
    assert standing.told(project) is None


def test_fresh_file_is_not_trusted_yet(project: Path) -> None:
    standing.remember(project, WORDS, reading=READ, since_ns=time.time_ns())
    assert standing.told(project) is None


def test_absent_source_is_never_remembered(project: Path) -> None:
    standing.remember(project, WORDS, reading=standing.Reading(["no"], []), since_ns=LATER_NS)
    assert not (project / standing.MEMO).exists()


@pytest.mark.parametrize(("name", "told"), [("raw.csv", None), ("raw.zip", WORDS)])
def test_table_is_never_remembered(project: Path, name: str, told: str | None) -> None:
    (project / name).write_text("path,label\nraw/cat/a.png,cat\n")
    reading = standing.Reading([name], [])
    standing.remember(project, WORDS, reading=reading, since_ns=LATER_NS)
    assert standing.told(project) == told


def test_newly_installed_package_asks_for_a_scan(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    standing.remember(project, WORDS, reading=READ, since_ns=LATER_NS)
    (tmp_path / "kinds-1.0.dist-info").mkdir()
    assert standing.told(project) is None
