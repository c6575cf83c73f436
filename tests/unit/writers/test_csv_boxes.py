"""A table of boxes, read by another library."""

import pandas as pd

from peel.writers.csv_boxes import WRITER


def test_each_box_has_its_line(write, marked):
    found = pd.read_csv(write(WRITER, marked) / "boxes.csv", keep_default_na=False)
    assert list(found.columns) == [
        "path", "label", "xmin", "ymin", "xmax", "ymax", "split",
    ]  # fmt: skip
    assert found.values.tolist()[1] == [
        "images/x/1.jpg", 'a "b", <c> & é', "0", "0", "100", "80", "train",
    ]  # fmt: skip


def test_a_picture_without_boxes_has_a_line(write, marked):
    found = pd.read_csv(write(WRITER, marked) / "boxes.csv", keep_default_na=False)
    assert list(found[found.path == "images/y/1.jpg"].label) == [""]
