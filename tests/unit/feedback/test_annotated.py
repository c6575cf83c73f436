"""Boxes that a tool drew on exported pictures, on their way back to the answers."""

import csv
import io
import json
import shutil

import numpy as np
import pytest
from PIL import Image

from peel.errors import PeelError
from peel.feedback import annotated, epochs, importing, labels, pictures, queue, tickets
from peel.feedback.importing import Sender
from tests.unit.bundle.conftest import Maker
from tests.unit.bundle.things import finder
from tests.unit.feedback.conftest import MINT, answer, epoch

ANN, SIZE = Sender("ann", "auditor", MINT), (40, 30)
RED, BLUE = ([0, 0, 20, 30], "red"), ([20, 0, 40, 30], "blue")


def _png(n):
    out, shape = io.BytesIO(), (SIZE[1], SIZE[0], 3)
    pixels = np.random.default_rng(n).integers(0, 256, shape, np.uint8)
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def rows(store, state, tmp_path):
    """Four drawn answers of a model that finds things, with their pictures."""
    card = finder(Maker(tmp_path)).joinpath("bundle.json").read_text("utf-8")
    epochs.remember_card(store, "m" * 64, card_json=card, now=0.0)
    epochs.open_epoch(store, epoch(), now=0.0)
    size = {"width": SIZE[0], "height": SIZE[1]}
    made = [answer(float(n), item=f"{n:064x}", **size) for n in range(4)]
    with store.writing() as connection:
        tickets.add(connection, made)
    for n, row in enumerate(made):
        pictures.keep(state, row.item, picture=_png(n))
    return made


@pytest.fixture
def out(rows, store, state, tmp_path):
    assert queue.export(store, state, out=tmp_path / "out", limit=10) == len(rows)
    return tmp_path / "out"


def _coco(out, boxes):
    """Annotations of the pictures with these numbers; of others nothing is said."""
    names = ["blue", "red", "rde", "green"]
    images = [
        {"id": n, "file_name": f"{n:064x}.png", "width": SIZE[0], "height": SIZE[1]} for n in boxes
    ]
    marks = [
        {
            "image_id": n,
            "category_id": names.index(name),
            "bbox": [left, top, right - left, bottom - top],
        }
        for n, drawn in boxes.items()
        for (left, top, right, bottom), name in drawn
    ]
    told = {
        "images": images,
        "annotations": [{"id": n, "iscrowd": 0, **mark} for n, mark in enumerate(marks)],
        "categories": [{"id": n, "name": name} for n, name in enumerate(names)],
    }
    (out / "instances.json").write_text(json.dumps(told))
    return out


def _take(store, path, sender=ANN, now=5.0):
    return importing.import_labels(store, path, sender=sender, now=now)


def _standing(store, rows):
    return [label and label.label for label in (labels.standing(store, r.ticket) for r in rows)]


def test_folder_asks_for_boxes(out):
    assert not (out / "labels.csv").exists()
    assert "without a box" in (out / "how.txt").read_text()


def test_boxes_come_back_to_their_answers(out, store, rows):
    folder = _coco(out, {0: [RED, BLUE], 1: [RED], 2: []})
    done = _take(store, folder)
    assert done[:4] == (3, 0, 1, 0)
    assert done.bare == 1
    assert _standing(store, rows) == [
        '[{"box":[20.0,0.0,40.0,30.0],"name":"blue"},{"box":[0.0,0.0,20.0,30.0],"name":"red"}]',
        '[{"box":[0.0,0.0,20.0,30.0],"name":"red"}]',
        "[]",
        None,
    ]
    again = _take(store, folder)
    assert (*again[:2], again.bare) == (0, 3, 0)


def test_boxes_are_corrected_later(out, store, rows):
    _take(store, _coco(out, {0: [RED]}))
    assert _take(store, _coco(out, {0: [BLUE]}), now=6.0).kept == 1
    assert _standing(store, rows)[0] == '[{"box":[20.0,0.0,40.0,30.0],"name":"blue"}]'


