"""Which items are sealed for the test: by family, by class, and for good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from peel.errors import PeelError
from peel.split import leaks, siblings
from peel.split.given import Given, Rule
from peel.split.leaks import careless_leak
from peel.split.notes import beside, kept_sealed, left_out, mixed, rule_changed, untested
from peel.split.parts import (
    Grouping,
    Pictures,
    Told,
    assign,
    draw_folds,
    group,
    read_stated,
    recall,
    remember,
    seal,
    untrained,
)
from peel.types.labels import LabelRules, PartRules
from peel.types.split import Families, Leak, SplitReport

_SIDES = ("train", "test")
_LEFT_OUT = ("bridge", "leak", "untrained")


class Good(NamedTuple):
    """The good rows, what their kind says of labels, and (n, d) what a network sees of each.

    Where nothing is seen, near duplicates are found on thumbnails.
    """

    table: pa.Table
    rules: LabelRules
    seen: npt.NDArray[np.floating] | None = None

    def take(self, rows: Sequence[int]) -> Good:
        """The rows at these places."""
        table = self.table.take(pa.array(rows, pa.int64()))
        return self._replace(table=table, seen=None if self.seen is None else self.seen[rows])


class Split(NamedTuple):
    """The two tables with their SPLIT columns, the report, and the parts to remember."""

    train: pa.Table
    test: pa.Table
    report: SplitReport
    given: Given


class _Case(NamedTuple):
    """All that the assignment depends on.

    `past` holds each item's part of an earlier run, or ""; `known` what of it still holds.
    """

    table: pa.Table
    pictures: Pictures
    rule: Rule
    everything: Grouping
    past: list[str]
    known: list[str]


class _Assigned(NamedTuple):
    """A part and a family for each item; `stated` is the part before training items were left out."""

    parts: list[str]
    stated: list[str]
    family: list[str]
    notes: list[str]


def divide(items: Good, *, rule: Rule, given: Given | None) -> Split:
    """Assign every item of the validated manifest to training or to the sealed test part.

    What `given` seals stays sealed, whatever has changed. Else parts that the source states win; else the items
    that `given` knows keep theirs, if they were drawn by the same rule, and the others are drawn by family
    (docs/how-to/split.md says how). Pure: the same arguments, the same tables. Raises P402 (nothing to learn
    from), P403 (nothing to test), P404 (one family to train on).
    """
    table = items.table
    stated, notes = read_stated(table["part"].to_pylist())
    rule = rule._replace(form="given" if "test" in stated else "drawn")
    pictures = _pictures(items)
    past = [given.parts.get(item, "") if given else "" for item in pictures.item]
    holds = given is not None and given.rule == rule and rule.form == "drawn"
    everything = group(
        pictures,
        near_duplicates=rule.near_duplicates,
        without=frozenset(),
        known=past if holds else None,
    )
    known = past if holds else recall(past, family=everything.family)
    if given and not _is_same(given.rule, rule):
        notes.append(rule_changed(past.count("test")))
    case = _Case(table, pictures, rule, everything, past, known)
    found = _assign(case, stated=stated, notes=notes, rules=items.rules)
    _check(items, found.parts)
    return Split(
        _train(items, case, found=found),
        _tested(items, case, found=found),
        _report(case, found),
        remember(given, items=pictures.item, parts=found.parts, rule=rule),
    )


def _is_same(old: Rule, new: Rule) -> bool:
    """Parts that the source states depend on no seed and no share."""
    return old == new or old.form == new.form == "given"


def _pictures(items: Good) -> Pictures:
    table, placed = items.table, None
    thumbs = np.frombuffer(b"".join(table["thumb"].to_pylist()), np.uint8).reshape(-1, 256)
    item, pixels, key = (table[c].to_pylist() for c in ("item", "pixels", "group"))
    if items.seen is not None:
        order = np.argsort(item)
        placed = siblings.coordinates(items.seen[order])[np.argsort(order)]
    strata = items.rules.strata(table["label"].to_pylist())
    return Pictures(item, pixels, key, strata, thumbs, placed)


def _assign(case: _Case, *, stated: list[str], notes: list[str], rules: LabelRules) -> _Assigned:
    family = case.everything.family
    notes = [*notes, *kept_sealed(stated, past=case.past)]
    stated = [
        "test" if past == "test" else part for part, past in zip(stated, case.past, strict=True)
    ]
    if case.rule.form == "drawn":
        told = Told(case.known, stated)
        stated, family = assign(
            case.pictures, told=told, rule=case.rule, everything=case.everything
        )
    strata = case.pictures.strata
    is_partial = isinstance(rules, PartRules)
    parts = seal(stated, family=family, strata=[()] * len(strata) if is_partial else strata)
    notes = [
        *notes,
        *left_out(parts),
        *beside(sorted(untrained(strata, parts))),
        *untested(strata, parts),
        *_mixed(case),
    ]
    return _Assigned(parts, stated, family, notes)


def _mixed(case: _Case) -> list[str]:
    """Given groups (pupils, films) may well hold several classes: nothing to check there."""
    if any(case.pictures.group):
        return []
    path = case.table["path"].to_pylist()
    return mixed(case.everything.family, case.pictures.strata, path=path)


def _check(items: Good, parts: Sequence[str]) -> None:
    labels = items.table["label"].to_pylist()
    try:
        items.rules.check(
            [label for label, part in zip(labels, parts, strict=True) if part == "train"], lost={}
        )
    except PeelError as error:
        raise PeelError(
            "P402",
            f"training part: {error.what}",
            got=error.got,
            allowed=f"in training: {error.allowed}",
            do="add pictures with other labels; with given parts, put pictures of each label into train",
        ) from error
    if "test" not in parts:
        raise PeelError(
            "P403",
            "no item is left to test on",
            got="0 test items",
            allowed="at least one label with two pictures that are no near duplicates of each other and not of one group, such as one film",
            do="add pictures that differ (or a second film), or set split.near_duplicates: ignore in params.yaml where no group is stated",
        )


def _check_families(family: Sequence[str]) -> None:
    """The search holds whole families out: of a single one nothing would be left to fit on."""
    if len(set(family)) < 2:
        raise PeelError(
            "P404",
            "all training items belong together",
            got=f"{len(family)} training items in 1 group",
            allowed="at least two groups (of near duplicates, or of the column group) in training",
            do="add pictures that differ, or give the items of the column group more than one name",
        )


def _train(items: Good, case: _Case, *, found: _Assigned) -> pa.Table:
    """The training part, its families and folds found on its own pictures alone: what is sealed must not show in what is learnt."""
    rows = [i for i, part in enumerate(found.parts) if part == "train"]
    own = _pictures(items.take(rows))
    near = case.rule.near_duplicates
    alone = group(own, near_duplicates=near, without=frozenset()).family
    _check_families(alone)
    family = list(found.family)
    for i, name in zip(rows, alone, strict=True):
        family[i] = name
    folds = draw_folds(alone, own.strata, seed=case.rule.seed)
    return _select(case.table, found._replace(family=family), part="train", folds=folds)


def _tested(items: Good, case: _Case, *, found: _Assigned) -> pa.Table:
    """The test part, without names that nothing is trained on."""
    table = _select(case.table, found, part="test", folds={})
    rules, strange = items.rules, untrained(case.pictures.strata, found.parts)
    if not strange or not isinstance(rules, PartRules):
        return table
    labels = [rules.beside(label, sorted(strange)) for label in table["label"].to_pylist()]
    place = table.column_names.index("label")
    return table.set_column(place, "label", pa.array(labels, table.schema.field(place).type))


def _select(table: pa.Table, found: _Assigned, *, part: str, folds: dict[str, int]) -> pa.Table:
    """The rows of one part with family and fold, sorted by item then path."""
    rows = [i for i, p in enumerate(found.parts) if p == part]
    family = [found.family[i] for i in rows]
    chosen = table.take(pa.array(rows, pa.int64()))
    chosen = chosen.append_column("family", pa.array(family, pa.string()))
    fold = pa.array([folds.get(f, -1) for f in family], pa.int32())
    return chosen.append_column("fold", fold).sort_by(
        [("item", "ascending"), ("path", "ascending")]
    )


def _report(case: _Case, found: _Assigned) -> SplitReport:
    parts = Counter(found.parts)
    placed = zip(case.pictures.strata, found.parts, strict=True)
    cells = Counter((s, part) for each, part in placed for s in each)
    moved = sum(
        past in _SIDES and now != past for past, now in zip(case.past, found.stated, strict=True)
    )
    sizes = Counter(case.everything.family)
    return SplitReport(
        n_train=parts["train"],
        n_test=parts["test"],
        form=case.rule.form,
        classes={
            s: {side: cells[s, side] for side in _SIDES} for s in sorted({s for s, _ in cells})
        },
        families=Families(
            n=len(sizes),
            largest=max(sizes.values()),
            joined=sum(k for k in sizes.values() if k > 1),
        ),
        left_out={reason: parts[reason] for reason in _LEFT_OUT},
        moved=moved,
        leak=_leak(case, found),
        test_share=case.rule.test_share,
        max_test_items=case.rule.max_test_items,
        seed=case.rule.seed,
        notes=found.notes,
    )


def _leak(case: _Case, found: _Assigned) -> Leak:
    strata = np.unique(_rarest(case.pictures.strata), return_inverse=True)[1]
    families = np.unique(case.everything.family, return_inverse=True)[1]
    sealed = [f for f, part in zip(found.family, found.stated, strict=True) if part == "test"]
    trained = {f for f, part in zip(found.family, found.stated, strict=True) if part == "train"}
    share = len(sealed) / len(found.parts)
    if case.rule.form == "drawn":
        share = min(case.rule.test_share, case.rule.max_test_items / len(found.parts))
    careless, n = careless_leak(
        strata, families, share=share, rng=np.random.default_rng(case.rule.seed)
    )
    return Leak(
        careless_share=round(careless, 4),
        careless_n=round(careless * n),
        n_drawn=round(n),
        stated_share=round(sum(f in trained for f in sealed) / max(len(sealed), 1), 4),
        n_pairs=case.everything.links.n_pairs,
        method=_method(case.rule),
        pairs_examples=_examples(case),
    )


def _rarest(strata: Sequence[tuple[str, ...]]) -> list[str]:
    """One stratum an item, for a plain draw that knows no more: the rarest of those for which it counts."""
    counts = Counter(s for each in strata for s in each)
    return [min(each, key=lambda s: (counts[s], s), default="") for each in strata]


def _method(rule: Rule) -> str:
    if rule.near_duplicates == "ignore":
        return "the same pixels only"
    return rule.method or leaks.METHOD


def _examples(case: _Case) -> list[list[str]]:
    """Paths of up to five near duplicates, the most alike first, one a family."""
    links, path = case.everything.links, case.table["path"].to_pylist()
    ends = zip(links.slack, links.first, links.second, strict=True)
    pairs: dict[str, list[str]] = {}
    named = [(round(float(s), 4), sorted((path[a], path[b])), int(a)) for s, a, b in ends]
    for _, paths, i in sorted(named):
        pairs.setdefault(case.everything.family[i], paths)
    return list(pairs.values())[:5]
