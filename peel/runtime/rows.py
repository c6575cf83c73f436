"""Outputs of which an item has any number of rows: as the file gives them, and held with the items in front.

The file gives the rows of all items one after the other, and beside them of which item each is. Everything in Peel
slices, joins and keeps outputs by item, so they are held with places for the most rows that an item may have. A place
that is not taken is -1 in outputs of whole numbers, 0 in others; in the output that named the item it is 0 where taken.

**Source**: decision 0074.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel.errors import PeelError
from peel.types.output import Output

Arrays = Mapping[str, NDArray[Any]]
_EMPTY = -1


def hold(found: Arrays, outputs: Sequence[Output], *, n: int) -> dict[str, NDArray[Any]]:
    """The outputs of a file for n items with these in front; raises P673 where rows belong to no item, or too many to one.

    >>> image = Output(name="image", dtype="int64", shape=("m",), meaning="", tolerance=0, rows_of="image", most=2)
    >>> hold({"image": np.array([1, 1])}, [image], n=2)["image"].tolist()
    [[-1, -1], [0, 0]]
    """
    told = {output.name: output for output in outputs}
    return {
        name: _hold(array, told[name], of=found.get(told[name].rows_of), n=n)
        if name in told and told[name].rows_of
        else array
        for name, array in found.items()
    }


def lay_out(held: Arrays, outputs: Sequence[Output]) -> dict[str, NDArray[Any]]:
    """The same outputs as the file gives them.

    >>> image = Output(name="image", dtype="int64", shape=("m",), meaning="", tolerance=0, rows_of="image", most=2)
    >>> lay_out({"image": np.array([[-1, -1], [0, 0]])}, [image])["image"].tolist()
    [1, 1]
    """
    laid = dict(held)
    for output in outputs:
        if output.rows_of:
            item, place = np.nonzero(held[output.rows_of] != _EMPTY)
            is_index = output.name == output.rows_of
            laid[output.name] = item if is_index else held[output.name][item, place]
    return laid


def taken(held: Arrays, outputs: Sequence[Output]) -> dict[str, NDArray[Any]]:
    """The same without places that no item takes: what is kept of a picture is as long as what was found there.

    >>> image = Output(name="image", dtype="int64", shape=("m",), meaning="", tolerance=0, rows_of="image", most=2)
    >>> taken({"image": np.array([[0, -1, -1]])}, [image])["image"].tolist()
    [[0]]
    """
    kept = dict(held)
    for output in outputs:
        if output.rows_of:
            places = np.flatnonzero((held[output.rows_of] != _EMPTY).any(axis=0))
            kept[output.name] = held[output.name][:, : int(places.max(initial=-1)) + 1]
    return kept


def _hold(rows: NDArray[Any], output: Output, *, of: NDArray[Any] | None, n: int) -> NDArray[Any]:
    if of is None or of.dtype.kind != "i" or of.shape != rows.shape[:1]:
        raise _no_rows(f"{output.name} has rows of which {output.rows_of} does not tell the item")
    if len(of) and not (of.min() >= 0 and of.max() < n):
        raise _no_rows(f"{output.rows_of} names an item beyond the {n} that were given")
    counts = np.bincount(of, minlength=n)
    if counts.max(initial=0) > output.most:
        raise _no_rows(f"{counts.max()} rows for one item, and at most {output.most}")
    order = np.argsort(of, kind="stable")
    place = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)
    empty = _EMPTY if rows.dtype.kind == "i" else 0
    held = np.full((n, output.most, *rows.shape[1:]), empty, rows.dtype)
    held[of[order], place] = 0 if output.name == output.rows_of else rows[order]
    return held


def _no_rows(got: str) -> PeelError:
    return PeelError(
        "P673",
        "rows of an output fit no picture",
        got=got,
        allowed="rows of the pictures that were given, no more of each than the file's card says",
        do="take the file anew from where it was made, or build it again",
    )
