"""COCO JSON: ids of every make, regions, several files, and what is broken."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from peel.errors import PeelError
from peel.params.sections import Ingest
from peel.problem import find
from peel.sources.album import Album
from peel.sources.annotated import read_marks
from peel.sources.disk import DiskTree
from peel.sources.forms import coco
from peel.sources.marking import Marking
from peel.sources.source import Terms
from peel.types.marks import Mark

TERMS = Terms(Ingest(form="coco"), find("multilabel"))
CATEGORIES = [{"id": 3, "name": "cat"}, {"id": 90, "name": "dog"}]


def write(path: Path, *annotations: dict[str, Any], images: Any = None, **others: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    images = (
        [{"id": 1, "file_name": "a.jpg", "width": 40, "height": 30}] if images is None else images
    )
    Image.new("RGB", (40, 30)).save(path.parent / "a.jpg")
    whole = {"images": images, "categories": CATEGORIES, "annotations": annotations, **others}
    path.write_text(json.dumps(whole))


def read(root: Path) -> Marking:
    return read_marks(Album(DiskTree(root)), TERMS).marking


def marks(root: Path, *annotations: dict[str, Any]) -> tuple[Mark, ...]:
    write(root / "x.json", *annotations)
    return read(root).marked[0].marks


BOX = {"image_id": 1, "category_id": 3, "bbox": [1, 2, 3, 4]}


def test_box_is_told_in_corners(tmp_path: Path) -> None:
    assert marks(tmp_path, BOX) == (Mark("cat", (1, 2, 4, 6)),)


@pytest.mark.parametrize(
    ("ids", "image", "category"),
    [
        (20180000001, 20180000001, 3),
        (10**30, 10**30, 90),
        ("7", 7, "3"),
        (7.0, 7, 3.0),
        ("x/1", "x/1", 3),
    ],
)
def test_ids_of_every_make(tmp_path: Path, ids: Any, image: Any, category: Any) -> None:
    images = [{"id": ids, "file_name": "a.jpg"}]
    write(tmp_path / "x.json", {**BOX, "image_id": image, "category_id": category}, images=images)
    assert len(read(tmp_path).marked[0].marks) == 1


def test_shapes_without_box_have_one(tmp_path: Path) -> None:
    polygon = {
        "image_id": 1,
        "category_id": 3,
        "segmentation": [[1, 2, 9, 2, 5, 8], [2, 1, 3, 1, 3, 9]],
    }
    crowd = {
        "image_id": 1,
        "category_id": 90,
        "iscrowd": 1,
        "segmentation": {"size": [30, 40], "counts": [31, 10, 1159]},
    }
    points = {"image_id": 1, "category_id": 3, "keypoints": [1, 2, 2]}
    assert marks(tmp_path, polygon, crowd, points) == (
        Mark("cat", (1, 1, 9, 9)),
        Mark("dog", (1, 1, 2, 11), is_crowd=True),
    )
    assert {note.split(" (")[0].split(" ", 2)[2] for note in read(tmp_path).notes} == {
        "of no area, as a point or a line: left out",
        "around a finer shape, such as a polygon, a mask or a turned box: the box alone is learnt",
        "around a crowd: kept as such, nothing is learnt there and nothing that is found there is wrong",
    }


def test_panoptic_regions_are_marks(tmp_path: Path) -> None:
    regions = [{"category_id": 3, "bbox": [1, 2, 3, 4]}, {"category_id": 90, "bbox": [0, 0, 2, 2]}]
    assert len(marks(tmp_path, {"image_id": 1, "segments_info": regions})) == 2


def test_names_alone_are_marks(tmp_path: Path) -> None:
    assert marks(tmp_path, {"image_id": 1, "category_id": 3}) == (Mark("cat"),)


def test_files_of_instances_are_enough(tmp_path: Path) -> None:
    write(tmp_path / "instances_train.json", BOX)
    write(tmp_path / "keypoints_train.json", {**BOX, "bbox": [5, 5, 5, 5]})
    found = read(tmp_path)
    assert [mark.box for mark in found.marked[0].marks] == [(1, 2, 4, 6)]
    assert found.notes == (
        "not read, as they hold no boxes or say the same again: keypoints_train.json",
    )


def test_same_names_lie_in_parts(tmp_path: Path) -> None:
    for part in ("train", "val"):
        write(tmp_path / part / "a.json", BOX)
        (tmp_path / part / "a.json").rename(tmp_path / f"instances_{part}2017.json")
    assert [(m.path, m.part) for m in read(tmp_path).marked] == [
        ("train/a.jpg", "train"),
        ("val/a.jpg", "val"),
    ]


@pytest.mark.parametrize(
    "annotation",
    [
        {"image_id": 1, "category_id": 5, "bbox": [1, 2, 3, 4]},
        {"image_id": 1, "category_id": [3], "bbox": [1, 2, 3, 4]},
        {"image_id": 1, "category_id": 3, "bbox": "1 2 3 4"},
        {"image_id": 1, "category_id": 3, "bbox": [1, 2, float("nan"), 4]},
        {"image_id": 1, "category_id": 3, "bbox": [1, 2, 1e999, 4]},
        {"image_id": 1, "category_id": 3, "bbox": [10**400, 2, 3, 4]},
        {"image_id": 1, "category_id": 3, "segmentation": [["x", 1], 7, {}]},
        {"image_id": 1, "category_id": 3, "segmentation": {"counts": {}}},
    ],
)
def test_unusable_mark_is_told(tmp_path: Path, annotation: dict[str, Any]) -> None:
    write(tmp_path / "x.json", BOX, annotation, {**BOX, "image_id": 2}, {**BOX, "image_id": {}})
    found = read(tmp_path)
    assert len(found.marked[0].marks) == 1
    assert any(
        note.startswith("2 boxes of a picture that the file does not list") for note in found.notes
    )
    assert any(note.startswith("1 box w") for note in found.notes)


@pytest.mark.parametrize("images", [{}, None, "x", [7, None], [{"file_name": 5}], [{"id": 1}]])
def test_strange_lists_are_no_pictures(tmp_path: Path, images: Any) -> None:
    whole = {"images": images, "categories": CATEGORIES, "annotations": [BOX]}
    (tmp_path / "x.json").write_text(json.dumps(whole))
    assert read(tmp_path).marked == ()


@pytest.mark.parametrize("share", [0.3, 0.6, 0.99])
def test_truncated_file_is_one_error(tmp_path: Path, share: float) -> None:
    write(tmp_path / "x.json", BOX, BOX)
    words = (tmp_path / "x.json").read_text()
    (tmp_path / "x.json").write_text(words[: int(share * len(words))])
    with pytest.raises(PeelError, match=r"P262 .*x\.json"):
        read(tmp_path)


def test_other_json_is_not_recognised(tmp_path: Path) -> None:
    for name, words in {"a": "[]", "b": '{"images": 3}', "c": "\xff", "d": ""}.items():
        (tmp_path / f"{name}.json").write_text(words, "latin-1")
    assert not coco.recognises(Album(DiskTree(tmp_path)))
    write(tmp_path / "x.json", BOX)
    assert coco.recognises(Album(DiskTree(tmp_path)))


@pytest.mark.slow
def test_many_boxes_are_read_fast(tmp_path: Path) -> None:
    places = ([n % 30, n // 30 % 20, 3 + n // 600 % 4, 4] for n in range(100_000))
    boxes = [{**BOX, "id": n, "bbox": place} for n, place in enumerate(places)]
    write(tmp_path / "x.json", *boxes)
    begun = time.process_time()
    found = read(tmp_path)
    assert len(found.marked[0].marks) > 1000
    assert time.process_time() - begun < 3


def test_flags_and_turned_boxes_are_read(tmp_path: Path) -> None:
    """CVAT states how far a box is turned beside the box that it was before."""
    crowd = BOX | {"bbox": [0, 0, 9, 9], "iscrowd": "1"}
    turned = BOX | {"bbox": [10, 10, 20, 10], "attributes": {"occluded": False, "rotation": 90.0}}
    found = {mark.is_crowd: mark.box for mark in marks(tmp_path, crowd, turned)}
    assert found == {True: (0, 0, 9, 9), False: (15, 5, 25, 25)}


def test_pictures_without_annotations_are_not_empty(tmp_path: Path) -> None:
    """COCO gives out its test part as a list of pictures alone."""
    write(tmp_path / "train/train.json", BOX)
    images = [{"id": 1, "file_name": "a.jpg", "width": 40, "height": 30}]
    words = json.dumps({"images": images, "categories": CATEGORIES})
    write(tmp_path / "test/test.json")
    (tmp_path / "test/test.json").write_text(words)
    found = read(tmp_path)
    assert [each.path for each in found.marked] == ["train/a.jpg"]
    assert found.notes[0].endswith("test/test.json")
