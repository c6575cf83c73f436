"""The data: how many pictures of each name, in which part, and what they look like."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from peel.html import names, words
from peel.html.charts import rows
from peel.report.facts import Facts
from peel.types.report import Thumb, Wording

MOST_ROWS = 30
_PICTURES, _MOST_NAMES = 120, 150
_EACH = (8, 4, 2, 1)  # whole rows of four, or less than one


@dataclass(frozen=True, kw_only=True)
class Count:
    """One name that labels state, and where its pictures went."""

    name: str
    train: int
    test: int
    aside: int


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One name and a few of its training pictures."""

    name: str
    n: int
    thumbs: tuple[Thumb, ...]


@dataclass(frozen=True, kw_only=True)
class View:
    """The section's chart, table and samples."""

    sentence: str
    balance: str
    one: str
    many: str
    counts: tuple[Count, ...]
    chart: Markup
    chart_note: str
    samples: tuple[Sample, ...]
    kinds: tuple[tuple[str, str], ...]


def view(facts: Facts) -> View:
    """Counts from the split, samples from the training part."""
    counts, wording = _counts(facts), facts.report.wording
    drawn, note = _drawn(counts, wording)
    return View(
        sentence=_sentence(facts),
        balance=_balance(counts, wording),
        one=wording.one,
        many=wording.many,
        counts=tuple(counts),
        chart=rows.amounts(
            [_amount(one) for one in drawn],
            most=max(1, *(one.train + one.test for one in drawn)),
            label=f"Pictures of each {wording.one} for training and for the test, {len(drawn)} {wording.many}",
        ),
        chart_note=note,
        samples=tuple(_samples(facts)),
        kinds=tuple(_kinds(facts)),
    )


def _sentence(facts: Facts) -> str:
    items = words.count(facts.ingest.n_items, "picture")
    wording = facts.report.wording
    found = words.count(len(facts.split.classes), wording.one, many=wording.many)
    size = words.megabytes(facts.ingest.bytes)
    source = names.shown(facts.source.source)
    return f"{items} {wording.within} {found} ({size}) came from “{source}”."


def _balance(counts: list[Count], wording: Wording) -> str:
    one, many = wording.one, wording.many
    sizes = [one.train + one.test for one in counts]
    if not sizes or min(sizes) == 0:
        return f"A {one} has no usable picture at all."
    if max(sizes) == min(sizes):
        return f"Every {one} has the same number of pictures: {sizes[0]:,}."
    ratio = max(sizes) / min(sizes)
    if ratio < 2:
        return f"The {many} are about equally large: {min(sizes):,} to {max(sizes):,} pictures."
    return (
        f"The largest {one} has {ratio:.0f} times as many pictures as the smallest "
        f"({max(sizes):,} and {min(sizes):,})."
    )


def _counts(facts: Facts) -> list[Count]:
    found, good = facts.ingest.classes, facts.validation.classes
    return [
        Count(
            name=name,
            train=parts["train"],
            test=parts["test"],
            aside=max(0, found.get(name, 0) - good.get(name, 0)),
        )
        for name, parts in sorted(facts.split.classes.items())
    ]


def _drawn(counts: list[Count], wording: Wording) -> tuple[list[Count], str]:
    """The largest first; of very many only both ends, which are what one looks for."""
    by_size = sorted(counts, key=lambda one: (-one.train - one.test, one.name))
    if len(by_size) <= MOST_ROWS:
        return by_size, ""
    half = MOST_ROWS // 2
    note = f"The {half} largest and the {half} smallest of {len(by_size)} {wording.many}; all are in the table."
    return [*by_size[:half], *by_size[-half:]], note


def _amount(one: Count) -> rows.Amount:
    return rows.Amount(
        name=one.name, parts=(one.train, one.test), text=f"{one.train:,} + {one.test:,}"
    )


def _samples(facts: Facts) -> Iterable[Sample]:
    """The first of each name in the order of their digests, which is as good as drawn by lot."""
    found_of: dict[str, list[dict[str, Any]]] = {}
    for row in facts.train_items:
        for name in facts.names_of(row["label"]):
            found_of.setdefault(name, []).append(row)
    each = next((n for n in _EACH if n * len(found_of) <= _PICTURES), 1)
    for name in sorted(found_of)[:_MOST_NAMES]:
        found = sorted(found_of[name], key=lambda row: (row["item"], row["path"]))
        thumbs = [facts.picture(row) for row in found[:each]]
        yield Sample(name=name, n=len(found), thumbs=tuple(thumbs))


def _kinds(facts: Facts) -> list[tuple[str, str]]:
    """What the files are like, as a short list."""
    checked = facts.validation
    sides = checked.sides
    return [
        ("Form of the source", words.plain(facts.source.form)),
        (
            "Longer sides",
            f"{sides['min']:,} to {sides['max']:,} pixels, median {sides['median']:,}",
        ),
        ("File formats", _listed(checked.formats)),
        ("Colour as stored", _listed(checked.modes)),
    ]


def _listed(counts: dict[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{n:,} {names.shown(name)}" for name, n in ordered)