def test_table_of_boxes_comes_back(out, store, rows):
    with (out / "boxes.csv").open("w", newline="") as table:
        lines = csv.writer(table)
        lines.writerow(["path", "label", "xmin", "ymin", "xmax", "ymax"])
        lines.writerow([f"pictures/{rows[0].item}.png", "red", 0, 0, 20, 30])
        lines.writerow([f"pictures/{rows[1].item}.png", "", "", "", "", ""])
    assert _take(store, out / "boxes.csv").kept == 2
    assert _standing(store, rows)[:2] == ['[{"box":[0.0,0.0,20.0,30.0],"name":"red"}]', "[]"]


def test_unknown_name_is_no_box(out, store, rows):
    folder = _coco(out, {0: [(RED[0], "rde")], 1: [RED]})
    done = _take(store, folder)
    assert (done.kept, done.refused) == (1, 1)
    assert done.words[0].endswith("not a name that the model knows: rde; did you mean red?")
    assert _take(store, folder, sender=ANN._replace(new_names=True)).kept == 1
    assert _standing(store, rows)[0] is not None


def test_name_that_was_left_out_is_taken(out, store, rows):
    assert _take(store, _coco(out, {0: [RED, (RED[0], "green")]})).kept == 1
    assert "green" in _standing(store, rows)[0]


def test_other_picture_is_told(out, store, rows):
    shutil.copy(out / "pictures" / f"{rows[3].item}.png", out / "pictures" / "mine.png")
    folder = _coco(out, {0: [RED]})
    told = json.loads((folder / "instances.json").read_text())
    told["images"].append({"id": 9, "file_name": "mine.png", "width": 40, "height": 30})
    (folder / "instances.json").write_text(json.dumps(told))
    done = _take(store, folder)
    assert (done.kept, done.refused) == (1, 1)
    assert done.words == ("picture mine: no answer of this installation has this ticket or item",)


def test_line_of_names_is_told(store, rows, tmp_path):
    (tmp_path / "a.csv").write_text(f"item,label\n{rows[0].item},red\n{rows[1].item},-\n")
    done = _take(store, tmp_path / "a.csv")
    assert (done.kept, done.refused) == (1, 1)
    assert "P674" in done.words[0]
    assert _standing(store, rows)[:2] == [None, "[]"]


def test_annotations_without_boxes_are_refused(out):
    (out / "a").mkdir()
    (out / "b").mkdir()
    found = sorted((out / "pictures").iterdir())
    for place, path in enumerate(found):
        path.rename(out / "ab"[place % 2] / path.name)
    (out / "pictures").rmdir()
    with pytest.raises(PeelError, match="P866"):
        annotated.take(out)


@pytest.mark.parametrize(("other", "told"), [(RED, (1, 0)), (BLUE, (0, 1))])
def test_picture_in_two_folders_is_one(out, store, rows, other, told):
    """A copy that says the same is one label; one that says something else leaves open which of them holds."""
    folder, name = _coco(out, {0: [RED]}), f"{rows[0].item}.png"
    (out / "val").mkdir()
    shutil.copy(out / "pictures" / name, out / "val" / name)
    said = json.loads((folder / "instances.json").read_text())
    said["images"][0]["file_name"] = f"pictures/{name}"
    said["images"].append({"id": 9, "file_name": f"val/{name}", "width": 40, "height": 30})
    left, top, right, bottom = other[0]
    box = {
        "bbox": [left, top, right - left, bottom - top],
        "category_id": ["blue", "red"].index(other[1]),
    }
    said["annotations"].append({"image_id": 9, **box})
    (folder / "instances.json").write_text(json.dumps(said))
    done = _take(store, folder)
    assert (done.kept, done.refused) == told
    assert [words.endswith("keep one of them") for words in done.words] == [True] * told[1]


def test_name_beside_its_box_is_told(out, store, rows):
    """A name of the whole picture is no box, also where a box has the same name."""
    folder = _coco(out, {0: [RED], 1: [RED]})
    said = json.loads((folder / "instances.json").read_text())
    said["annotations"].append(
        {"image_id": 0, "category_id": said["annotations"][0]["category_id"]}
    )
    (folder / "instances.json").write_text(json.dumps(said))
    done = _take(store, folder)
    assert (done.kept, done.refused) == (1, 1)
    assert done.words[0].startswith(f"picture {rows[0].item[:12]}: ")
