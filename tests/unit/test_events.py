import json

from peel import events
from peel.errors import PeelError


def test_event_is_one_json_line(tmp_path, monkeypatch):
    monkeypatch.setenv("PEEL_EVENTS", str(tmp_path / "e"))
    events.emit("trial", key="a", score=0.5)
    (line,) = (tmp_path / "e").read_text().splitlines()
    assert json.loads(line)["event"] == "trial"


def test_track_tells_the_end(tmp_path, monkeypatch):
    monkeypatch.setenv("PEEL_EVENTS", str(tmp_path / "e"))
    assert list(events.track("abc", total=3, name="n")) == ["a", "b", "c"]
    last = events.read(tmp_path / "e")[0][-1]
    assert (last["done"], last["total"], last["name"]) == (3, 3, "n")


def test_half_line_waits_for_its_rest(tmp_path):
    path = tmp_path / "e"
    path.write_text('{"event": "a"}\n{"eve')
    found, offset = events.read(path)
    assert [e["event"] for e in found] == ["a"]
    path.write_text('{"event": "a"}\n{"event": "b"}\n')
    assert [e["event"] for e in events.read(path, offset)[0]] == ["b"]


def test_missing_file_holds_no_event(tmp_path):
    assert events.read(tmp_path / "none", 7) == ([], 7)


def test_warning_without_a_file_is_shown(monkeypatch, capsys):
    monkeypatch.delenv("PEEL_EVENTS", raising=False)
    events.emit("warning", message="look")
    assert "look" in capsys.readouterr().err


def test_cut_off_line_is_left_out(tmp_path):
    path = tmp_path / "events.jsonl"
    path.write_text('{"event": "pro{"event": "warning"}\n{"event": "ended"}\n')
    assert events.read(path)[0] == [{"event": "ended"}]


def test_event_that_cannot_be_told_stops_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("PEEL_EVENTS", str(tmp_path / "nowhere" / "events.jsonl"))
    events.emit("started", stage="split")


def test_refusal_is_told_in_its_parts(tmp_path, monkeypatch):
    monkeypatch.setenv("PEEL_EVENTS", str(tmp_path / "events.jsonl"))
    events.emit_error(PeelError("P999", "no", got=3, allowed="a", do="d"), "split")
    ((told,), _) = events.read(tmp_path / "events.jsonl")
    assert (told["stage"], told["code"], told["got"], told["do"]) == ("split", "P999", "3", "d")


def test_shown_warning_is_one_line(monkeypatch, capsys):
    monkeypatch.delenv("PEEL_EVENTS", raising=False)
    events.emit("warning", message="a\n\x1b[2J")
    assert capsys.readouterr().err == "warning: a\\n\\x1b[2J\n"
