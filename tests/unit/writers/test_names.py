"""Names of files and labels in a new folder."""

import pytest

from peel.types.marks import Mark, Marked
from peel.writers.names import UNSEEN, Taken, file_name, inner_paths, own_names, unblanked


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("photo 1.jpg", "photo 1.jpg"),
        ("é, ü.jpg", "é, ü.jpg"),
        ("..", "_"),
        (".hidden.jpg", "_hidden.jpg"),
        ("a/../b", "a_.._b"),
        ("C:\\x.jpg", "C__x.jpg"),
        ("nul.jpg", "_nul.jpg"),
        ("COM1", "_COM1"),
        ("aux.tar.gz", "_aux.tar.gz"),
        ("dot.", "dot_"),
        ("a\x00b\x1b[2J\n.jpg", "a_b_[2J_.jpg"),
        ("b\udce4r.jpg", "b_r.jpg"),
        ("x\u202egpj.exe", "x_gpj.exe"),
        ("", "_"),
        (" ", "_"),
    ],
)
def test_file_names_are_plain(name, plain):
    assert file_name(name) == plain


def test_long_names_keep_their_ending():
    found = file_name("ü" * 200 + ".jpeg")
    assert found.endswith("ü.jpeg")
    assert len(found.encode()) <= 120


def test_blanks_and_marks_of_comments_go():
    assert unblanked("a b\t#1 100%.jpg") == "a_b__1_100_.jpg"


def test_no_two_files_are_one_anywhere():
    taken = Taken()
    names = ["a.jpg", "A.JPG", "a.jpg", "a-2.jpg", "a\u0308.jpg", "\u00e4.jpg"]
    found = [taken.own(name) for name in names]
    assert found == ["a.jpg", "A-2.JPG", "a-3.jpg", "a-2-2.jpg", "a\u0308.jpg", "\u00e4-2.jpg"]


def test_other_endings_are_one_where_it_counts():
    taken = Taken()
    assert [taken.own(f"1.{e}", without_ending=True) for e in ("jpg", "png")] == [
        "1.jpg",
        "1-2.png",
    ]


def test_no_file_is_called_as_a_folder():
    taken = Taken()
    taken.keep({"images/a/b"})
    assert [taken.own("images/a"), taken.own("images/c")] == ["images/a-2", "images/c"]


def test_many_of_one_name_take_no_time():
    taken = Taken()
    assert [taken.own("a.jpg") for _ in range(20_000)][-1] == "a-20000.jpg"


def test_labels_that_become_one_stay_apart():
    assert own_names(["a\nb", "a_b", "c"], UNSEEN) == {"a_b": "a_b", "c": "c", "a\nb": "a_b-2"}


def test_folders_differ_by_more_than_case():
    assert own_names(["Cat", "cat", "N/A"]) == {"Cat": "Cat", "cat": "cat-2", "N/A": "N_A"}


def test_folders_that_say_what_marks_say_go():
    marked = [
        Marked("set/train/cat/cam 1/1.jpg", None, (Mark("cat"),), part="train"),
        Marked("set/images/val/2.jpg", None, (), part="val"),
        Marked("set/trains/3.jpg", None, (), part="train"),
        Marked("set/test/4.jpg", None, (), part="train"),
    ]
    assert inner_paths(marked) == [
        ("cam 1", "1.jpg"),
        ("2.jpg",),
        ("trains", "3.jpg"),
        ("4.jpg",),
    ]
