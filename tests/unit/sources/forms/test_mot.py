"""MOT: sequences of frames with tracks."""

from __future__ import annotations

from typing import Any

from peel.types.marks import Mark


def test_frames_of_a_sequence_are_a_group(read: Any) -> None:
    lines = "1,7,1,2,3,4,1,1,0.5\n1,-1,5,5,5,5,0,3,1\n3,7,2,2,3,4,1,1,1\n\n"
    form, found = read(
        {"train/one/gt/gt.txt": lines}, *(f"train/one/img1/00000{n}.jpg" for n in (1, 2, 3))
    )
    assert form.NAME == "mot"
    assert [(m.part, m.group, m.marks) for m in found.marked] == [
        (
            "train",
            "train/one",
            (
                Mark("pedestrian", (1, 2, 4, 6), track=7),
                Mark("car", (5, 5, 10, 10), is_difficult=True),
            ),
        ),
        ("train", "train/one", ()),
        ("train", "train/one", (Mark("pedestrian", (2, 2, 5, 6), track=7),)),
    ]


def test_own_names_of_classes_count(read: Any) -> None:
    files = {"gt/gt.txt": "1,1,1,2,3,4,1,2,1\n1,1,1,2,3,4,1,9,1\n", "gt/labels.txt": "cat\ndog\n"}
    _, found = read(files, "img1/000001.jpg")
    assert [mark.name for mark in found.marked[0].marks] == ["dog"]
    assert len(found.notes) == 1


def test_faulty_lines_are_counted(read: Any) -> None:
    lines = "1,1,1,2,3,4\n1,1,nan,2,3,4\n1,1,1,2,0,4\nx,1,1,2,3,4\n1,2\n"
    _, found = read({"gt/gt.txt": lines}, "img1/000001.jpg")
    assert len(found.marked[0].marks) == 1
    assert [note.split(" (")[0] for note in found.notes] == [
        "no labels.txt in gt: its classes have the names of MOT16, where 1 is pedestrian and 3 car; put a labels.txt with a name a "
        "line there, if they are other things",
        "3 boxes whose corners are no numbers: left out",
        "1 box without area: left out",
    ]


def test_frames_in_a_film_are_refused(read: Any) -> None:
    files = {"a/gt/gt.txt": "1,1,1,2,3,4\n", "b/gt/gt.txt": "1,1,1,2,3,4\n"}
    _, found = read(files, "a/img1/000001.jpg")
    assert [(each.path, each.code) for each in found.skipped] == [("b/gt/gt.txt", "P278")]


def test_places_in_the_world_are_no_classes(read: Any) -> None:
    _, found = read({"gt/gt.txt": "1,1,1,2,3,4,1,3,5,0\n"}, "img1/000001.jpg")
    assert [mark.name for mark in found.marked[0].marks] == ["pedestrian"]


def test_line_that_is_cut_short_is_told(read: Any) -> None:
    """A frame of which only such a line speaks is none on which nothing is."""
    words = "1,1,1,1,9,9,1,1,1\r\n\r\n1,2,5,5,9,9,1,nan,1\r\n9,9\r\n2,3,5"
    files = {"s/gt/gt.txt": words, "s/gt/labels.txt": "cat\ndog\n"}
    _, found = read(files, "s/img1/000001.jpg", "s/img1/000002.jpg")
    assert [[mark.track for mark in each.marks] for each in found.marked] == [[1]]
    assert [each.code for each in found.skipped] == ["P272"]
    assert [words[:33] for words in found.notes] == [
        "2 boxes whose corners are no numb", "1 box without a name, or of a cat",
    ]  # fmt: skip
    assert found.stated == ("cat", "dog")


def test_endless_number_is_no_track(read: Any) -> None:
    _, found = read({"gt/gt.txt": f"1,{10**30},1,2,3,4\n"}, "img1/000001.jpg")
    assert [mark.track for mark in found.marked[0].marks] == [None]
