"""Every form that can be written."""

from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.writers.forms import WRITERS, find_writer


def test_forms_are_found_by_name():
    assert find_writer("Label-Studio") is WRITERS["label_studio"]


def test_an_unknown_form_is_refused():
    with pytest.raises(PeelError, match=r"P285 .*got pascal; allowed: folders, csv, .*mot"):
        find_writer("pascal")


def test_names_are_those_of_files_or_near():
    assert set(WRITERS) == {
        "folders", "csv", "csv_columns", "csv_boxes", "coco", "voc", "yolo", "darknet", "cvat", "labelme",
        "label_studio", "open_images", "mot",
    }  # fmt: skip


def row(name, writer):
    """What the how-to page says of a form."""
    holds = writer.holds
    several = "a copy each" if holds.copies else "yes" if holds.several else "-"
    held = (
        holds.empty, holds.fractions and holds.boxes, holds.crowds, holds.difficult, holds.tracks,
        "train" in holds.parts, holds.groups,
    )  # fmt: skip
    words = ["yes" if each else "-" for each in (holds.boxes, holds.names, *held)]
    return f"| `{name}` | {writer.title} | {' | '.join([*words[:2], several, *words[2:]])} |"


def test_page_says_what_forms_hold():
    page = Path("docs/how-to/convert.md").read_text("utf-8")
    assert [name for name, writer in WRITERS.items() if row(name, writer) not in page] == []
