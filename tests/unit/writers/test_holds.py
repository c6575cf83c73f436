"""What a form cannot hold is taken away and told, each thing by its own words."""

import pytest

from peel.types.marks import Mark, Marked
from peel.writers.holds import Holds, kept

BOX = (1.0, 2.0, 3.0, 4.0)
ALL = Holds(
    names=True, crowds=True, difficult=True, truncated=True, confidence=True, tracks=True, groups=True
)  # fmt: skip
FULL = [
    Marked("1.jpg", (8, 8), (
        Mark("cat", BOX), Mark("cat", BOX, is_crowd=True), Mark("cat", BOX, is_difficult=True),
        Mark("cat", BOX, confidence=0.5), Mark("cat", BOX, track=3, is_truncated=True), Mark("dog"),
        Mark("cat", (0.5, 0, 9, 9)),
    ), "train", "g"),
    Marked("2.jpg", (8, 8), ()),
]  # fmt: skip


def test_a_form_that_holds_all_loses_nothing():
    assert kept(FULL, ALL) == (tuple(FULL), ())


@pytest.mark.parametrize(
    ("cannot", "words"),
    [
        ({"crowds": False}, "regions of many things (crowds), which would be taken for one thing: 1 of 6 boxes"),
        ({"difficult": False}, "the flag that a thing is hard to see: 1 of 6 boxes"),
        ({"truncated": False}, "the flag that a thing reaches beyond its box: 1 of 6 boxes"),
        ({"confidence": False}, "how sure a detection is: 1 of 6 boxes"),
        ({"tracks": False}, "the number of a thing on several frames: 1 of 6 boxes"),
        ({"names": False}, "names of whole pictures: 1"),
        ({"fractions": False}, "rounded to whole pixels: 1 of 6 boxes"),
        ({"outside": False}, "cut at the edge of the picture, or left out where they lie beside it: 1 of 6 boxes"),
        ({"boxes": False}, "places, of which the names alone are kept: 6 of 6 boxes"),
        ({"groups": False}, "which pictures belong together (groups): 1 of 2 pictures"),
        ({"mixed": False}, "which part a picture belongs to (train): 1 of 2 pictures"),
        ({"alone": False}, "which part a picture belongs to (train): 1 of 2 pictures"),
        ({"empty": False}, "pictures on which nothing is, left out: 1"),
        ({"several": False}, "pictures with several names, left out: 1"),
        ({"copies": True, "several": False}, "that the names are of one picture, which is there once for each of them: 6 more"),
    ],
)  # fmt: skip
def test_each_loss_has_its_words(cannot, words):
    assert kept(FULL, ALL._replace(**cannot)).lost == (words,)


@pytest.mark.parametrize(
    ("box", "rounded"),
    [
        ((0.4, 0.5, 10.6, 9.5), (0, 1, 11, 10)),
        ((3.6, 0, 4.4, 5), (3, 0, 5, 5)),
        ((-2.5, 0, 1, 1), (-2, 0, 1, 1)),
    ],
)
def test_rounding_leaves_no_box_empty(box, rounded):
    marked = [Marked("1.jpg", (8, 8), (Mark("cat", box),))]
    (found,) = kept(marked, Holds(fractions=False)).marked
    assert found.marks[0].box == rounded


def test_boxes_beside_the_picture_are_left_out():
    marked = [Marked("1.jpg", (8, 8), (Mark("cat", (9, 0, 12, 4)), Mark("cat", (-1, 0, 4, 9))))]
    (found,) = kept(marked, Holds(outside=False)).marked
    assert [mark.box for mark in found.marks] == [(0, 0, 4, 8)]


def test_all_parts_go_where_one_cannot_stay():
    marked = [Marked(f"{part}.jpg", None, (), part=part) for part in ("train", "test")]
    found = kept(marked, Holds(parts=frozenset(("", "train", "val")))).marked
    assert [each.part for each in found] == ["", ""]


def test_names_without_places_come_once():
    marked = [Marked("1.jpg", None, (Mark("cat", BOX), Mark("cat", (0, 0, 1, 1)), Mark("dog")))]
    (found,) = kept(marked, Holds(boxes=False, names=True)).marked
    assert found.marks == (Mark("cat"), Mark("dog"))


def test_losing_all_is_not_nothing():
    """A dog whose name the form has no place for must not become a picture on which nothing is."""
    crowd = Mark("dog", BOX, is_crowd=True)
    marked = [
        Marked(f"{n}.jpg", (8, 8), marks) for n, marks in enumerate([(Mark("dog"),), (crowd,), ()])
    ]
    found = kept(marked, Holds())
    assert [each.path for each in found.marked] == ["2.jpg"]
    assert found.lost[-1].startswith("pictures of which nothing is left to say, left out")
    assert found.lost[-1].endswith(": 2")


def test_single_pictures_become_a_film():
    marked = [Marked(f"{n}.jpg", (8, 8), (Mark("cat", BOX),)) for n in range(2)]
    words = "that pictures are no frames of one film, which they become: 2"
    assert kept(marked, Holds(groups=True, single=False)).lost == (words,)
