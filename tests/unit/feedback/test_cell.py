"""Names in a cell."""

from __future__ import annotations

import pytest

from peel.feedback.cell import marked, names_in

KNOWN = ("beach", "people", "noise|quarrel")


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("beach", ["beach"]),
        ("people | beach", ["people", "beach"]),
        ("noise|quarrel", ["noise|quarrel"]),
        ("beach|noise|quarrel |people", ["beach", "noise|quarrel", "people"]),
        ("noise|quarrels", ["noise", "quarrels"]),
        ("-", []),
        ("beach|", ["beach", ""]),
    ],
)
def test_known_name_stays_whole(cell, names):
    assert names_in(cell, KNOWN) == names
    assert marked(KNOWN) == ["noise|quarrel"]


def test_long_cell_takes_no_time():
    assert names_in(f"x{' ' * 200_000}y", KNOWN) == [f"x{' ' * 200_000}y"]
