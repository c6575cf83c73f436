"""The judged boxes of pictures as the report draws them, and which pictures are worst."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from peel.problem import Answered
from peel.problems.detection.held import counting, found
from peel.problems.detection.judged import IGNORED, MISSED, Judged, judge
from peel.types.label_space import LabelSpace

# As many pictures as a sheet of mistakes has room for, and boxes in one.
MOST_PICTURES, MOST_DRAWN = 24, 150
_DIGITS = 1


def judge_all(tested: Answered) -> list[Judged]:
    """What became of each box that counts and of each object, picture by picture."""
    return [
        judge(counting(one, tested.space), truth)
        for one, truth in zip(found(tested.outputs), tested.targets, strict=True)
    ]


def worst(judged: Sequence[Judged]) -> list[int]:
    """Places of the pictures with something wrong: those with most of it first, of equal ones that of which it is the larger share."""
    wrong = [place for place, one in enumerate(judged) if one.n_wrong]
    return sorted(
        wrong,
        key=lambda i: (-judged[i].n_wrong, len(judged[i].boxes) + len(judged[i].objects), i),
    )


def pictures(judged: Sequence[Judged], *, space: LabelSpace) -> list[list[dict[str, Any]]]:
    """For each of the worst pictures its boxes: what each is, its name, where, and the score of one that the file gave."""
    some = worst(judged)[:MOST_PICTURES]
    return [list(_boxes(judged[i], space))[:MOST_DRAWN] for i in some]


def _boxes(one: Judged, space: LabelSpace) -> Iterator[dict[str, Any]]:
    for place, state in enumerate(one.objects):
        if state in (MISSED, IGNORED):
            name = space.names[int(one.truth.classes[place])]
            box = [round(float(at), _DIGITS) for at in one.truth.boxes[place]]
            yield {"what": state, "name": name, "box": box, "score": None}
    for place, verdict in enumerate(one.boxes):
        name = space.names[int(one.found.classes[place])]
        box = [round(float(at), _DIGITS) for at in one.found.boxes[place]]
        score = round(float(one.found.scores[place]), 3)
        yield {"what": verdict, "name": name, "box": box, "score": score}
