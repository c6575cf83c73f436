from __future__ import annotations

import os
import pty
from pathlib import Path

import pytest

from peel.cli.question import ask_level, prepared
from peel.errors import PeelError
from peel.params.load import load
from peel.project import template

UNCLEAR = PeelError(
    "P236", "unclear", got="folder 1: ash, oak; folder 2: s0, s1", allowed="one", do="say it"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for path in ("oak/s0", "oak/s1", "ash/s0", "ash/s1"):
        folder = tmp_path / "data" / "raw" / path
        folder.mkdir(parents=True)
        (folder / "1.png").touch()
    template.make(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("answers", "level"), [(["2"], 2), (["", "1"], None), (["3", "oak", "1"], 1)]
)
def test_only_shown_levels_are_taken(answers: list[str], level: int | None) -> None:
    said = iter(answers)
    assert ask_level(UNCLEAR, lambda _: next(said)) == level


def test_end_of_input_is_no_answer() -> None:
    def end(_: str) -> str:
        raise EOFError

    assert ask_level(UNCLEAR, end) is None


def test_nothing_is_asked_outside_a_terminal(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open(os.devnull, encoding="utf-8") as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        with pytest.raises(PeelError, match="P236"):
            prepared(template.NOTHING)
    assert load(project / "params.yaml").ingest.class_level is None


def test_answer_in_a_terminal_is_written(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    master, slave = pty.openpty()
    os.write(master, b"1\n")
    with os.fdopen(slave, encoding="utf-8") as terminal:
        monkeypatch.setattr("sys.stdin", terminal)
        assert prepared(template.NOTHING) == project
    os.close(master)
    assert load(project / "params.yaml").ingest.class_level == 1
