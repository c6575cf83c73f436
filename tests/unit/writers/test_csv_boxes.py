"""A table of boxes, read by another library."""

import pandas as pd

from peel.types.marks import Mark, Marked
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


def test_what_stands_beside_has_columns(write):
    sure = Mark("cat", (0, 0, 9, 9), is_difficult=True, confidence=0.5, track=7)
    told = Marked("1.jpg", (100, 80), (sure, Mark("cat", (5, 5, 50, 50), is_crowd=True)), group="g")
    found = pd.read_csv(write(WRITER, [told]) / "boxes.csv", keep_default_na=False)
    beside = found[["group", "difficult", "crowd", "confidence", "track"]].astype(str)
    assert beside.values.tolist() == [["g", "1", "", "0.5", "7"], ["g", "", "1", "", ""]]
