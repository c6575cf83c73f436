"""What was mistaken for what: the pairs that cost most, and the whole matrix as shaded cells."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peel.types.report import Findings

LEVELS = 4
MOST_CELLS, MOST_SHADED = 150, 20
_PAIRS, _MOST_PAIRS = 15, 500


@dataclass(frozen=True, kw_only=True)
class Pair:
    """`n` of the `of` items labelled `label` were answered `answer`."""

    label: str
    answer: str
    n: int
    of: int


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A count and how dark its cell is: 0 (nothing) to 4; right answers and mistakes have their own colour."""

    n: int
    level: int
    is_right: bool


@dataclass(frozen=True, kw_only=True)
class Row:
    """One label and how its items were answered."""

    name: str
    cells: tuple[Cell, ...]
    n: int


@dataclass(frozen=True, kw_only=True)
class View:
    """The pairs of the first screen and the others; the matrix unless it is too large to be seen."""

    pairs: tuple[Pair, ...]
    more_pairs: tuple[Pair, ...]
    matrix: tuple[Row, ...]
    is_shaded: bool


def view(findings: Findings) -> View:
    """Few classes are a shaded matrix, many are a list of pairs."""
    found, matrix = pairs(findings.details["confusion"]), rows(findings.details["confusion"])
    return View(
        pairs=tuple(found[:_PAIRS]),
        more_pairs=tuple(found[_PAIRS:_MOST_PAIRS]),
        matrix=tuple(matrix) if len(matrix) <= MOST_CELLS else (),
        is_shaded=0 < len(matrix) <= MOST_SHADED,
    )


def pairs(confusion: Mapping[str, Any]) -> list[Pair]:
    """Every pair of label and wrong answer that happened, the most frequent first."""
    names, counts = confusion["class_names"], confusion["counts"]
    found = [
        Pair(label=names[i], answer=names[j], n=n, of=sum(row))
        for i, row in enumerate(counts)
        for j, n in enumerate(row)
        if n and i != j
    ]
    return sorted(found, key=lambda pair: (-pair.n, pair.of, pair.label, pair.answer))


def rows(confusion: Mapping[str, Any]) -> list[Row]:
    """The matrix, a row a label, shaded by the share of the row."""
    names = confusion["class_names"]
    return [
        Row(name=names[i], cells=_cells(i, row), n=sum(row))
        for i, row in enumerate(confusion["counts"])
    ]


def _cells(own: int, row: Sequence[int]) -> tuple[Cell, ...]:
    total = max(sum(row), 1)
    return tuple(
        Cell(n=n, level=math.ceil(LEVELS * n / total), is_right=own == j) for j, n in enumerate(row)
    )
