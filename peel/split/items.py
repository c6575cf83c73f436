"""The rows of a split table as the later stages take them: pictures, labels, families and folds, in the table's order."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peel.tables import read_table
from peel.types.sample import Sample

Ints = npt.NDArray[np.int64]


class Items(NamedTuple):
    """n items; `families` (n,) are numbers from 0 (equal: near duplicates), `folds` (n,) are -1 in the test part."""

    samples: list[Sample]
    labels: list[str]
    paths: list[str]
    families: Ints
    folds: Ints

    def take(self, places: Ints) -> Items:
        """The items at these places; families keep their numbers."""
        return Items(
            samples=[self.samples[i] for i in places],
            labels=[self.labels[i] for i in places],
            paths=[self.paths[i] for i in places],
            families=self.families[places],
            folds=self.folds[places],
        )

    def digest(self) -> str:
        """One sha256 of the items and their labels: what a model was made from."""
        pairs = zip(self.samples, self.labels, strict=True)
        named = "".join(f"{sample.item} {label}\n" for sample, label in pairs)
        return hashlib.sha256(named.encode("utf-8", "surrogateescape")).hexdigest()


def read_items(path: Path) -> Items:
    """The items in the table at `path`, data/split/train.parquet or test.parquet; raises P252 for a damaged one."""
    table = read_table(path)
    columns = {name: table[name].to_pylist() for name in table.column_names}
    samples = zip(*(columns[name] for name in Sample._fields), strict=True)
    families = np.unique(np.array(columns["family"], str), return_inverse=True)[1]
    return Items(
        samples=[Sample(*row) for row in samples],
        labels=columns["label"],
        paths=columns["path"],
        families=families.astype(np.int64),
        folds=np.array(columns["fold"], np.int64),
    )
