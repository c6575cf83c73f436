"""What is expected of boxes, and what is counted in each label for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from peel.problem import Expectation
from peel.problems.detection.held import MOST
from peel.problems.detection.labels import LEAST_BOXES, LEAST_PICTURES, names_learnt, read

# Under this side, in a picture of at most 2400 pixels as the network sees it, a thing is less than one cell of the finest map.
TINY_PX, LARGEST_PX = 8, 2400


class Expecting:
    """Every item says where things are, though it may be that nothing is there."""

    def expectations(self) -> list[Expectation]:
        """On the label's text, and on the columns of `counts`."""
        return [
            Expectation(
                column="label",
                rule="expect_column_values_to_not_be_null",
                kwargs={},
                severity="critical",
                what="every item says what is where in it",
            ),
            Expectation(
                column="label",
                rule="expect_column_values_to_match_regex",
                kwargs={"regex": r'^\[(\{"box":\[(\d+(\.\d+)?,?){4}\],"name":.+\})?\]$'},
                severity="critical",
                what="a label is a list of boxes with names",
            ),
            Expectation(
                column="label",
                rule="expect_column_unique_value_count_to_be_between",
                kwargs={"min_value": 2},
                severity="warning",
                what="pictures differ in what is where",
            ),
            _none("rare", f"no name has under {LEAST_PICTURES} pictures or {LEAST_BOXES} boxes"),
            _none("tiny", f"no box is under {TINY_PX} pixels wide or high"),
            _none("crowds", "no box is around a crowd"),
            _none("above", f"no picture has over {MOST} boxes of a name"),
        ]

    def counts(
        self, labels: Sequence[str], *, sizes: Sequence[tuple[int, int]]
    ) -> Mapping[str, Sequence[int]]:
        """Of each picture: names that are too rare, boxes that are tiny or around crowds, and boxes of a name beyond those that are found at most."""
        known = set(names_learnt(labels))
        things = [read(label) for label in labels]
        names = [Counter(thing["name"] for thing in each) for each in things]
        pairs = list(zip(things, sizes, strict=True))
        return {
            "rare": [len(set(each) - known) for each in names],
            "tiny": [sum(_is_tiny(t["box"], size) for t in each) for each, size in pairs],
            "crowds": [sum("crowd" in thing for thing in each) for each in things],
            "above": [sum(max(n - MOST, 0) for n in each.values()) for each in names],
        }


def _none(column: str, what: str) -> Expectation:
    return Expectation(
        column=column,
        rule="expect_column_values_to_be_between",
        kwargs={"max_value": 0},
        severity="warning",
        what=what,
    )


def _is_tiny(box: Sequence[float], size: tuple[int, int]) -> bool:
    shrink = min(1.0, LARGEST_PX / max(*size, 1))
    return min(box[2] - box[0], box[3] - box[1]) * shrink < TINY_PX
