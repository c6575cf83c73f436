"""Every item looked at once: the good ones go on, the others are put aside by name, and a page says so."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median_low
from typing import Any, NamedTuple, Protocol, runtime_checkable

import pandas as pd
import pyarrow as pa

from peel import text
from peel.errors import PeelError
from peel.events import warn
from peel.files import new_folder, read_json, write_text
from peel.params.sections import Validate
from peel.tables import read_table, write_table
from peel.types.items import INGEST, VALIDATE
from peel.types.labels import LabelRules
from peel.types.validation import Sides, Validation
from peel.validation.expectations import common, expect
from peel.validation.look import Seen, look
from peel.validation.page import render
from peel.validation.quarantine import BAD_BEFORE, NOT_BAD, Aside, Row, put_aside, to_csv

_TYPES = {"width": pa.int32(), "height": pa.int32(), "thumb": pa.binary()}
_INTERNAL = ("shard", "offset")


class Kind(LabelRules, Protocol):
    """What validate asks of a problem kind."""

    def expectations(self) -> Sequence[Mapping[str, Any]]:
        """What the kind expects of its items, on the columns of `frame`."""
        ...


@runtime_checkable
class Counting(Protocol):
    """A kind with more to expect of a label than its text shows."""

    def counts(
        self, labels: Sequence[str], *, sizes: Sequence[tuple[int, int]]
    ) -> Mapping[str, Sequence[int]]:
        """Columns of `frame` for its expectations, a number each item; `sizes` are widths and heights, 0 where an item could not be decoded."""
        ...


class Checked(NamedTuple):
    """What validate writes."""

    good: pa.Table
    rows: Sequence[Row]
    aside: Sequence[Aside]
    validation: Validation


def validate(ingest: Path, out: Path, *, limits: Validate, kind: Kind) -> Validation:
    """Check the manifest and the shards in `ingest` and write the folder `out`.

    Everything is written before the run is stopped, so that the reasons can be read: raises P330 (too large a
    share of bad items), and what the kind raises where nothing can be learnt of what is left (P331: fewer than
    two classes). Cost: one decode an item.
    """
    table = read_table(ingest / "manifest.parquet")
    seen = look(table, ingest / "shards")
    expectations = [*common(limits.min_side_px), *kind.expectations()]
    outcomes = expect(frame(table, seen, rules=kind), expectations)
    told = read_json(ingest / "ingest.json")
    skipped, lost_before = told.get("skipped", []), told.get("lost", {})
    checked = check(table, seen, limits=limits, rules=kind)
    lost = _lost(checked, kind)
    found = _with_source(checked.validation, skipped, lost={**lost_before, **lost})
    labels = checked.good["label"].to_pylist()
    stop = _too_many(found, _bad(checked, skipped)) or _refusal(labels, kind, lost=found.lost)
    before = told.get("notes", [])
    update = {"form": told.get("form", ""), "said": tuple(before)}
    update |= {"stopped": str(stop or ""), "expectations": outcomes}
    stopped = found.model_copy(update=update)
    for message in (*text.lost(lost), *(n for n in kind.notes(labels) if n not in before)):
        warn(message)
    shown = [row._replace(label=kind.show_label(row.label)) for row in checked.rows]
    _write(checked._replace(validation=stopped, rows=shown), out, skipped=skipped)
    if stop:
        raise stop
    return stopped


def frame(table: pa.Table, seen: Sequence[Seen], *, rules: LabelRules) -> pd.DataFrame:
    """One row an item, for the expectations.

    The columns of ingest (without shard and offset) and of validate (without thumb), empty where an item could
    not be decoded, and `class_items`: how many items have the same label (of several the rarest counts). Then what the
    kind counts in each label.
    """
    columns = {name: table[name].to_pylist() for name in INGEST if name not in _INTERNAL}
    columns |= {name: [getattr(s, name) for s in seen] for name in VALIDATE if name != "thumb"}
    names = [rules.names_of(label) for label in columns["label"]]
    counts = Counter(name for each in names for name in each)
    columns["class_items"] = [min((counts[n] for n in each), default=len(names)) for each in names]
    if isinstance(rules, Counting):
        sizes = [(s.width or 0, s.height or 0) for s in seen]
        columns |= rules.counts(columns["label"], sizes=sizes)
    return pd.DataFrame(columns)


def check(table: pa.Table, seen: Sequence[Seen], *, limits: Validate, rules: LabelRules) -> Checked:
    """The good items with what was seen, the others with their reasons, and the counts of both.

    An item that has copies gets what all of them say together.
    """
    names = ("path", "line", "label", "item", "part")
    columns = [table[name].to_pylist() for name in names]
    rows = [Row(*row) for row in zip(*columns, seen, strict=True)]
    aside, rows = put_aside(rows, min_side_px=limits.min_side_px, rules=rules)
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
        classes=_counted(name for i in good for name in rules.names_of(rows[i].label)),
        expectations=[],
        formats=_counted(str(seen[i].format) for i in good),
        modes=_counted(str(seen[i].mode) for i in good),
        sides=_sides([seen[i] for i in good]),
        stopped="",
    )
    labelled = table.set_column(
        table.column_names.index("label"),
        "label",
        pa.array([row.label for row in rows], pa.string()),
    )
    return Checked(_complete(labelled, seen, rows=good), rows, aside, validation)


def _lost(checked: Checked, rules: LabelRules) -> dict[str, str]:
    """The names of which every item was put aside, with what did it."""
    codes: dict[str, set[str]] = defaultdict(set)
    for one in checked.aside:
        for name in rules.names_of(checked.rows[one.row].label):
            codes[name].add(one.code)
    return {
        name: f"all put aside: {', '.join(sorted(codes[name]))}"
        for name in sorted(codes)
        if name not in checked.validation.classes
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


def _too_many(found: Validation, bad: Sequence[Mapping[str, Any]]) -> PeelError | None:
    if found.bad_share <= found.limit:
        return None
    reasons, do = _most(bad)
    return PeelError(
        "P330",
        "too many items are unusable",
        got=f"{found.n_bad} of {found.n_items + found.n_left_out} ({found.bad_share:.1%}): {reasons}",
        allowed=f"at most {found.limit:.1%}",
        do=f"{do}; all of them stand in data/validate/validation.html; "
        "or raise validate.max_bad_share in params.yaml",
    )


def _refusal(
    labels: Sequence[str], rules: LabelRules, *, lost: Mapping[str, str]
) -> PeelError | None:
    """Why nothing can be learnt of these labels, if so."""
    try:
        rules.check(labels, lost=lost)
    except PeelError as error:
        return error
    return None


def _write(checked: Checked, out: Path, *, skipped: Sequence[Mapping[str, Any]]) -> None:
    page = render(checked.validation, quarantine=_lines(checked), skipped=skipped)
    with new_folder(out) as folder:
        write_table(checked.good, folder / "manifest.parquet")
        write_text(folder / "quarantine.csv", to_csv(checked.rows, checked.aside, skipped=skipped))
        write_text(folder / "validation.json", checked.validation.to_json())
        write_text(folder / "validation.html", page)


def _lines(checked: Checked) -> list[dict[str, Any]]:
    return [{**checked.rows[one.row]._asdict(), **one._asdict()} for one in checked.aside]


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def _sides(seen: Sequence[Seen]) -> Sides:
    sides = [max(s.width or 0, s.height or 0) for s in seen] or [0]
    return Sides(min=min(sides), median=median_low(sides), max=max(sides))
