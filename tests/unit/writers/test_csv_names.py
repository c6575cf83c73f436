"""Tables of names, read by another library."""

import pandas as pd

from peel.writers.csv_names import COLUMNS, ONE


def read(folder):
    return pd.read_csv(folder / "labels.csv", keep_default_na=False)


def test_one_name_a_picture_has_its_line(write, named):
    found = read(write(ONE, named))
    assert list(found.columns) == ["path", "label", "split", "group"]
    assert found.values.tolist() == [["images/1.jpg", "cat", "", ""]]


def test_each_name_has_its_column(write, named):
    found = read(write(COLUMNS, named))
    assert list(found.columns[3:]) == ['a "b", <c> & é', "cat"]
    assert found.values[:, 3:].tolist() == [[0, 1], [1, 1], [0, 0]]


def test_several_names_are_told_as_lost(named):
    assert ONE.loses(named) == [
        "pictures with several names, left out: 1",
        "pictures on which nothing is, left out: 1",
    ]
    assert COLUMNS.loses(named) == []
