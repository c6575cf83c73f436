"""Where pictures lie in a new folder."""

from peel.types.marks import Marked
from peel.writers.places import flat, nested


def pictures(*paths):
    return [Marked(path, None, ()) for path in paths]


def test_folders_of_pictures_are_kept():
    marked = pictures("in/a/1.jpg", "in/b c/1.jpg")
    assert nested(marked, lambda _: "images") == ["images/a/1.jpg", "images/b c/1.jpg"]


def test_folders_become_names_where_there_are_none():
    marked = pictures("in/a/1.jpg", "in/b c/1.jpg", "in/b/c_1.jpg")
    assert flat(marked, lambda _: "all") == ["all/a_1.jpg", "all/b_c_1.jpg", "all/b_c_1-2.jpg"]


def test_names_are_own_across_folders():
    marked = [Marked("x/1.jpg", None, (), part="train"), Marked("y/1.jpg", None, (), part="val")]
    assert flat(marked, lambda each: each.part) == ["train/x_1.jpg", "val/y_1.jpg"]
    same = [each._replace(path=f"{each.part}/1.jpg") for each in marked]
    assert flat(same, lambda each: each.part) == ["train/1.jpg", "val/1-2.jpg"]


def test_a_file_and_a_folder_never_meet():
    assert nested(pictures("a?", "a_/1.jpg", "b"), lambda _: "x") == ["x/a_-2", "x/a_/1.jpg", "x/b"]


def test_every_place_is_inside():
    odd = ["../../1.jpg", "/etc/1.jpg", "a/../../b", "./c", "CON/1.jpg", "\x00"]
    for place in (*nested(pictures(*odd), lambda _: "x"), *flat(pictures(*odd), lambda _: "x")):
        names = place.split("/")
        assert names[0] == "x"
        assert not {"", ".", "..", "CON"} & set(names)
