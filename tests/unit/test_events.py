"""What is told is written as lines and read as records."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from peel import events
from peel.errors import PeelError
from peel.types.event import Ended, Progress, Refused, Started, Tried, Warned

Patch = pytest.MonkeyPatch


@pytest.fixture
def file(tmp_path: Path, monkeypatch: Patch) -> Path:
    """The file that events go to."""
    monkeypatch.setenv("PEEL_EVENTS", str(tmp_path / "events.jsonl"))
    return tmp_path / "events.jsonl"


def test_event_is_one_json_line(file: Path) -> None:
    events.tell(Tried(key="a", name="lda\n", score=0.5))
    (line,) = file.read_text().splitlines()
    told = json.loads(line)
    assert (told["event"], told["name"], told["score"]) == ("trial", "lda\n", 0.5)
    assert told["time"] > 1e9


def test_what_is_told_is_read(file: Path) -> None:
    events.tell(Started(stage="split"))
    events.warn("look")
    started, warned = events.read(file)[0]
    assert (started, warned) == (
        Started(stage="split", time=started.time),
        Warned(message="look", time=warned.time),
    )
    assert 0 < started.time <= warned.time


def test_track_tells_the_end(file: Path) -> None:
    assert list(events.track("abc", total=3, name="n")) == ["a", "b", "c"]
    last = events.read(file)[0][-1]
    assert last == Progress(name="n", done=3, total=3, time=last.time)


def test_half_line_waits_for_its_rest(file: Path) -> None:
    file.write_text('{"event": "ended", "stage": "a"}\n{"eve')
    found, offset = events.read(file)
    assert found == [Ended(stage="a")]
    file.write_text('{"event": "ended", "stage": "a"}\n{"event": "warning", "message": "b"}\n')
    assert events.read(file, offset)[0] == [Warned(message="b")]


def test_missing_file_holds_no_event(tmp_path: Path) -> None:
    assert events.read(tmp_path / "none", 7) == ([], 7)


def test_warning_without_a_file_is_shown(
    monkeypatch: Patch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PEEL_EVENTS", raising=False)
    events.warn("look")
    events.tell(Started(stage="split"))
    assert capsys.readouterr().err == "warning: look\n"


@pytest.mark.parametrize("line", ['{"event": "pro', "7", '{"event": "song"}', '{"event": "ended"}'])
def test_line_that_says_nothing_is_left_out(file: Path, line: str) -> None:
    """Cut off by a full disk, or told by another version."""
    file.write_text(line + '\n{"event": "ended", "stage": "a"}\n')
    assert events.read(file)[0] == [Ended(stage="a")]


def test_event_that_cannot_be_told_stops_nothing(tmp_path: Path, monkeypatch: Patch) -> None:
    monkeypatch.setenv("PEEL_EVENTS", str(tmp_path / "nowhere" / "events.jsonl"))
    events.tell(Started(stage="split"))
    assert not (tmp_path / "nowhere").exists()


def test_refusal_is_told_in_its_parts(file: Path) -> None:
    events.emit_error(PeelError("P999", "no", got=3, allowed="a", do="d"), "split")
    (told,) = events.read(file)[0]
    parts = {"what": "no", "got": "3", "allowed": "a", "do": "d"}
    message = "P999 no: got 3; allowed: a; do: d"
    assert told == Refused(time=told.time, stage="split", code="P999", message=message, **parts)


def test_shown_warning_is_one_line(monkeypatch: Patch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("PEEL_EVENTS", raising=False)
    events.warn("a\n\x1b[2J")
    assert capsys.readouterr().err == "warning: a\\n\\x1b[2J\n"
