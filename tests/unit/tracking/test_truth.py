from __future__ import annotations

import pytest

from peel.errors import PeelError
from peel.tracking.truth import read_truth

LINES = "1,1,0,0,10,10,1,1,1\n2,1,2,0,10,10,1,1,1\n2,2,50,50,10,10,0,1,1\n\n"


@pytest.fixture
def write(tmp_path):
    def made(text, *, labels=""):
        (tmp_path / "gt.txt").write_text(text)
        if labels:
            (tmp_path / "labels.txt").write_text(labels)
        return tmp_path / "gt.txt"

    return made


def test_each_frame_of_film_is_asked(write):
    truth = read_truth(write(LINES), ["pedestrian"], size=(100, 100), n_frames=4)
    assert [scene.frame for scene in truth.scenes] == [0, 1, 2, 3]
    assert truth.scenes[1].things.ids.tolist() == [1]
    assert truth.scenes[1].things.boxes.tolist() == [[2, 0, 12, 10]]
    assert truth.scenes[1].others.boxes.tolist() == [[50, 50, 60, 60]]
    assert truth.scenes[3].things.boxes.shape == (0, 4)


def test_only_told_frames_are_asked(write):
    lines = "".join(f"{at},1,0,0,10,10\n" for at in (3, 8, 18))
    truth = read_truth(write(lines), ["pedestrian"], size=(100, 100), n_frames=20)
    assert ([scene.frame for scene in truth.scenes], truth.step) == ([2, 7, 12, 17], 5)
    one = read_truth(write("3,1,0,0,10,10\n"), ["pedestrian"], size=(100, 100), n_frames=20)
    assert [scene.frame for scene in one.scenes] == [2]


def test_names_lie_beside_the_file(write):
    path = write("1,1,0,0,9,9,1,2,1\n1,2,20,0,9,9,1,1,1\n", labels="car\nbus\n")
    truth = read_truth(path, ["bike", "bus"], size=(100, 100), n_frames=1)
    assert truth.scenes[0].things.classes.tolist() == [1]
    assert dict(truth.unknown) == {"car": 1}


def test_lines_without_class_take_the_only_name(write):
    path = write("1,1,0,0,9,9,1,-1,-1,-1\n")
    assert len(read_truth(path, ["fish"], size=(100, 100), n_frames=1).scenes[0].things.ids) == 1
    with pytest.raises(PeelError, match=r"^P296 .* called as in MOT16"):
        read_truth(path, ["fish", "crab"], size=(100, 100), n_frames=1)


@pytest.mark.parametrize(
    "line",
    [
        *("words", "1,1,0,0,9", "0,1,0,0,9,9", "1,1,0,0,nan,9", "1,1,0,0,0,9", "1.5,1,0,0,9,9"),
        *("1,-1,0,0,9,9,1,1,1", "1,1,0,0,9,9\n1,1,5,5,9,9", ""),
    ],
)
def test_bad_line_is_refused(write, line):
    with pytest.raises(PeelError, match=r"^P294 "):
        read_truth(write(line), ["pedestrian"], size=(100, 100), n_frames=9)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("0,1,0,0,9,9", "line 1: its frame is no whole number from 1 on: '0,1,"),
        ("1;1;0;0;9;9", "line 1: no commas between its numbers: '1;1"),
        ("1,1,0,0,9", "fewer than six numbers"),
        ("1,1,0,0,a,9", "something in it is no number"),
        ("1,1,0,0,0,9", "its box has no width"),
        ("1,-1,0,0,9,9,1,1,1", "its thing has no number"),
    ],
)
def test_refusal_says_what_is_wrong(write, line, why):
    with pytest.raises(PeelError, match=f"^P294 .*{why}"):
        read_truth(write(line), ["pedestrian"], size=(100, 100), n_frames=9)


def test_missing_truth_is_refused(tmp_path):
    with pytest.raises(PeelError, match=r"^P294 .*no file is there"):
        read_truth(tmp_path / "gt.txt", ["pedestrian"], size=(100, 100), n_frames=9)
    with pytest.raises(PeelError, match=r"^P294 .*it is a folder"):
        read_truth(tmp_path, ["pedestrian"], size=(100, 100), n_frames=9)


def test_boxes_beyond_the_picture_are_refused(write):
    """A thing may walk out of it, but not most of them."""
    inside = "1,1,90,0,20,9\n1,2,-20,0,9,9\n"
    assert len(read_truth(write(inside), ["pedestrian"], size=(100, 100), n_frames=1).scenes) == 1
    with pytest.raises(PeelError, match=r"^P295 .*2 of 3 boxes .*line 2, .*100 x 100 pixels"):
        read_truth(write(f"{inside}1,3,100,0,9,9\n"), ["pedestrian"], size=(100, 100), n_frames=1)


def test_truth_of_longer_film_is_refused(write):
    with pytest.raises(PeelError, match=r"^P295 .*line 2: frame 2; allowed: frames 1 to 1"):
        read_truth(write(LINES), ["pedestrian"], size=(100, 100), n_frames=1)
