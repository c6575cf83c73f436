"""Every form that can be written."""

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
