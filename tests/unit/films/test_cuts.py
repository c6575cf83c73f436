from __future__ import annotations

import pytest

from peel.errors import PeelError
from peel.films.cuts import Told, compare, read_cuts


def read(tmp_path, text, *, name="a.mp4"):
    (tmp_path / "cuts.txt").write_text(text)
    return read_cuts(tmp_path / "cuts.txt", [(name, 100)])[name]


@pytest.mark.parametrize(
    "text",
    ["76\n\n30\n", "shot,first_frame\n1,0\n2,30\n3,76", "file,cut\nx/a.mp4,30\na.mp4,76\nb.mp4,5"],
)
def test_usual_forms_are_read(tmp_path, text):
    assert read(tmp_path, text) == [30, 76]


@pytest.mark.parametrize("text", ["100", "-1", "soon", "cut\n1.5", "30 76"])
def test_no_frame_is_refused(tmp_path, text):
    with pytest.raises(PeelError, match=r"^P299 .*below 100"):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no line in it"),
        (" \n\n", "no line in it"),
        ("1,1,0,0,9,9,1,1,1\n2,1,0,0,9,9,1,1,1\n", "line 1: 9 values"),
        ("30\n76,80\n", "line 2: 2 values"),
    ],
)
def test_other_file_is_refused(tmp_path, text, why):
    """Tracks would be taken for cuts, and an empty file would say that all cuts are wrong."""
    with pytest.raises(PeelError, match=f"^P299 .*{why}"):
        read(tmp_path, text)
    assert read(tmp_path, "0\n") == read(tmp_path, "cut\n") == []


def test_folder_is_told(tmp_path):
    with pytest.raises(PeelError, match=r"^P299 .*it is a folder"):
        read_cuts(tmp_path, [("a.mp4", 9)])


def test_missing_file_is_refused(tmp_path):
    with pytest.raises(PeelError, match=r"^P299 "):
        read_cuts(tmp_path / "none", [("a.mp4", 9)])


@pytest.mark.parametrize(
    ("text", "films"),
    [
        ("film,cut\nb.mp4,30\n", [("a.mp4", 100)]),
        ("30\n", [("a.mp4", 100), ("c.mp4", 100)]),
        ("film,cut\na.mp4,30\n", [("a.mp4", 100), ("a.mp4", 100)]),
    ],
)
def test_cuts_of_others_are_refused(tmp_path, text, films):
    """They would only say that all that was found is wrong."""
    (tmp_path / "cuts.txt").write_text(text)
    with pytest.raises(PeelError, match=r"^P299 "):
        read_cuts(tmp_path / "cuts.txt", films)


def test_each_cut_is_found_once():
    assert compare([30, 76], [28, 31, 79]) == Told(1, 2, 1)
    assert compare([], []).f1 == 1.0
