"""From annotation files to a source: which form counts, and what becomes of each picture."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from peel.errors import PeelError
from peel.params.sections import Ingest
from peel.problem import find as find_kind
from peel.sources.find import find
from peel.sources.source import Source, Terms
from peel.types.labels import LabelRules
from peel.types.marks import Mark, MarkRules

NAMES, NAME = find_kind("multilabel"), find_kind("classification")


class _Boxes(type(NAMES)):  # type: ignore[misc]
    """Names, and boxes as texts."""

    def state_marks(self, marks: Sequence[Mark], *, size: tuple[int, int]) -> str:
        return json.dumps([size, [(mark.name, mark.box) for mark in marks]])

    def marks_of(self, label: str) -> tuple[Mark, ...]:
        return tuple(Mark(name, tuple(box)) for name, box in json.loads(label)[1])

    def names_of(self, label: str) -> tuple[str, ...]:
        return tuple(sorted({name for name, _ in json.loads(label)[1]}))

    def check(self, labels: Sequence[str], *, lost: Any) -> None:
        del labels, lost


BOXES: LabelRules = _Boxes()


def picture(path: Path, size: tuple[int, int] = (40, 30)) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size).save(path)


def coco(*marks: tuple[str, str, list[float]], listed: Sequence[str] = ()) -> str:
    files = sorted({file for file, _, _ in marks} | set(listed))
    names = sorted({name for _, name, _ in marks})
    return json.dumps(
        {
            "images": [{"id": n, "file_name": file} for n, file in enumerate(files)],
            "categories": [{"id": n, "name": name} for n, name in enumerate(names)],
            "annotations": [
                {"image_id": files.index(f), "category_id": names.index(n), "bbox": box}
                for f, n, box in marks
            ],
        }
    )


def put(root: Path, words: str, *files: str, name: str = "boxes.json") -> Path:
    for file in files:
        picture(root / file)
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(words)
    return root


def read(root: Path, rules: LabelRules = NAMES, **how: Any) -> Source:
    return find([root], Terms(Ingest(**how), rules))


CAT, DOG = ("a.jpg", "cat", [1.0, 2, 3, 4]), ("b.jpg", "dog", [1.0, 2, 3, 4])


def test_names_or_boxes_are_stated(tmp_path: Path) -> None:
    assert isinstance(BOXES, MarkRules)
    put(tmp_path, coco(CAT, DOG, listed=["c.jpg"]), "a.jpg", "b.jpg", "c.jpg", "d.jpg")
    names, boxes = read(tmp_path), read(tmp_path, BOXES)
    assert names.form == boxes.form == "COCO annotations"
    assert [NAMES.names_of(row.label) for row in names.rows] == [("cat",), ("dog",), ()]
    assert [json.loads(row.label) for row in boxes.rows] == [
        [[40, 30], [["cat", [1, 2, 4, 6]]]],
        [[40, 30], [["dog", [1, 2, 4, 6]]]],
        [[40, 30], []],
    ]
    assert [(s.path, s.code) for s in boxes.skipped] == [("d.jpg", "P266")]
    assert set(boxes.stated) == {"cat", "dog"}


def test_one_name_is_one_class(tmp_path: Path) -> None:
    words = coco(
        CAT,
        CAT,
        DOG,
        ("b.jpg", "cat", [1, 2, 3, 4]),
        ("d.jpg", "dog", [0, 0, 1, 1]),
        listed=["c.jpg"],
    )
    found = read(put(tmp_path, words, "a.jpg", "b.jpg", "c.jpg", "d.jpg"), NAME)
    assert [(row.path, row.label) for row in found.rows] == [("a.jpg", "cat"), ("d.jpg", "dog")]
    assert {s.path: s.code for s in found.skipped if s.code != "P210"} == {
        "b.jpg": "P234",
        "c.jpg": "P267",
    }
    assert any(note.startswith("1 box there twice") for note in found.notes)


def test_zip_is_read_as_folder(tmp_path: Path) -> None:
    root = put(tmp_path / "set", coco(CAT, DOG), "a.jpg", "b.jpg")
    with zipfile.ZipFile(tmp_path / "set.zip", "w") as file:
        for path in root.iterdir():
            file.write(path, path.name)
    found = read(tmp_path / "set.zip")
    assert found.form == "zip with COCO annotations"
    assert [row[:3] for row in found.rows] == [row[:3] for row in read(root).rows]


def test_faulty_picture_is_not_empty(tmp_path: Path) -> None:
    words = coco(CAT, DOG, ("c.jpg", "cat", [1, 1, 0, 5]))
    found = read(put(tmp_path, words, "a.jpg", "b.jpg", "c.jpg"), BOXES)
    assert [row.path for row in found.rows] == ["a.jpg", "b.jpg"]
    assert ("c.jpg", "P272") in [(s.path, s.code) for s in found.skipped]


def test_broken_picture_is_left_out(tmp_path: Path) -> None:
    root = put(tmp_path, coco(CAT, DOG), "a.jpg", "b.jpg")
    (root / "b.jpg").write_bytes(b"no picture")
    found = read(root, BOXES)
    assert next((s.path, s.code) for s in found.skipped) == ("b.jpg", "P269")


def test_names_without_boxes_teach_no_boxes(tmp_path: Path) -> None:
    words = coco(CAT, DOG).replace('"bbox"', '"box"')
    assert len(read(put(tmp_path, words, "a.jpg", "b.jpg")).rows) == 2
    with pytest.raises(PeelError, match=r"P271 .*P2|P271 .*names and no boxes"):
        read(tmp_path, BOXES)


def test_parts_need_training_and_another(tmp_path: Path) -> None:
    put(tmp_path, coco(CAT), "a.jpg", name="train.json")
    assert {row.part for row in read(tmp_path, BOXES).rows} == {""}
    put(tmp_path, coco(DOG), "b.jpg", name="val.json")
    assert [row.part for row in read(tmp_path).rows] == ["train", "val"]
    put(tmp_path, coco(CAT), name="test.json")
    assert next((s.path, s.code) for s in read(tmp_path, BOXES).skipped) == ("a.jpg", "P270")


def test_table_of_labels_counts_before(tmp_path: Path) -> None:
    put(tmp_path, coco(CAT, DOG), "a.jpg", "b.jpg")
    (tmp_path / "labels.csv").write_text("path,label\na.jpg,old\nb.jpg,new\n")
    assert read(tmp_path).form == "CSV"
    assert read(tmp_path, BOXES).form == read(tmp_path, form="coco").form == "COCO annotations"


def test_folders_can_be_asked_for(tmp_path: Path) -> None:
    put(tmp_path, coco(("cat/a.jpg", "x", [1, 2, 3, 4])), "cat/a.jpg", "dog/b.jpg")
    assert read(tmp_path, table="none").form == "class folders"


def test_unknown_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PeelError, match=r"P260 .*got cocoa; allowed: auto, coco"):
        read(put(tmp_path, coco(CAT), "a.jpg"), form="cocoa")


def test_source_without_any_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PeelError, match=r"P271 .*COCO annotations"):
        read(put(tmp_path, "{}", "cat/a.jpg"), form="coco")


def test_addresses_and_ways_out_are_told(tmp_path: Path) -> None:
    words = coco(
        CAT,
        DOG,
        ("http://127.0.0.1:9/c.jpg", "cat", [1, 2, 3, 4]),
        ("../../c.jpg", "cat", [1, 2, 3, 4]),
    )
    found = read(put(tmp_path, words, "a.jpg", "b.jpg"))
    assert [s.code for s in found.skipped if s.path == "boxes.json"] == ["P264", "P265"]
    assert len(found.rows) == 2
