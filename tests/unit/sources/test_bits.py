from __future__ import annotations

import pytest

from peel.sources.bits import meaning, nearly, of_bits, of_minus
from peel.sources.records import Record, Table


def table(columns: str, *lines: str) -> Table:
    records = (Record(n, tuple(line.split(",")), is_whole=True) for n, line in enumerate(lines, 2))
    return Table("t.csv", tuple(columns.split(",")), tuple(records), "utf-8")


@pytest.mark.parametrize("cell", ["", "NaN", "?", "-1", "-1.0", "n/a", "null", "-"])
def test_missing_cell_keeps_its_column(cell: str) -> None:
    found = table("path,cat,dog", "1.jpg,1,0", f"2.jpg,0,{cell}")
    assert of_bits(found) == [1, 2]
    assert meaning(found, [1, 2]).get(cell.lower()) is None


def test_other_cells_are_no_bits() -> None:
    assert of_bits(table("path,n,age,gone", "1.jpg,0,30,?", "2.jpg,2,31,")) == []


def test_column_without_name_is_none() -> None:
    assert of_bits(table(",cat", "0,1", "1,0")) == [1]


def test_minus_says_no_without_zeros() -> None:
    faces = table("path,hat,smile", "1.jpg,1,-1", "2.jpg,-1,1")
    assert meaning(faces, [1, 2])["-1"] is False
    assert of_minus(faces, [1, 2]) == "-1 says no, as no 0 is there"


def test_minus_beside_zeros_is_unknown() -> None:
    chests = table("path,edema,fluid", "1.jpg,1.0,-1.0", "2.jpg,-1.0,0.0")
    assert "-1.0" not in meaning(chests, [1, 2])
    assert of_minus(chests, [1, 2]) == "-1 says that nobody knows"
    assert of_minus(table("path,a", "1.jpg,1"), [1]) == ""


def test_column_that_nearly_fits_is_named() -> None:
    lines = [f"{n}.jpg,{n % 2},{2 if n == 3 else n % 2},{n}" for n in range(6)]
    found = table("path,cat,dog,age", *lines)
    assert of_bits(found) == [1]
    assert nearly(found, but=[0, 1]) == ["dog (with 2 too)"]
