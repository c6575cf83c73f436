from __future__ import annotations

import csv
from pathlib import Path

import pytest

from peel.cli.cutting import cut_films, say_left_out
from peel.errors import PeelError
from peel.films.shots import Shot
from tests.unit.films.drawn import scene, write_film

pytestmark = pytest.mark.slow


def test_shots_are_told_and_written(tmp_path, capsys):
    film = write_film(tmp_path / "my film ä.mp4", [*scene(1, 30), *scene(2, 30)])
    assert cut_films([film], tmp_path / "shots") == 0
    assert "30 to 59" in capsys.readouterr().out
    with open(tmp_path / "shots" / "shots.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["first_frame"], row["last_frame"]) for row in rows] == [("0", "29"), ("30", "59")]
    assert (tmp_path / "shots" / "001-my-film-ä.jpg").exists()


def test_bad_film_stops_no_other(tmp_path, capsys):
    film = write_film(tmp_path / "film.mp4", scene(1, 10))
    bad = tmp_path / "bad.mp4"
    bad.write_text("no film")
    assert cut_films([bad, film], None) == 1
    told = capsys.readouterr()
    assert "P290" in told.err
    assert "0 to 9" in told.out


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "shots").mkdir()
    with pytest.raises(PeelError) as refused:
        cut_films([tmp_path / "film.mp4"], tmp_path / "shots")
    assert refused.value.code == "P280"


def test_no_film_gives_no_table(tmp_path, capsys):
    assert cut_films([tmp_path / "absent.mp4"], None) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "absent.mp4: there is no such file" in said.err
    assert "convert it" not in said.err


def test_folder_without_film_is_told(tmp_path, capsys):
    assert cut_films([tmp_path], None) == 1
    said = capsys.readouterr().err
    assert "it is no file, but a folder" in said
    assert "ffmpeg" not in said


def test_missing_folder_is_not_made(tmp_path):
    with pytest.raises(PeelError, match=r"^P287 "):
        cut_films([tmp_path / "film.mp4"], tmp_path / "no" / "such" / "shots")
    assert not (tmp_path / "no").exists()


def test_shots_beyond_the_sheet_are_told(capsys):
    few, many = (tuple([Shot(0, 0, 0.0, 0.0)] * n) for n in (200, 230))
    say_left_out({Path("a.mp4"): few, Path("b.mp4"): many})
    assert capsys.readouterr().out.split(" shows ") == [
        "The sheet of b.mp4",
        "the first 200 of 230 shots; all are in shots.csv.\n",
    ]


def test_truth_says_how_right_shots_are(tmp_path, capsys):
    film = write_film(tmp_path / "a.mp4", [*scene(1, 30), *scene(2, 30)])
    other = write_film(tmp_path / "b.mp4", scene(1, 20))
    (tmp_path / "cuts.csv").write_text("film,cut\na.mp4,31\na.mp4,50\n")
    assert cut_films([film, other], tmp_path / "out", truth=tmp_path / "cuts.csv") == 0
    told = [line.split()[1:] for line in capsys.readouterr().out.splitlines()[:3]]
    assert told == [["found", "wrong", "missed", "f1"], ["1", "0", "1", "0.6667"], [*"000", "1.0"]]
    with open(tmp_path / "out" / "scores.csv", newline="") as file:
        assert [row["film"] for row in csv.DictReader(file)][-1] == "all films"
