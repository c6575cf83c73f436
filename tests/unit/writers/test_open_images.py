"""OpenImages, read by another library as tables."""

import pandas as pd
import pytest

from peel.types.marks import Mark, Marked
from peel.writers.open_images import WRITER


@pytest.fixture
def table(write):
    def table(pictures, name):
        return pd.read_csv(write(WRITER, pictures) / "annotations" / name, keep_default_na=False)

    return table


def test_boxes_are_shares_of_the_sides(table, marked):
    first = table(marked, "oidv6-train-annotations-bbox.csv").iloc[0]
    assert (first.ImageID, first.LabelName, first.Confidence) == ("x_1", "cat", 1)
    sides = [first.XMin, first.XMax, first.YMin, first.YMax]
    assert sides == pytest.approx([0.01, 0.31, 0.025, 0.525])


def test_names_come_back_as_they_were(table, marked):
    assert table(marked, "oidv6-train-annotations-bbox.csv").LabelName[1] == 'a "b", <c> & é'


def test_crowds_are_groups(table):
    marks = (Mark("cat", (0, 0, 4, 4), is_crowd=True),)
    found = table([Marked("1.jpg", (8, 8), marks)], "oidv6-train-annotations-bbox.csv")
    assert list(found.IsGroupOf) == [1]


def test_every_picture_is_listed_with_its_part(table, marked):
    found = table(marked, "image_ids_and_rotation.csv")
    assert list(found.ImageID) == ["x_1", "2"]
    assert list(found.Subset) == ["train", "validation"]


def test_names_of_whole_pictures_have_their_table(table, named):
    found = table(named, "oidv6-train-annotations-human-imagelabels.csv")
    assert list(found.LabelName) == ["cat", "cat", 'a "b", <c> & é']
