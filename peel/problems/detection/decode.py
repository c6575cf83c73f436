"""Answers of detection: the boxes that reach the threshold of their name."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from peel.metrics.boxes import Found
from peel.problems.detection.answer import DetectionAnswer, Thing
from peel.problems.detection.held import (
    BOXES,
    IMAGE,
    LABELS,
    SCORES,
    Outputs,
    counting,
    found,
    room,
)
from peel.problems.detection.labels import counted
from peel.types.answer import Answer
from peel.types.label_space import LabelSpace
from peel.types.output import Output

# In pixels: a box that is off by less is the same one. A difference of scores counts ten times as much.
TOLERANCE = 1e-2
_AXIS = "m"


class Decoding:
    """From boxes to answers."""

    def outputs(self, space: LabelSpace) -> tuple[Output, ...]:
        """Boxes, scores, labels, and of which picture each is."""
        rows = {"rows_of": IMAGE, "most": room(space)}
        whole = {"dtype": "int64", "tolerance": 0.0, "shape": (_AXIS,), **rows}
        return (
            Output(
                name=BOXES,
                shape=(_AXIS, 4),
                meaning="left, top, right and bottom of each thing that was found, in pixels of the picture, of all pictures one after "
                "the other",
                tolerance=TOLERANCE,
                **rows,
            ),
            Output(
                name=SCORES,
                shape=(_AXIS,),
                meaning="how sure each box is, 0 to 1; it counts from the threshold of its name on that the decision names",
                tolerance=TOLERANCE / 10,
                **rows,
            ),
            Output(name=LABELS, meaning="the place of its name in the order of the names", **whole),
            Output(name=IMAGE, meaning="of which picture it is, 0 for the first", **whole),
        )

    def decode(self, outputs: Outputs, space: LabelSpace) -> list[Answer]:
        """One answer a picture."""
        return [_answer(one, space) for one in found(outputs)]

    def row(self, answer: Answer) -> dict[str, Any]:
        """How many of each name, and the boxes as JSON."""
        told = _told(answer)
        boxes = [[one.name, round(one.score, 4), *_rounded(one)] for one in told.things]
        return {"found": _counted(told), "boxes": json.dumps(boxes, ensure_ascii=False)}

    def shares(self, answer: Answer) -> dict[str, float]:
        """How sure the surest box of each name is, which says how likely one is there."""
        return _told(answer).surest

    def cells(self, answer: Answer, *, top: int) -> dict[str, str]:
        """How many of each name, and the surest boxes."""
        told = _told(answer)
        shown = (
            f"{one.name} {one.score:.3f} at {', '.join(f'{at:.0f}' for at in one.box)}"
            for one in told.things[:top]
        )
        return {"found": _counted(told), "surest": "; ".join(shown)}

    def render(self, item: str, answer: Answer) -> str:
        """How many of each name, or why there is no answer."""
        told = _told(answer)
        return f"{item}: {_counted(told) or told.error or 'no answer'}"


def named(names: Sequence[str]) -> dict[str, int]:
    """How many of each, sorted by name."""
    return dict(sorted(Counter(names).items()))


def _told(answer: Answer) -> DetectionAnswer:
    return answer if isinstance(answer, DetectionAnswer) else DetectionAnswer(error=answer.error)


def _counted(told: DetectionAnswer) -> str:
    """Empty where there is no answer: then no name has a surest box."""
    return counted([one.name for one in told.things]) if told.surest else ""


def _rounded(one: Thing) -> list[float]:
    return [round(at, 2) for at in one.box]


def _answer(one: Found, space: LabelSpace) -> DetectionAnswer:
    surest = dict.fromkeys(space.names, 0.0)
    for score, label in zip(one.scores[::-1].tolist(), one.classes[::-1].tolist(), strict=True):
        surest[space.names[label]] = score
    sure = counting(one, space)
    things = tuple(
        Thing(name=space.names[label], box=tuple(box), score=score)
        for box, score, label in zip(*(part.tolist() for part in sure), strict=True)
    )
    return DetectionAnswer(
        things=things, counts=named([thing.name for thing in things]), surest=surest
    )
