"""Labels of boxes with outputs that answer them, and the check of what learns to find things, for kinds that say where things are."""

from __future__ import annotations

import json

import numpy as np

from peel.metrics.boxes import none_found
from peel.problem import Finder, Outputs, Problem
from peel.testing.problems import Sample
from peel.types.marks import Mark, MarkRules

_CORNERS = np.array([[10, 10], [170, 10], [10, 130], [170, 130]])


def boxes_sample(rules: MarkRules) -> Sample:
    """24 items with two to four things, as `rules` write them, found with boxes of 100 places a name. In `worse` those of every fourth item lie beside them."""
    n, names, size = np.arange(24), ("ant", "bee", "wasp"), (320, 240)
    counts, rng = 2 + n % 3, np.random.default_rng(0)
    corners = rng.uniform(0, 20, (24, 4, 2)) + _CORNERS
    boxes = np.concatenate([corners, corners + rng.uniform(30, 80, (24, 4, 2))], axis=2).round(2)
    classes = (n[:, None] + np.arange(4)) % 3
    there = np.arange(4) < counts[:, None]
    labels = tuple(
        rules.state_marks(
            [
                Mark(names[j], tuple(box))
                for j, box in zip(own[is_], part[is_].tolist(), strict=True)
            ],
            size=size,
        )
        for own, part, is_ in zip(classes, boxes, there, strict=True)
    )
    scores = np.where(there, rng.uniform(0.6, 1, (24, 4)), 0)
    beside = boxes + np.where(n % 4 == 0, 90, 0)[:, None, None] * there[..., None]
    outputs = [
        _in_places(part, np.where(there, classes, -1), scores=scores) for part in (boxes, beside)
    ]
    cow = rules.state_marks([Mark("cow", (1, 1, 9, 9))], size=size)
    return Sample(labels, right=outputs[0], worse=outputs[1], unknown_label=cow)


def _in_places(boxes: np.ndarray, classes: np.ndarray, *, scores: np.ndarray) -> Outputs:
    room = ((0, 0), (0, 300 - boxes.shape[1]))
    there = np.where(classes < 0, -1, 0)
    return {
        "boxes": np.pad(boxes * (classes >= 0)[..., None], (*room, (0, 0))).astype(np.float32),
        "scores": np.pad(scores, room).astype(np.float32),
        "labels": np.pad(classes, room, constant_values=-1).astype(np.int64),
        "image_index": np.pad(there, room, constant_values=-1).astype(np.int64),
    }


def check_finder(finder: Finder, problem: Problem, *, sample: Sample) -> None:
    """The learning face decides something that survives JSON, and holds what was found as the outputs that the kind states."""
    space, nothing = problem.space(sample.labels), [none_found()] * len(sample.labels)
    decision = finder.decide(nothing, list(problem.read_targets(sample.labels, space)))
    assert json.loads(json.dumps(decision)) == decision
    held = finder.hold(nothing, space)
    assert [output.name for output in problem.outputs(space)] == list(held)
    assert {len(array) for array in held.values()} == {len(nothing)}
    assert problem.decode(held, space.model_copy(update={"decision": decision}))
