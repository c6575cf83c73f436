"""Rows of a split table as items."""

from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa

from peel.split.items import Items, read_items
from peel.tables import write_table
from peel.types.sample import Sample


def _items(tmp_path, n: int = 3) -> Items:
    names = [f"i{place}" for place in range(n)]
    columns = {
        "item": names,
        "pixels": names,
        "path": [f"{name}.png" for name in names],
        "label": ["cat", "dog", "cat"][:n],
        "shard": ["s.tar"] * n,
        "offset": pa.array(range(n), pa.int64()),
        "size": pa.array([9] * n, pa.int64()),
        "frames": pa.array([1] * n, pa.int64()),
        "family": ["f2", "f1", "f2"][:n],
        "fold": pa.array([0, 1, 0][:n], pa.int32()),
    }
    write_table(pa.table(columns), tmp_path / "train.parquet")
    return read_items(tmp_path / "train.parquet")


def test_items_keep_the_order_of_rows(tmp_path) -> None:
    items = _items(tmp_path)
    assert items.samples[1] == Sample("i1", "i1", "s.tar", 1, 9)
    assert (items.labels, items.paths[2]) == (["cat", "dog", "cat"], "i2.png")
    assert items.families.tolist() == [1, 0, 1]
    assert items.folds.dtype == items.families.dtype == np.int64


def test_some_items_keep_their_families(tmp_path) -> None:
    some = _items(tmp_path).take(np.array([2, 1]))
    assert some.paths == ["i2.png", "i1.png"]
    assert (some.families.tolist(), some.folds.tolist()) == ([1, 0], [0, 1])


def test_digest_names_items_and_labels(tmp_path) -> None:
    said = hashlib.sha256(b"i0 cat\ni1 dog\ni2 cat\n").hexdigest()
    assert _items(tmp_path).digest() == said


def test_no_row_is_no_item(tmp_path) -> None:
    items = _items(tmp_path, 0)
    assert (len(items.samples), len(items.families), len(items.folds)) == (0, 0, 0)
