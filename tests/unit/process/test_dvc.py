import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.process import dvc
from peel.types.event import Ended, Event, Refused, Started, to_fields


def repro(project: Path, *arguments: str) -> list[str]:
    """What the stages told, as words."""
    events = project / "events.jsonl"
    shown: list[Event] = []
    seen = dvc.repro(project, arguments, events=events, on_event=shown.append)
    assert seen == shown
    return [f"{told['event']} {told['stage']}" for told in map(to_fields, seen)]


def refusal(project: Path) -> str:
    with pytest.raises(PeelError) as caught:
        repro(project)
    return str(caught.value)


@pytest.mark.slow
def test_only_what_changed_runs_again(project: Path) -> None:
    assert repro(project) == ["started first", "ended first", "started second", "ended second"]
    assert repro(project) == ["started first", "ended first", "skipped second"]
    assert repro(project, "--single-item", "second") == ["skipped second"]
    assert dvc.changed_stages(project) == {"first"}
    (project / "given.txt").write_text("something else")
    assert dvc.changed_stages(project) == {"first", "second"}
    assert repro(project, "--single-item", "second") == ["started second", "ended second"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("refuse", "P999 no: got g; allowed: a; do: d"),
        ("crash", "P712 a stage stopped before its end: got exit code 1: ValueError: a bug;"),
        ("kill", "P712 a stage stopped before its end: got killed by SIGKILL"),
        ("full", "P701 disk full while writing: got "),
    ],
)
def test_stage_that_fails_is_one_refusal(given: str, words: str, project: Path) -> None:
    (project / "given.txt").write_text(given)
    assert refusal(project).startswith(words)
    (project / "given.txt").write_text("all is well")
    assert repro(project, "second")[-1] == "ended second"


@pytest.mark.slow
def test_damaged_file_is_made_anew_once(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PEEL_EVENTS", raising=False)
    (project / "given.txt").write_text("damage")
    told: list[Event] = []
    dvc.repro(project, events=project / "events.jsonl", on_event=told.append)
    second = [type(event) for event in told if getattr(event, "stage", "") == "second"]
    assert second == [Started, Refused, Started, Ended]
    assert capfd.readouterr().err == "warning: damaged: shard; it is made anew\n"


@pytest.mark.slow
def test_broken_pipeline_is_one_refusal(project: Path) -> None:
    (project / "dvc.yaml").write_text("stages: [")
    assert refusal(project).startswith("P713 DVC could not do it: got ")
    with pytest.raises(PeelError, match=r"^P713 .*; do: read .peel/logs/dvc.log"):
        dvc.changed_stages(project)


@pytest.mark.slow
def test_busy_project_is_refused(project: Path) -> None:
    (project / "dvc.yaml").write_text("stages: {s: {cmd: sleep 60, outs: [o]}}")
    command = [sys.executable, "-m", "dvc", "repro"]
    other = subprocess.Popen(
        command, cwd=project, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        while not (project / ".dvc" / "tmp" / "rwlock").exists():
            time.sleep(0.05)
        time.sleep(0.2)
        assert refusal(project).startswith(
            f"P711 another DVC command works on this project: got process {other.pid};"
        )
        dvc.heal(project)
        assert (project / ".dvc" / "tmp" / "rwlock").exists()
    finally:
        os.killpg(other.pid, signal.SIGKILL)
        other.wait()


def test_lock_of_the_dead_is_removed(project: Path) -> None:
    """A number that another process has got meanwhile: this one."""
    path = project / ".dvc" / "tmp" / "rwlock"
    path.parent.mkdir()
    path.write_text(json.dumps({"read": {"f": [{"pid": os.getppid(), "cmd": "dvc repro"}]}}))
    dvc.heal(project)
    assert not path.exists()


def test_no_lock_needs_no_healing(project: Path) -> None:
    dvc.heal(project)
    assert not (project / ".dvc" / "tmp").exists()


@pytest.mark.slow
def test_git_that_comes_later_is_noticed(tmp_path: Path) -> None:
    (tmp_path / ".dvc").mkdir()
    (tmp_path / ".dvc" / "config").write_text("[core]\n    analytics = false\n")
    local = tmp_path / ".dvc" / "config.local"
    dvc.settle(tmp_path)
    assert "no_scm = true" in local.read_text()
    before = local.stat().st_mtime_ns
    dvc.settle(tmp_path)
    assert local.stat().st_mtime_ns == before
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    dvc.settle(tmp_path)
    assert "no_scm = false" in local.read_text()


def test_git_from_the_start_needs_no_word(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / ".dvc").mkdir()
    dvc.settle(tmp_path)
    assert not (tmp_path / ".dvc" / "config.local").exists()


def test_ignored_project_has_no_git(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / ".gitignore").write_text("/work\n")
    (tmp_path / "work" / ".dvc").mkdir(parents=True)
    dvc.settle(tmp_path / "work")
    assert "no_scm = true" in (tmp_path / "work/.dvc/config.local").read_text()


def test_usage_is_sent_unless_switched_off(project: Path) -> None:
    assert not dvc.sends_usage(project)
    (project / ".dvc" / "config").write_text("[core]\n    no_scm = true\n")
    assert dvc.sends_usage(project)


def test_lock_that_a_full_disk_emptied_goes(tmp_path: Path) -> None:
    path = tmp_path / ".dvc" / "tmp" / "rwlock"
    path.parent.mkdir(parents=True)
    path.touch()
    dvc.heal(tmp_path)
    assert not path.exists()


def test_last_words_are_no_address() -> None:
    said = "1 validation error for Row\nlog_loss\n  Input should be a number\n    For further information visit https://x\n"
    assert dvc._last_words(said) == ": Input should be a number"
