"""What the split tells about itself: data/split/split.json."""

from __future__ import annotations

from typing_extensions import TypedDict

from peel.types.record import Record


class Families(TypedDict):
    """Groups that stay together: how many, members of the largest, items that are not alone in theirs."""

    n: int
    largest: int
    joined: int


class Leak(TypedDict):
    """What a plain random split would have leaked, and what the stated parts did leak.

    Of the `n_drawn` test items of a plain stratified draw, `careless_n` (`careless_share` of them; means over 20
    draws) have a member of their family in training. `stated_share` is the share of the sealed items that had one
    in the training part before that was closed (0 where Peel draws). `n_pairs` near duplicates were found by
    `method`; `pairs_examples` are paths of up to five.
    """

    careless_share: float
    careless_n: int
    n_drawn: int
    stated_share: float
    n_pairs: int
    method: str
    pairs_examples: list[list[str]]


class SplitReport(Record):
    """Counts, families, what was left out and why, and the leak that was avoided; `notes` say it in words."""

    n_train: int
    n_test: int
    form: str
    classes: dict[str, dict[str, int]]
    families: Families
    left_out: dict[str, int]
    moved: int
    leak: Leak
    test_share: float
    max_test_items: int = 2000
    seed: int
    notes: list[str]
