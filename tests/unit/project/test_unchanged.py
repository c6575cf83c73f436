import os
import sys
from pathlib import Path

import pytest

from peel.process import dvc
from peel.project.unchanged import unchanged
from peel.types.event import Event, to_fields

DVC_YAML = """
stages:
  scan: {cmd: python stage.py scan, always_changed: true, outs: [scan.txt: {cache: false}]}
  train: {cmd: python stage.py train, deps: [scan.txt], outs: [train.txt]}
"""
STAGE = """
import shutil, sys
from peel import events
from peel.types.event import Ended, Started
name = sys.argv[1]
events.tell(Started(stage=name))
shutil.copyfile("given.txt" if name == "scan" else "scan.txt", f"{name}.txt")
if name == "scan":
    events.warn("it is not here")
events.tell(Ended(stage=name, message=f"{name} is good"))
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two stages that were built; the source is given.txt."""
    (tmp_path / ".dvc").mkdir()
    (tmp_path / ".dvc" / "config").write_text("[core]\n    analytics = false\n    no_scm = true\n")
    (tmp_path / "dvc.yaml").write_text(DVC_YAML)
    (tmp_path / "stage.py").write_text(STAGE)
    (tmp_path / "given.txt").write_text("a")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    dvc.repro(tmp_path, events=tmp_path / "events.jsonl", on_event=lambda _: None)
    return tmp_path


def asked(project: Path) -> tuple[bool, list[str]]:
    seen: list[Event] = []
    said = unchanged(project, on_event=seen.append)
    told = [to_fields(event) for event in seen]
    return said, [f"{event['event']} {event.get('message', '')}".strip() for event in told]


@pytest.mark.slow
def test_built_project_is_unchanged(project: Path) -> None:
    assert asked(project) == (
        True,
        ["started", "warning it is not here", "stage scan is good", "unchanged"],
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", ["given.txt", "train.txt", "dvc.lock"])
def test_any_change_is_seen(name: str, project: Path) -> None:
    """In the source, in an output, in what DVC knows. The build that follows tells of its scan itself."""
    (project / name).unlink()
    if name == "given.txt":
        (project / name).write_text("b")
    assert asked(project) == (False, [])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "text"), [("stage.py", "raise SystemExit(2)"), (".dvc/config", "[core\n")]
)
def test_whatever_fails_is_no_yes(name: str, text: str, project: Path) -> None:
    (project / name).unlink()
    (project / name).write_text(text)
    assert not asked(project)[0]
