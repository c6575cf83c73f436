from __future__ import annotations

import csv

import numpy as np
import pytest

from peel.errors import PeelError
from peel.films.film import open_film
from peel.films.reel import Eye, Watching, find_reel
from peel.metrics.boxes import Found
from peel.problem import find_viewer
from peel.problems.detection.held import hold
from peel.types.label_space import LabelSpace
from tests.unit.films.drawn import write_film
from tests.unit.tracking.moving import frames, look

pytestmark = pytest.mark.slow
SPACE = LabelSpace(names=("red", "blue"), decision={"thresholds": [0.5, 0.5]})


@pytest.fixture(scope="module")
def reel(tmp_path_factory):
    return find_reel(write_film(tmp_path_factory.mktemp("film") / "a.mp4", frames(40)))


def watch(reel, found=look, **how):
    eye = Eye(lambda pictures: hold([found(one) for one in pictures], SPACE), SPACE)
    return find_viewer("detection").watch(reel, eye, how=Watching(**how))


def test_each_thing_is_one_row(reel):
    seen = watch(reel)
    told = [dict(zip(seen.columns, row, strict=True)) for row in seen.rows]
    assert [(one["name"], one["track"], one["last_frame"]) for one in told] == [
        ("red", 1, 40),
        ("blue", 2, 40),
    ]
    assert told[0]["appears_s"] == 0.0
    assert told[1]["appears_s"] == pytest.approx(0.44, abs=0.1)
    assert told[1]["leaves_s"] == 1.6
    assert seen.words.startswith(f"{reel.name}: 1 blue, 1 red; looked at ")


def test_asked_pace_is_kept(reel):
    assert watch(reel, per_second=5.0).words.endswith("looked at 9 of 40 frames")


def test_files_tell_the_same(reel, tmp_path):
    for name, write in watch(reel).files.items():
        write(tmp_path / name)
    lines = np.loadtxt(tmp_path / "tracks.txt", delimiter=",")
    assert lines[lines[:, 1] == 1, 0].tolist() == list(range(1, 41))
    with open(tmp_path / "counts.csv", newline="") as file:
        assert [tuple(row.values()) for row in csv.DictReader(file)] == [
            ("red", "1", "1"),
            ("blue", "1", "1"),
        ]
    with open_film(tmp_path / "annotated.mp4") as film:
        assert len(list(film)) == 40


def test_empty_film_has_no_rows(reel, tmp_path):
    none = Found(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros(0, np.int64))
    seen = watch(reel, lambda _: none)
    for name, write in seen.files.items():
        write(tmp_path / name)
    assert (seen.rows, (tmp_path / "tracks.txt").read_text()) == ([], "")
    assert "nothing" in seen.words


def truth_of(path, *, frames=range(1, 41), name="red"):
    """The lines of the red block, and the names of classes beside."""
    path.write_text("".join(f"{at},3,{2 * (at - 1)},10,20,20,1,1,1\n" for at in frames))
    path.with_name("labels.txt").write_text(f"{name}\nblue\n")
    return path


def test_truth_says_how_right_tracks_are(reel, tmp_path):
    seen = watch(reel, truth=truth_of(tmp_path / "gt.txt"))
    # The blue block is there, and the truth says nothing of it: its 30 boxes are wrong.
    assert [seen.scores[key] for key in ("things", "tracks", "frames")] == [1, 2, 40]
    assert seen.scores["missed"] == seen.scores["switches"] == 0
    assert seen.scores["mota"] == 1 - seen.scores["wrong"] / 40
    assert tuple(seen.scores)[:4] == ("video", "mota", "idf1", "hota")


def test_truth_of_another_film_is_told(reel, tmp_path):
    truth = truth_of(tmp_path / "gt.txt")
    truth.write_text("".join(f"{at},3,0,80,9,9,1,1,1\n" for at in range(1, 41)))
    assert "no box is where the truth has one" in watch(reel, truth=truth).words
    truth.write_text("1,3,5000,10,9,9,1,1,1\n")
    with pytest.raises(PeelError, match=r"^P295 "):
        watch(reel, truth=truth)


def test_what_is_not_asked_is_told(reel, tmp_path):
    path = truth_of(tmp_path / "gt.txt", frames=[1, 11, 21])
    path.write_text(path.read_text() + "31,4,0,0,9,9,1,3,1\n")
    words = watch(reel, truth=path).words
    assert "asked on one frame in 10," in words
    assert "not asked: 1 true box of a class without a name" in words


def test_truth_beside_the_film_is_named(reel):
    place = reel.path.parent / "gt"
    place.mkdir()
    truth_of(place / "gt.txt")
    assert f"--truth {place}/gt.txt" in watch(reel).words


def test_strange_truth_is_refused_unseen(reel, tmp_path):
    def never(_):
        raise AssertionError

    truth = truth_of(tmp_path / "gt.txt", name="green")
    with pytest.raises(PeelError, match=r"^P296 "):
        watch(reel, never, truth=truth)
