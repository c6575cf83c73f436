"""Which items are put aside before the split, why, and what a person can do about each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from peel.text import printable
from peel.text import to_csv as csv_of
from peel.validation.look import Seen

COLUMNS = ("path", "line", "label", "item", "code", "reason", "do")
# An honest copy, or a class with one picture, is no fault of the picture: it does not count against the limit.
NOT_BAD = frozenset(("P322", "P323"))
# What ingest left out and counts against it: lines without a usable picture, and files that cannot be read.
BAD_BEFORE = frozenset(("P215", "P216", "P223", "P225", "P226", "P228", "P230", "P234", "P246"))
_SEALED_FIRST = {"test": 0, "val": 1}


class Row(NamedTuple):
    """The part of a manifest row that the rules look at."""

    path: str
    line: int
    label: str
    item: str
    part: str
    seen: Seen


class Aside(NamedTuple):
    """One row of quarantine.csv; `row` is its place in the manifest."""

    row: int
    code: str
    reason: str
    do: str


def put_aside(rows: Sequence[Row], *, min_side_px: int) -> list[Aside]:
    """Each item that cannot be used or would be counted twice, once, in manifest order.

    In this order: not decodable, too small, one picture under two labels (all of them), a copy (all but one),
    the only picture of its class.
    """
    aside: dict[int, Aside] = {}
    for rule in (_refused, lambda rest: _small(rest, min_side_px), _ambiguous, _copies, _single):
        rest = {i: row for i, row in enumerate(rows) if i not in aside}
        aside.update((one.row, one) for one in rule(rest))
    return [aside[i] for i in sorted(aside)]


def to_csv(rows: Sequence[Row], aside: Iterable[Aside]) -> str:
    """quarantine.csv as text; what cannot be printed in a name is written as a backslash escape."""
    lines = ((rows[one.row], one) for one in aside)
    return csv_of(
        COLUMNS,
        ([r.path, r.line, r.label, r.item, one.code, one.reason, one.do] for r, one in lines),
    )


def _refused(rest: Mapping[int, Row]) -> Iterator[Aside]:
    for i, row in rest.items():
        error = row.seen.refusal
        if error:
            yield Aside(i, error.code, printable(f"{error.what}: {error.got}"), error.do)


def _small(rest: Mapping[int, Row], least: int) -> Iterator[Aside]:
    for i, row in rest.items():
        width, height = row.seen.width or 0, row.seen.height or 0
        if min(width, height) < least:
            reason = f"too small: {width} x {height} pixels, and the shorter side must have {least}"
            do = "take a larger picture, or lower validate.min_side_px in params.yaml"
            yield Aside(i, "P320", reason, do)


def _ambiguous(rest: Mapping[int, Row]) -> Iterator[Aside]:
    for group in _same_pixels(rest):
        labels = sorted({rest[i].label for i in group})
        if len(labels) < 2:
            continue
        for i in group:
            other = next(rest[j].path for j in group if rest[j].label != rest[i].label)
            named = " and ".join(labels)
            reason = f"the same picture has the labels {named}; it also lies at {other}"
            do = "keep the file under the label that is right and delete the other"
            yield Aside(i, "P321", printable(reason), do)


def _copies(rest: Mapping[int, Row]) -> Iterator[Aside]:
    for group in _same_pixels(rest):
        kept = min(group, key=lambda i: (_SEALED_FIRST.get(rest[i].part, 2), rest[i].path))
        reason = f"a copy of {rest[kept].path}, which is used"
        for i in group:
            if i != kept:
                yield Aside(i, "P322", printable(reason), "nothing; delete the copy if you like")


def _single(rest: Mapping[int, Row]) -> Iterator[Aside]:
    counts = Counter(row.label for row in rest.values())
    for i, row in rest.items():
        if counts[row.label] == 1:
            reason = (
                f"the only picture of the class {row.label}: it cannot be trained on and tested too"
            )
            yield Aside(i, "P323", printable(reason), "add pictures of this class, or delete it")


def _same_pixels(rest: Mapping[int, Row]) -> list[list[int]]:
    """Indices of rows that show the very same pixels, by first row; single ones left out."""
    groups: dict[str, list[int]] = defaultdict(list)
    for i, row in rest.items():
        groups[str(row.seen.pixels)].append(i)
    return [group for group in groups.values() if len(group) > 1]
