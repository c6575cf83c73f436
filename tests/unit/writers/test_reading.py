"""All that a source says, whatever its form: boxes, names of whole pictures, what was left out."""

import io
import json

import pytest
from PIL import Image

from peel.errors import PeelError
from peel.types.marks import Mark
from peel.writers.reading import take


def png(size=(40, 30)):
    data = io.BytesIO()
    Image.new("RGB", size).save(data, "PNG")
    return data.getvalue()


@pytest.fixture
def annotated(tmp_path):
    """A picture with a box, and one that the annotations do not name."""
    for name in ("1.png", "2.png"):
        (tmp_path / name).write_bytes(png())
    told = {
        "images": [{"id": 1, "file_name": "1.png", "width": 40, "height": 30}],
        "categories": [{"id": 1, "name": "cat"}, {"id": 2, "name": "dog"}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]}],
    }
    (tmp_path / "instances.json").write_text(json.dumps(told))
    return tmp_path


@pytest.fixture
def folders(tmp_path):
    for name in ("cat", "dog"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "1.png").write_bytes(png())
    return tmp_path


def test_boxes_come_with_sizes_and_names(annotated):
    taken = take(annotated)
    (only,) = taken.marked
    assert (only.path, only.size) == ("1.png", (40, 30))
    assert only.marks == (Mark("cat", (1, 2, 4, 6)),)
    assert sorted(taken.stated) == ["cat", "dog"]
    assert taken.form == "COCO annotations"


def test_pictures_without_annotations_are_told(annotated):
    assert [each.path for each in take(annotated).skipped if each.code == "P266"] == ["2.png"]


def test_films_beside_annotations_are_told(annotated):
    (annotated / "1.mp4").touch()
    told = [each.path for each in take(annotated).skipped if each.code == "P210"]
    assert told == ["1.mp4"]


def test_class_folders_of_films_are_read(tmp_path):
    for name in ("cat", "dog"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "1.mp4").touch()
    taken = take(tmp_path)
    assert [(each.path, each.marks) for each in taken.marked] == [
        ("cat/1.mp4", (Mark("cat"),)),
        ("dog/1.mp4", (Mark("dog"),)),
    ]
    with pytest.raises(PeelError, match=r"^P204 .*films without class folders"):
        take(tmp_path / "cat")


def test_class_folders_give_names(folders):
    taken = take(folders)
    assert [(each.path, each.marks, each.size) for each in taken.marked] == [
        ("cat/1.png", (Mark("cat"),), None),
        ("dog/1.png", (Mark("dog"),), None),
    ]


@pytest.mark.usefixtures("annotated")
def test_folders_can_be_asked_for(folders):
    assert [each.path for each in take(folders, "folders").marked] == ["cat/1.png", "dog/1.png"]


def test_what_nobody_knows_is_told(tmp_path):
    for name in ("1.png", "2.png"):
        (tmp_path / name).write_bytes(png())
    (tmp_path / "labels.csv").write_text("path,cat,dog\n1.png,1,\n2.png,0,1\n")
    taken = take(tmp_path / "labels.csv")
    assert [each.marks for each in taken.marked] == [(Mark("cat"),), (Mark("dog"),)]
    assert taken.notes[-1].endswith("in the new folder they do not: dog (1 picture)")


def test_a_form_not_read_is_refused(folders):
    with pytest.raises(PeelError, match=r"P284 .*got pascal; allowed: auto, folders, coco"):
        take(folders, "pascal")


def test_an_absent_source_is_refused(tmp_path):
    with pytest.raises(PeelError, match=r"P201 .*do: correct how the source is written$"):
        take(tmp_path / "nowhere")


def test_a_table_of_boxes_is_a_source(tmp_path):
    (tmp_path / "1.png").write_bytes(png())
    (tmp_path / "boxes.csv").write_text("path,label,xmin,ymin,xmax,ymax\n1.png,cat,1,2,3,4\n")
    (tmp_path / "other.csv").write_text("path,label,xmin,ymin,xmax,ymax\n1.png,dog,1,2,3,4\n")
    (only,) = take(tmp_path / "boxes.csv").marked
    assert only.marks == (Mark("cat", (1, 2, 3, 4)),)
