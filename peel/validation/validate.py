"""Every item looked at once: the good ones go on, the others are put aside by name, and a page says so."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median_low
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa

from peel.errors import PeelError
from peel.events import emit
from peel.files import new_folder, read_json, write_text
from peel.params.sections import Validate
from peel.sources import notes
from peel.tables import read_table, write_table
from peel.types.items import INGEST, VALIDATE
from peel.types.validation import Outcome, Sides, Validation
from peel.validation.expectations import common, expect
from peel.validation.look import Seen, look
from peel.validation.page import render
from peel.validation.quarantine import BAD_BEFORE, NOT_BAD, Aside, Row, put_aside, to_csv

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
    told = read_json(ingest / "ingest.json")
    skipped, lost_before = told.get("skipped", []), told.get("lost", {})
    checked = check(table, seen, limits=limits, outcomes=outcomes)
    lost = _lost(checked)
    found = _with_source(checked.validation, skipped, lost={**lost_before, **lost})
    stop = _stop(found, _bad(checked, skipped))
    stopped = found.model_copy(update={"stopped": str(stop or "")})
    for message in notes.lost(lost):
        emit("warning", message=message)
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


def _lost(checked: Checked) -> dict[str, str]:
    """The classes of which every item was put aside, with the rules that did it."""
    codes: dict[str, set[str]] = defaultdict(set)
    for one in checked.aside:
        codes[checked.rows[one.row].label].add(one.code)
    return {
        label: f"all put aside: {', '.join(sorted(codes[label]))}"
        for label in sorted(codes)
        if label not in checked.validation.classes
    }


def _with_source(
    found: Validation, skipped: Sequence[Mapping[str, Any]], *, lost: Mapping[str, str]
) -> Validation:
    """The counts with what ingest could make no item of: a line without a picture is as bad as a broken picture."""
    n_left_out = sum(each["code"] in BAD_BEFORE for each in skipped)
    n_bad = found.n_bad + n_left_out
    share = round(n_bad / max(found.n_items + n_left_out, 1), 6)
    new = {"n_bad": n_bad, "bad_share": share, "n_left_out": n_left_out, "lost": dict(lost)}
    return found.model_copy(update=new)


def _bad(checked: Checked, skipped: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Everything that counts as bad, with its code, reason and what to do."""
    aside = [one._asdict() for one in checked.aside if one.code not in NOT_BAD]
    return [*aside, *(each for each in skipped if each["code"] in BAD_BEFORE)]


def _most(bad: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """The rules that made most items bad, with how many, and what to do about the first."""
    counts = Counter(str(each["code"]) for each in bad).most_common(3)
    first = {code: next(each for each in bad if each["code"] == code) for code, _ in counts}
    why = {code: str(each["reason"]).split(":")[0] for code, each in first.items()}
    words = ", ".join(f"{n} {code} ({why[code]})" for code, n in counts)
    return words, str(first[counts[0][0]]["do"]) if counts else ""


def _complete(table: pa.Table, seen: Sequence[Seen], *, rows: Sequence[int]) -> pa.Table:
    """The rows that go on, with the columns of validate, sorted by path."""
    good = table.take(pa.array(rows, pa.int64()))
    for name in VALIDATE:
        column = pa.array([getattr(seen[i], name) for i in rows], _TYPES.get(name, pa.string()))
        good = good.append_column(name, column)
    return good.sort_by([("path", "ascending"), ("line", "ascending")])


def _stop(found: Validation, bad: Sequence[Mapping[str, Any]]) -> PeelError | None:
    if found.bad_share > found.limit:
        reasons, do = _most(bad)
        return PeelError(
            "P330",
            "too many items are unusable",
            got=f"{found.n_bad} of {found.n_items + found.n_left_out} ({found.bad_share:.1%}): {reasons}",
            allowed=f"at most {found.limit:.1%}",
            do=f"{do}; all of them stand in data/validate/validation.html; "
            "or raise validate.max_bad_share in params.yaml",
        )
    if len(found.classes) < 2:
        return PeelError(
            "P331",
            "too few classes are left",
            got=(", ".join(found.classes) or "none")
            + "".join(f"; {words}" for words in notes.lost(found.lost)),
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
