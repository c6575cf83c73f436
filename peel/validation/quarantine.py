"""Which items are put aside before the split, why, and what a person can do about each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from peel.text import printable
from peel.text import to_csv as csv_of
from peel.types.labels import LabelRules
from peel.validation.look import Seen

COLUMNS = ("path", "line", "label", "item", "code", "reason", "do")
# An honest copy, or a label with one picture, is no fault of the picture: it does not count against the limit.
NOT_BAD = frozenset(("P322", "P323"))
# What ingest left out and counts against it: lines without a usable picture, and files that cannot be read.
BAD_BEFORE = frozenset(
    (
        *("P215", "P216", "P223", "P225", "P226", "P228", "P230", "P234", "P246"),
        *("P290", "P291", "P692", "P693"),
        *("P262", "P263", "P264", "P265", "P267", "P268", "P269", "P270", "P272", "P273"),
    )
)
_DELETE = "nothing; delete the copy if you like"
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


class Judged(NamedTuple):
    """What is put aside, in manifest order, and all rows, a kept one with what its copies say as well."""

    aside: list[Aside]
    rows: list[Row]


def put_aside(rows: Sequence[Row], *, min_side_px: int, rules: LabelRules) -> Judged:
    """Each item that cannot be used or would be counted twice, once.

    In this order: not decodable, too small, one picture under labels that contradict each other (all of them), a
    copy (all but one, which gets the label on which they agree), one that cannot be trained on and tested too.
    """
    aside: dict[int, Aside] = {}
    judged = list(rows)
    steps: tuple[Callable[[Mapping[int, Row]], Iterator[Aside]], ...] = (
        _refused,
        partial(_small, least=min_side_px),
        partial(_ambiguous, rules=rules),
        partial(_copies, rules=rules, judged=judged),
        partial(_alone, rules=rules),
    )
    for step in steps:
        rest = {i: row for i, row in enumerate(judged) if i not in aside}
        aside.update((one.row, one) for one in step(rest))
    return Judged([aside[i] for i in sorted(aside)], judged)


def to_csv(
    rows: Sequence[Row], aside: Iterable[Aside], *, skipped: Iterable[Mapping[str, Any]] = ()
) -> str:
    """quarantine.csv as text, `rows` with labels for a person; what cannot be printed becomes a backslash escape.

    Before them stands what was left out when the source was read (`skipped`), without label and digest.
    """
    before = [[str(each.get(name, "")) for name in COLUMNS] for each in skipped]
    lines = ((rows[one.row], one) for one in aside)
    here = ([r.path, r.line, r.label, r.item, one.code, one.reason, one.do] for r, one in lines)
    return csv_of(COLUMNS, [*before, *here])


def _refused(rest: Mapping[int, Row]) -> Iterator[Aside]:
    for i, row in rest.items():
        error = row.seen.refusal
        if error:
            yield Aside(i, error.code, printable(f"{error.what}: {error.got}"), error.do)


def _small(rest: Mapping[int, Row], *, least: int) -> Iterator[Aside]:
    for i, row in rest.items():
        width, height = row.seen.width or 0, row.seen.height or 0
        if min(width, height) < least:
            reason = f"too small: {width} x {height} pixels, and the shorter side must have {least}"
            do = "take a larger picture, or lower validate.min_side_px in params.yaml"
            yield Aside(i, "P320", reason, do)


def _ambiguous(rest: Mapping[int, Row], *, rules: LabelRules) -> Iterator[Aside]:
    for group in _same_pixels(rest):
        if rules.merge([rest[i].label for i in group]) is not None:
            continue
        named = " and ".join(sorted({rules.show_label(rest[i].label) for i in group}))
        for i in group:
            against = (
                rest[j].path for j in group if rules.merge([rest[i].label, rest[j].label]) is None
            )
            other = next(against, next(rest[j].path for j in group if j != i))
            reason = f"the same picture has the labels {named}; it also lies at {other}"
            do = "keep the file under the label that is right and delete the other"
            yield Aside(i, "P321", printable(reason), do)


def _copies(rest: Mapping[int, Row], *, rules: LabelRules, judged: list[Row]) -> Iterator[Aside]:
    """All but one of each; the one that is kept gets the label of them all in `judged`."""
    for group in _same_pixels(rest):
        kept = min(group, key=lambda i: (_SEALED_FIRST.get(rest[i].part, 2), rest[i].path))
        label = rules.merge([rest[i].label for i in group])
        if label is not None:
            judged[kept] = rest[kept]._replace(label=label)
        reason = f"a copy of {rest[kept].path}, which is used"
        for i in group:
            adds = label != rest[i].label
            do = "nothing; what it says is joined to that one" if adds else _DELETE
            if i != kept:
                yield Aside(i, "P322", printable(reason), do)


def _alone(rest: Mapping[int, Row], *, rules: LabelRules) -> Iterator[Aside]:
    places = list(rest)
    for at in rules.alone([row.label for row in rest.values()]):
        named = rules.show_label(rest[places[at]].label)
        reason = f"the only picture labelled {named}: it cannot be trained on and tested too"
        yield Aside(
            places[at], "P323", printable(reason), "add pictures with this label, or delete it"
        )


def _same_pixels(rest: Mapping[int, Row]) -> list[list[int]]:
    """Indices of rows that show the very same pixels, by first row; single ones left out."""
    groups: dict[str, list[int]] = defaultdict(list)
    for i, row in rest.items():
        groups[str(row.seen.pixels)].append(i)
    return [group for group in groups.values() if len(group) > 1]
