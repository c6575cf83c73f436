"""The pairs that cost most, and how dark a cell is."""

from __future__ import annotations

from peel.problems.classification.report import confusion
from peel.types.report import Findings

COUNTS = {"class_names": ["a", "b", "c"], "counts": [[8, 2, 0], [0, 4, 1], [0, 2, 0]]}


def test_most_frequent_pair_comes_first() -> None:
    found = [(pair.label, pair.answer, pair.n, pair.of) for pair in confusion.pairs(COUNTS)]
    assert found == [("c", "b", 2, 2), ("a", "b", 2, 10), ("b", "c", 1, 5)]


def test_cells_are_shaded_by_row() -> None:
    row = confusion.rows(COUNTS)[0]
    assert [(cell.n, cell.level, cell.is_right) for cell in row.cells] == [
        (8, 4, True),
        (2, 1, False),
        (0, 0, False),
    ]


def test_class_without_items_stays_empty() -> None:
    row = confusion.rows({"class_names": ["a"], "counts": [[0]]})[0]
    assert (row.n, row.cells[0].level) == (0, 0)


def test_few_classes_are_shaded(findings: Findings) -> None:
    view = confusion.view(findings)
    assert view.is_shaded
    assert len(view.matrix) == 3
    assert [pair.n for pair in view.pairs] == [2, 1, 1]


def test_many_classes_show_pairs(many: Findings) -> None:
    view = confusion.view(many)
    assert not view.is_shaded
    assert (len(view.pairs), len(view.more_pairs), view.matrix) == (15, 145, ())
