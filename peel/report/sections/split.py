"""How the test part was sealed, and what a careless split would have let through."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from peel.html import words
from peel.html.charts import rows
from peel.report.facts import Facts
from peel.types.report import Thumb
from peel.types.split import Families, Leak, SplitReport

_LEFT_OUT = {
    "bridge": "left out: new pictures that resemble both parts",
    "leak": "left out: training pictures with a near copy in the test",
    "untrained": "left out: test pictures of a {one} without training pictures",
}


@dataclass(frozen=True, kw_only=True)
class Twins:
    """Two pictures that a careless split would have torn apart."""

    one: Thumb
    other: Thumb
    one_path: str
    other_path: str


@dataclass(frozen=True, kw_only=True)
class View:
    """Where the pictures went, and the leak."""

    sentence: str
    families: str
    notes: tuple[str, ...]
    parts: tuple[tuple[str, int], ...]
    leak: str
    method: str
    leaks: tuple[tuple[str, float], ...]
    chart: Markup | None
    twins: tuple[Twins, ...]


def view(facts: Facts) -> View:
    """The split in words, and the measured leak as bars."""
    split, leak, one = facts.split, facts.split.leak, facts.report.wording.one
    leaks = _leaks(split) if leak["careless_share"] or leak["stated_share"] else ()
    return View(
        sentence=_sentence(split, one),
        families=_families(split.families),
        notes=tuple(split.notes),
        parts=tuple(_parts(split, one)),
        leak=_leak(leak),
        method=leak["method"],
        leaks=leaks,
        chart=_chart(leaks) if leaks else None,
        twins=tuple(_twins(facts)),
    )


def _sentence(split: SplitReport, one: str) -> str:
    train, test = words.count(split.n_train, "picture"), words.count(split.n_test, "picture")
    if split.form == "given":
        how = "The source itself says which pictures are for the test"
    else:
        how = f"{words.percent(_share(split))} of every {one} was drawn by lot for the test"
    return (
        f"{how}: {train} to learn from, {test} sealed. Neither the search nor the training has read a "
        "sealed picture; a picture stays in its part when data is added."
    )


def _share(split: SplitReport) -> float:
    """What the draw aimed at: less than was asked for where the most that is tested has cut it."""
    n = split.n_train + split.n_test
    return min(split.test_share, split.max_test_items / n) if n else split.test_share


def _families(families: Families) -> str:
    if not families["joined"]:
        return (
            "No two pictures had to be kept together: there are no near copies and no given groups."
        )
    return (
        f"{families['joined']:,} pictures have a near copy or belong to a given group. Each such family (the largest "
        f"has {families['largest']:,}) stays whole on one side."
    )


def _parts(split: SplitReport, one: str) -> list[tuple[str, int]]:
    left_out = [
        (_LEFT_OUT.get(reason, f"left out: {words.plain(reason)}").format(one=one), n)
        for reason, n in sorted(split.left_out.items())
        if n
    ]
    return [("training", split.n_train), ("test, sealed", split.n_test), *left_out]


def _leak(leak: Leak) -> str:
    if not leak["careless_share"] and not leak["stated_share"]:
        return (
            "A careless random split would have been harmless here: no test picture would have had a near "
            "copy among the training pictures."
        )
    stated = (
        f" The source's own split did so with {words.percent(leak['stated_share'])} of its test pictures; their copies "
        "were taken out of the training part."
        if leak["stated_share"]
        else ""
    )
    return (
        f"A careless random split would have put a near copy of {words.percent(leak['careless_share'])} of the test "
        f"pictures among the training pictures: {_mean(leak)} of {leak['n_drawn']:,}, in the mean of many such splits. "
        "The model would have known their answers already, and the score would "
        f"have looked better than it is.{stated}"
    )


def _mean(leak: Leak) -> str:
    """How many test pictures that is; a mean is seldom a whole number.

    >>> _mean({"careless_share": 0.003, "n_drawn": 120}), _mean({"careless_share": 0.5, "n_drawn": 120})
    ('0.4', '60')
    """
    n = leak["careless_share"] * leak["n_drawn"]
    return f"{n:.0f}" if n >= 10 else f"{max(n, 0.1):.1f}".removesuffix(".0")


def _leaks(split: SplitReport) -> tuple[tuple[str, float], ...]:
    stated = (("the source's own split", split.leak["stated_share"]),)
    return (
        ("a careless random split", split.leak["careless_share"]),
        *(stated if split.form == "given" else ()),
        ("this split", 0.0),
    )


def _chart(leaks: Iterable[tuple[str, float]]) -> Markup:
    bars = [rows.Amount(name=n, parts=(s,), text=words.percent(s)) for n, s in leaks]
    label = "Share of test pictures with a near copy among the training pictures"
    return rows.amounts(bars, most=1.0, label=label)


def _twins(facts: Facts) -> Iterable[Twins]:
    of_path = {row["path"]: row for row in [*facts.train_items, *facts.test_items]}
    for one, other in facts.split.leak["pairs_examples"]:
        # A picture that was left out lies in neither table.
        if one in of_path and other in of_path:
            yield Twins(
                one=facts.picture(of_path[one]),
                other=facts.picture(of_path[other]),
                one_path=one,
                other_path=other,
            )
