import json

import pytest

from peel.errors import PeelError
from tasks.stage import run


@pytest.fixture
def told(tmp_path, monkeypatch):
    """What the stage told, once it has run."""
    monkeypatch.setenv("PEEL_EVENTS", str(tmp_path / "events"))
    return lambda: [json.loads(line) for line in (tmp_path / "events").read_text().splitlines()]


def _refuse():
    raise PeelError("P999", "no", got="g", allowed="a", do="d")


def test_result_is_told_in_words(told, capfd):
    run("split", lambda: "4 items")
    started, ended = told()
    assert (started["event"], started["stage"]) == ("started", "split")
    assert (ended["event"], ended["message"]) == ("ended", "4 items")
    assert capfd.readouterr().err == "split: 4 items\n"


def test_seconds_of_the_process_are_told(told):
    run("split", lambda: "")
    assert told()[-1]["cpu_s"] > 0


def test_refusal_is_one_line_and_two(told, capfd):
    with pytest.raises(SystemExit) as caught:
        run("split", _refuse)
    assert caught.value.code == 2
    assert capfd.readouterr().err == "error: P999 no: got g; allowed: a; do: d\n"
    assert [(event["event"], event["stage"]) for event in told()] == [
        ("started", "split"),
        ("error", "split"),
    ]


def test_defect_keeps_its_traceback():
    with pytest.raises(ZeroDivisionError):
        run("split", lambda: str(1 / 0))


def test_letters_that_move_the_cursor_are_spelled(capfd):
    run("split", lambda: "a\x1b[2Jb")
    assert capfd.readouterr().err == "split: a\\x1b[2Jb\n"
