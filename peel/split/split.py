"""From the good items to training and the sealed test part: what is read, seen and written around the draw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from peel.events import warn
from peel.files import new_folder, write_text
from peel.split import siblings
from peel.split.divide import Good, divide
from peel.split.given import Given, Rule, from_text, to_text
from peel.tables import read_table, write_table
from peel.types.labels import LabelRules
from peel.types.sample import Sample
from peel.types.split import SplitReport


class Sight(Protocol):
    """What one network sees of every item."""

    @property
    def network(self) -> str:
        """The network in words."""

    @property
    def vectors(self) -> npt.NDArray[np.floating[Any]]:
        """(n, d)."""


class How(NamedTuple):
    """The rule of the draw, the kind's rules of labels, and what looks at the items (None: nothing can here)."""

    rule: Rule
    labels: LabelRules
    look: Callable[[Sequence[Sample]], Sight | None]


def split(manifest: Path, out: Path, *, how: How) -> SplitReport:
    """Divide the good items of `manifest` and write the folder `out`; what it sealed in earlier runs stays sealed.

    Raises what `divide` raises, and P401 for a given.csv that cannot be read.
    """
    table = read_table(manifest)
    sight = None
    if how.rule.near_duplicates != "ignore":
        sight = how.look([Sample(**row) for row in table.select(Sample._fields).to_pylist()])
    rule = how.rule._replace(method=siblings.method(sight.network) if sight else "")
    good = Good(table, how.labels, sight.vectors if sight else None)
    found = divide(good, rule=rule, given=_remembered(out / "given.csv"))
    with new_folder(out) as folder:
        write_table(found.train, folder / "train.parquet")
        write_table(found.test, folder / "test.parquet")
        write_text(folder / "split.json", found.report.to_json())
        write_text(folder / "given.csv", to_text(found.given))
    for note in found.report.notes:
        warn(note)
    return found.report


def _remembered(path: Path) -> Given | None:
    """The parts of earlier runs."""
    return from_text(path.read_text(encoding="utf-8", errors="replace")) if path.exists() else None
