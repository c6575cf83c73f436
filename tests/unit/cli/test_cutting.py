from __future__ import annotations

import csv

import pytest

from peel.cli.cutting import cut_films
from peel.errors import PeelError
from tests.unit.films.drawn import scene, write_film

pytestmark = pytest.mark.slow


def test_shots_are_told_and_written(tmp_path, capsys):
    film = write_film(tmp_path / "my film.mp4", [*scene(1, 30), *scene(2, 30)])
    assert cut_films([film], tmp_path / "shots") == 0
    assert "30 to 59" in capsys.readouterr().out
    with open(tmp_path / "shots" / "shots.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["first_frame"], row["last_frame"]) for row in rows] == [("0", "29"), ("30", "59")]
    assert (tmp_path / "shots" / "001-my-film.jpg").exists()


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
