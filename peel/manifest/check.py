"""Every item looked at once: the good ones go on, the others are put aside by name, and a page says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median_low
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa

from peel.errors import PeelError
from peel.files import new_folder, read_json, write_text
from peel.manifest.expectations import common, expect
from peel.manifest.look import Seen, look
from peel.manifest.page import render
from peel.manifest.quarantine import NOT_BAD, Aside, Row, put_aside, to_csv
from peel.manifest.table import read_table, write_table
from peel.params.sections import Validate
from peel.types.items import INGEST, VALIDATE
from peel.types.validation import Outcome, Sides, Validation

_TYPES = {"width": pa.int32(), "height": pa.int32(), "thumb": pa.binary()}
_INTERNAL = ("shard", "offset")


class Checked(NamedTuple):
    """What validate writes."""

    good: pa.Table
    rows: Sequence[Row]
    aside: Sequence[Aside]
    validation: Validation


def validate(
    ingest: Path, out: Path, *, limits: Validate, expectations: Sequence[Mapping[str, Any]]
) -> Validation:
    """Check the manifest and the shards in `ingest` and write the folder `out`.

    `expectations` are a problem kind's, on the columns of `frame`. Everything is written before the run is
    stopped, so that the reasons can be read: raises P330 (too large a share of bad items), P331 (fewer than
    two classes left). Cost: one decode an item.
    """
    table = read_table(ingest / "manifest.parquet")
    seen = look(table, ingest / "shards")
    outcomes = expect(frame(table, seen), [*common(limits.min_side_px), *expectations])
    checked = check(table, seen, limits=limits, outcomes=outcomes)
    stop = _stop(checked.validation)
    stopped = checked.validation.model_copy(update={"stopped": str(stop or "")})
    skipped = read_json(ingest / "ingest.json").get("skipped", [])
    _write(checked._replace(validation=stopped), out, skipped=skipped)
    if stop:
        raise stop
    return stopped


def frame(table: pa.Table, seen: Sequence[Seen]) -> pd.DataFrame:
    """One row an item, for the expectations.

    The columns of ingest (without shard and offset) and of validate (without thumb), empty where an item could
    not be decoded, and `class_items`: how many items have the same label.
    """
    columns = {name: table[name].to_pylist() for name in INGEST if name not in _INTERNAL}
    columns |= {name: [getattr(s, name) for s in seen] for name in VALIDATE if name != "thumb"}
    counts = Counter(columns["label"])
    columns["class_items"] = [counts[label] for label in columns["label"]]
    return pd.DataFrame(columns)


def check(
    table: pa.Table, seen: Sequence[Seen], *, limits: Validate, outcomes: Sequence[Outcome]
) -> Checked:
    """The good items with what was seen, the others with their reasons, and the counts of both."""
    names = ("path", "line", "label", "item", "part")
    columns = [table[name].to_pylist() for name in names]
    rows = [Row(*row) for row in zip(*columns, seen, strict=True)]
    aside = put_aside(rows, min_side_px=limits.min_side_px)
    out = {one.row for one in aside}
    good = [i for i in range(len(rows)) if i not in out]
    n_bad = sum(one.code not in NOT_BAD for one in aside)
    validation = Validation(
        n_items=len(rows),
        n_good=len(good),
        n_bad=n_bad,
        bad_share=round(n_bad / max(len(rows), 1), 6),
        limit=limits.max_bad_share,
        reasons=_counted(one.code for one in aside),
        classes=_counted(rows[i].label for i in good),
        expectations=list(outcomes),
        formats=_counted(str(seen[i].format) for i in good),
        modes=_counted(str(seen[i].mode) for i in good),
        sides=_sides([seen[i] for i in good]),
        stopped="",
    )
    return Checked(_complete(table, seen, rows=good), rows, aside, validation)


def _complete(table: pa.Table, seen: Sequence[Seen], *, rows: Sequence[int]) -> pa.Table:
    """The rows that go on, with the columns of validate, sorted by path."""
    good = table.take(pa.array(rows, pa.int64()))
    for name in VALIDATE:
        column = pa.array([getattr(seen[i], name) for i in rows], _TYPES.get(name, pa.string()))
        good = good.append_column(name, column)
    return good.sort_by([("path", "ascending"), ("line", "ascending")])


def _stop(found: Validation) -> PeelError | None:
    if found.bad_share > found.limit:
        return PeelError(
            "P330",
            "too many items are unusable",
            got=f"{found.n_bad} of {found.n_items} ({found.bad_share:.1%})",
            allowed=f"at most {found.limit:.1%}",
            do="read data/validate/validation.html and mend them, or raise validate.max_bad_share in params.yaml",
        )
    if len(found.classes) < 2:
        return PeelError(
            "P331",
            "too few classes are left",
            got=", ".join(found.classes) or "none",
            allowed="at least two classes with two usable pictures each",
            do="read data/validate/validation.html for what was put aside, and add pictures",
        )
    return None


def _write(checked: Checked, out: Path, *, skipped: Sequence[Mapping[str, Any]]) -> None:
    page = render(checked.validation, quarantine=_lines(checked), skipped=skipped)
    with new_folder(out) as folder:
        write_table(checked.good, folder / "manifest.parquet")
        write_text(folder / "quarantine.csv", to_csv(checked.rows, checked.aside))
        write_text(folder / "validation.json", checked.validation.to_json())
        write_text(folder / "validation.html", page)


def _lines(checked: Checked) -> list[dict[str, Any]]:
    return [{**checked.rows[one.row]._asdict(), **one._asdict()} for one in checked.aside]


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def _sides(seen: Sequence[Seen]) -> Sides:
    sides = [max(s.width or 0, s.height or 0) for s in seen] or [0]
    return Sides(min=min(sides), median=median_low(sides), max=max(sides))
