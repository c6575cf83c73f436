import os
from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.params.environment import events_file, weights_dir


def test_nothing_set_means_no_folder() -> None:
    assert weights_dir() is None


def test_variable_stands_in_for_the_parameter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEEL_WEIGHTS_DIR", str(tmp_path))
    assert weights_dir() == tmp_path


def test_parameter_wins_over_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEEL_WEIGHTS_DIR", str(tmp_path / "other"))
    assert weights_dir(str(tmp_path)) == tmp_path


def test_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PeelError, match=r"^P105 folder for weights not found"):
        weights_dir(str(tmp_path / "no"))


def test_events_file_is_the_named_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEEL_EVENTS", str(tmp_path / "e.jsonl"))
    assert events_file(tmp_path / "other.jsonl") == tmp_path / "e.jsonl"


def test_events_file_is_named_for_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEEL_EVENTS", "")  # so that it is put back
    monkeypatch.delenv("PEEL_EVENTS")
    assert events_file(tmp_path / "e.jsonl") == tmp_path / "e.jsonl"
    assert os.environ["PEEL_EVENTS"] == str(tmp_path / "e.jsonl")
