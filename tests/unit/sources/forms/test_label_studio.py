"""Label Studio's JSON: tasks in full and as JSON-MIN."""

from __future__ import annotations

import json
from typing import Any

import pytest

from peel.errors import PeelError
from peel.types.marks import Mark

SIZE = {"original_width": 40, "original_height": 30}
VALUE = {"x": 25, "y": 10, "width": 50, "height": 20, "rotation": 0, "rectanglelabels": ["cat"]}
CAT = Mark("cat", (10, 3, 30, 9))


def region(**value: Any) -> dict[str, Any]:
    return {**SIZE, "type": "x", "value": value}


def task(image: str, *results: Any, **more: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "data": {"title": "words", "image": image},
        "annotations": [{"result": results}],
        **more,
    }


def test_regions_become_boxes(read: Any) -> None:
    results = (
        region(**VALUE),
        region(points=[[0, 0], [50, 10], [25, 50]], polygonlabels=["dog", "wet"]),
        region(x=50, y=50, radiusX=10, radiusY=20, ellipselabels=["dog"]),
        region(x=50, y=50, width=25, height=10, rotation=90, rectanglelabels=["turned"]),
        region(x=1, y=1, keypointlabels=["eye"]),
        region(choices=["day"]),
        region(text=["words"]),
    )
    form, found = read({"x.json": json.dumps([task("a.jpg", *results)])}, "a.jpg")
    assert form.NAME == "label_studio"
    assert found.marked[0].marks == (
        CAT,
        Mark("dog", (0, 0, 20, 15)),
        Mark("wet", (0, 0, 20, 15)),
        Mark("dog", (16, 9, 24, 21)),
        Mark("turned", (17, 15, 20, 25)),
        Mark("day"),
    )


@pytest.mark.parametrize(
    "name",
    [
        "/data/upload/1/0a1b2c3d-a.jpg",
        "/data/local-files/?d=set/a.jpg",
        "/data/local-files/?d=images%2Fa.jpg",
        "s3://bucket/some/a.jpg",
        "http://127.0.0.1:9/a.jpg?token=1",
        "images/a.jpg",
    ],
)
def test_picture_is_found_and_never_fetched(read: Any, name: str) -> None:
    _, found = read({"x.json": json.dumps([task(name, region(**VALUE))])}, "images/a.jpg")
    assert [(each.path, each.marks) for each in found.marked] == [("images/a.jpg", (CAT,))]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("http://127.0.0.1:9/z.jpg", "P265"),
        ("../../etc/a.jpg", "P264"),
        ("/etc/a.jpg", "P264"),
        ("data:image/png;base64," + "A" * 10**6, "P265"),
        ("", "P264"),
    ],
)
def test_absent_pictures_are_told(read: Any, name: str, code: str) -> None:
    words = json.dumps([task("a.jpg", region(**VALUE)), task(name, region(**VALUE))])
    _, found = read({"x.json": words}, "a.jpg")
    assert [(each.line, each.code) for each in found.skipped] == [(2, code)]
    assert len(found.skipped[0].reason) < 300


def test_only_answers_of_people_count(read: Any) -> None:
    said = [{"result": [region(**VALUE)]}, {"result": []}, {"result": [], "was_cancelled": True}]
    truth = [{"result": [region(**VALUE)], "ground_truth": True}, {"result": []}]
    words = [
        task("a.jpg", annotations=said),
        task("b.jpg", annotations=truth),
        task("c.jpg", annotations=[], predictions=[{"result": [region(**VALUE)]}]),
    ]
    _, found = read({"x.json": json.dumps(words)}, "a.jpg", "b.jpg", "c.jpg")
    assert [(each.path, each.marks) for each in found.marked] == [("a.jpg", ()), ("b.jpg", (CAT,))]


def test_short_export_is_read(read: Any) -> None:
    words = [
        {
            "image": "/data/upload/0a1b2c3d-a.jpg",
            "id": 1,
            "label": [{**VALUE, **SIZE}],
            "annotator": 1,
            "lead_time": 2.5,
        }
    ]
    _, found = read({"x.json": json.dumps(words)}, "a.jpg")
    assert found.marked[0].marks == (CAT,)


def test_strange_values_are_counted(read: Any) -> None:
    results = (
        region(**{**VALUE, "x": "a"}),
        {"value": VALUE},
        region(points=[3, None], polygonlabels=["x"]),
        7,
        region(**VALUE),
    )
    _, found = read(
        {"x.json": json.dumps([task("a.jpg", *results), 7, {"data": 3, "annotations": 4}])}, "a.jpg"
    )
    assert found.marked[0].marks == (CAT,)
    assert any(each.startswith("3 boxes whose corners are no numbers") for each in found.notes)


def test_truncated_file_is_one_error(read: Any) -> None:
    with pytest.raises(PeelError, match="P262"):
        read({"x.json": json.dumps([task("a.jpg", region(**VALUE))])[:-30]}, "a.jpg")


def test_choice_about_a_region_stays_there(read: Any) -> None:
    """It is the region's own where nothing else names it."""
    place = {"x": 50, "y": 50, "width": 25, "height": 20}
    results = (
        {"id": "1", **region(**VALUE)},
        {"id": "1", **region(**VALUE | {"rectanglelabels": None}, choices=["hidden"])},
        {"id": "2", **region(**place)},
        {"id": "2", **region(**place, choices=["dog"])},
        {"id": "3", **region(choices=["day"])},
    )
    _, found = read({"x.json": json.dumps([task("a.jpg", *results)])}, "a.jpg")
    assert found.marked[0].marks == (CAT, Mark("dog", (20, 15, 30, 21)), Mark("day"))


def test_ellipse_is_turned_in_pixels(read: Any) -> None:
    turned = region(x=50, y=50, radiusX=10, radiusY=40, rotation=90, ellipselabels=["dog"])
    _, found = read({"x.json": json.dumps([task("a.jpg", turned)])}, "a.jpg")
    assert found.marked[0].marks == (Mark("dog", (8, 11, 32, 19)),)


def test_names_of_sent_files_are_known_again(read: Any) -> None:
    """Label Studio puts _ for blanks and takes other letters out; the file here has them still."""
    names = ["/data/upload/1/0a1b2c3d-Stra%C3%9Fe_1_a.JPG", "/data/upload/1/0a1b2c3d-b_2.jpg"]
    words = json.dumps([task(name, region(**VALUE)) for name in names])
    _, found = read({"x.json": words}, "Straße 1 (a).JPG", "b 2.jpg", "b_(2).jpg")
    assert [each.path for each in found.marked] == ["Straße 1 (a).JPG"]
    assert "leads out" not in found.skipped[0].reason


@pytest.mark.parametrize("shape", [VALUE, {"x": 9, "y": 9, "radiusX": 5, "radiusY": 5}])
def test_endless_turn_is_no_number(read: Any, shape: dict[str, Any]) -> None:
    turned = region(**shape | {"rotation": float("inf"), "rectanglelabels": ["cat"]})
    _, found = read({"x.json": json.dumps([task("a.jpg", turned, region(**VALUE))])}, "a.jpg")
    assert found.marked[0].marks == (CAT,)
    assert any(each.startswith("1 box whose corners are no numbers") for each in found.notes)
