from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from peel.bundle.load import load
from peel.cli.main import run
from peel.cli.watching import Way, _say, _write, watch_films
from peel.errors import PeelError
from peel.films.reel import Seen, Watching
from tests.unit.films.drawn import scene, write_film

pytestmark = pytest.mark.slow


@pytest.fixture
def place(make_bundle, tmp_path, monkeypatch):
    """A folder with a bundle and a film."""
    make_bundle("bundle")
    monkeypatch.chdir(tmp_path)
    write_film(tmp_path / "film.mp4", [*scene(1, 20), *scene(2, 20)])
    return tmp_path


def test_shots_of_a_film_are_answered(place, capfd):
    assert run(["predict", "film.mp4", "--out", "seen", "--format", "json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert [(one["start_s"], one["end_s"]) for one in told] == [(0.0, 0.8), (0.8, 1.6)]
    with open(place / "seen" / "segments.csv", newline="") as file:
        assert [row["label"] for row in csv.DictReader(file)] == [one["label"] for one in told]


def test_unread_film_ends_with_one(place, capfd):
    (place / "bad.mp4").write_text("no film")
    assert run(["predict", ".", "--format", "csv"]) == 1
    said = capfd.readouterr()
    assert said.out.splitlines()[0] == '"video","start_s","end_s","label","score"'
    assert "P290" in said.err


@pytest.mark.usefixtures("place")
def test_films_and_pictures_are_asked_apart(capfd):
    assert run(["predict", "film.mp4", "a.png"]) == 2
    assert "P691" in capfd.readouterr().err


def test_nothing_that_is_there_is_replaced(place):
    with pytest.raises(PeelError, match=r"^P280 "):
        watch_films([Path("film.mp4")], load("bundle"), how=Watching(), way=Way("csv", place))


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("option", ["--window", "--top"])
def test_option_without_use_is_refused(option, capfd):
    assert run(["predict", "film.mp4", option, "3"]) == 2
    said = capfd.readouterr().err
    assert "P107 " in said
    assert option in said


def test_true_tracks_are_of_one_film(place, capfd):
    assert run(["predict", "film.mp4", "--truth", "gt.txt"]) == 1
    assert "P297 " in capfd.readouterr().err
    write_film(place / "other.mp4", scene(1, 20))
    assert run(["predict", "film.mp4", "other.mp4", "--truth", "gt.txt"]) == 2
    assert "P107 " in capfd.readouterr().err


def test_scores_take_the_place_of_rows(tmp_path, capsys):
    seen = Seen("events", ("video", "track"), [("a", 1)], scores={"video": "a", "mota": None})
    _say([seen], "table")
    assert capsys.readouterr().out.split() == ["video", "mota", "a"]
    _write(tmp_path / "seen", {Path("a.mp4"): seen})
    assert (tmp_path / "seen" / "scores.csv").read_text() == '"video","mota"\n"a",""\n'
    assert (tmp_path / "seen" / "events.csv").exists()
