"""What one half of the product writes in a form, the other half reads back the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from peel.params.sections import Ingest
from peel.problem import find as find_kind
from peel.sources.album import Album
from peel.sources.annotated import read_marks
from peel.sources.disk import DiskTree
from peel.sources.forms import FORMS
from peel.sources.source import Terms
from peel.types.marks import Mark, Marked
from peel.writers.forms import WRITERS

ODD = 'a "b", <c> & é'
MARKED = (
    Marked(
        "set/train/x/1.jpg",
        (100, 80),
        (
            Mark("cat", (1, 2, 31, 42)),
            Mark(ODD, (0, 0, 100, 80)),
            Mark("cat", (50.25, 50, 60, 60), is_difficult=True),
        ),
        part="train",
    ),
    Marked("set/train/y/1.jpg", (64, 64), (), part="train"),
    Marked(
        "set/val/2.png",
        (200, 50),
        (Mark("cat", (10, 5, 60, 45)), Mark("dog", (20, 5, 60, 45), is_crowd=True)),
        part="val",
    ),
)
# Writers of annotations, and the form that their files have; the others write class folders and tables of names.
FORM = {"darknet": "yolo", "csv_boxes": "boxes_csv"}
NAMES = [name for name in WRITERS if FORM.get(name, name) in {form.NAME for form in FORMS}]


def test_every_form_is_written_too() -> None:
    assert {FORM.get(name, name) for name in NAMES} == {form.NAME for form in FORMS}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_is_read(name: str, tmp_path: Path) -> None:
    """All that the form can hold: what it cannot the writer has taken away, and said."""
    sheet = WRITERS[name].plan(MARKED).sheet
    for each in sheet.pictures:
        (tmp_path / each.path).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", each.size).save(tmp_path / each.path)
    WRITERS[name].annotate(sheet, tmp_path)
    terms = Terms(Ingest(), find_kind("multilabel"))
    form, found = read_marks(Album(DiskTree(tmp_path)), terms)
    assert FORM.get(name, name) == form.NAME
    assert {m.path: (m.part, m.size, set(m.marks)) for m in found.marked} == {
        each.path: (each.part, each.size, set(each.marks)) for each in sheet.pictures
    }
    assert found.skipped == ()
