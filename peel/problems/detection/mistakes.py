"""The wrong answers of detection, and what the house compares of two answers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel.metrics.boxes import Found, Truth, overlaps
from peel.problem import Answered
from peel.problems.detection import drawn
from peel.problems.detection.held import (
    BOXES,
    IMAGE,
    LABELS,
    SCORES,
    THRESHOLDS,
    Outputs,
    counting,
    found,
    thresholds,
)
from peel.problems.detection.judged import FOUND, MISSED, WRONG, WRONG_NAME, Judged, judge
from peel.problems.detection.labels import NOTHING, Labelling, counted, read
from peel.problems.detection.targets import Targeting
from peel.problems.detection.twins import apart
from peel.types.difference import Difference
from peel.types.label_space import LabelSpace
from peel.types.mistake import Mistake

_NONE_BESIDE_IT = "(nothing)"


class Comparing:
    """From boxes and what is right to what differs."""

    def mistakes(self, tested: Answered, *, n: int) -> list[int]:
        """Places of the n pictures with most that is wrong, worst first."""
        return drawn.worst(drawn.judge_all(tested))[:n]

    def mistake(self, outputs: Outputs, label: str, *, space: LabelSpace) -> Mistake:
        """What is there and what became of it; the confidences are those of the surest wrong box, else of a missed object."""
        (every,), (truth,) = found(outputs), Targeting().read_targets([label], space)
        one = judge(counting(every, space), truth)
        about, sure = _worst(one, every, space=space)
        return Mistake(
            label=Labelling().show_label(label),
            answer=_verdicts(one) or NOTHING,
            about=about,
            confidence=round(sure, 6),
            label_confidence=round(1 - sure, 6),
        )

    def columns(self, outputs: Outputs, *, space: LabelSpace) -> dict[str, Sequence[Any]]:
        """How many of each name were found, and the boxes that count as JSON: name, score and corners."""
        sure = [counting(one, space) for one in found(outputs)]
        names = [[space.names[j] for j in one.classes] for one in sure]
        return {
            "answer": [counted(each) for each in names],
            "boxes": [json.dumps(_plain(*pair)) for pair in zip(sure, names, strict=True)],
        }

    def pairs(
        self, outputs: Outputs, labels: Sequence[str], *, space: LabelSpace
    ) -> Iterable[tuple[str, str]]:
        """Of each object: its name, and the one that it got or "nothing"; of each box on no object "nothing" and its name."""
        targets = Targeting().read_targets(labels, space)
        for one, truth in zip(found(outputs), targets, strict=True):
            yield from _pairs(judge(counting(one, space), truth), space)

    def label_within(self, label: str, names: Sequence[str]) -> str | None:
        """The boxes of these names; that none of them is there is said too."""
        things = [thing for thing in read(label) if thing["name"] in names]
        return json.dumps(things, ensure_ascii=False, separators=(",", ":"))

    def within(
        self, outputs: Outputs, space: LabelSpace, *, names: Sequence[str]
    ) -> tuple[Outputs, LabelSpace]:
        """The boxes of these names and their thresholds: what else a model finds is another question."""
        places = [place for place, name in enumerate(space.names) if name in names]
        new = np.full(len(space.names) + 1, -1)  # the last is for places without a box
        new[places] = np.arange(len(places))
        labels = new[outputs[LABELS].astype(np.int64)]
        decision = {**space.decision, THRESHOLDS: thresholds(space)[places].tolist()}
        cut = LabelSpace(names=tuple(space.names[j] for j in places), decision=decision)
        image = np.where(labels < 0, -1, outputs[IMAGE])
        return {**outputs, LABELS: labels, IMAGE: image}, cut

    def difference(self, file: Outputs, model: Outputs, *, space: LabelSpace) -> Difference:
        """By how many pixels a corner differs (a score counts ten times), and how many pictures have another clear box."""
        is_finite = all(np.isfinite(file[name]).all() for name in (BOXES, SCORES))
        told = [apart(*two, space=space) for two in zip(found(file), found(model), strict=True)]
        return Difference(
            n=len(told),
            largest=max((one.largest for one in told), default=0.0) if is_finite else float("inf"),
            changed=sum(one.is_other for one in told),
        )

    def clearness(self, outputs: Outputs, *, space: LabelSpace) -> NDArray[np.float64]:
        """How far the score nearest to its threshold is from it; without a box, how far the lowest threshold is from 0."""
        levels = thresholds(space)
        return np.array(
            [
                np.abs(one.scores - levels[one.classes]).min(initial=float(levels.min()))
                for one in found(outputs)
            ]
        )


def _verdicts(one: Judged) -> str:
    """What was found, missed and wrong, in words."""
    told = Counter([*one.boxes, *(state for state in one.objects if state == MISSED)])
    return ", ".join(f"{told[what]} {what}" for what in (FOUND, MISSED, *WRONG) if told[what])


def _worst(one: Judged, every: Found, *, space: LabelSpace) -> tuple[str, float]:
    """Of what the confidence speaks, and how sure the file is of the wrong thing."""
    wrong = [i for i, verdict in enumerate(one.boxes) if verdict in WRONG]
    if wrong:
        surest = max(wrong, key=lambda i: float(one.found.scores[i]))
        score, name = float(one.found.scores[surest]), space.names[one.found.classes[surest]]
        return f"{name} with {score:.1%}: {one.boxes[surest]}", score
    missed = [i for i, state in enumerate(one.objects) if state == MISSED]
    if not missed:
        return "", 0.0
    best = [_best_score(every, one.truth, place=i) for i in missed]
    place = missed[int(np.argmin(best))]
    name = space.names[one.truth.classes[place]]
    return f"{name} missed; the surest box on it got {min(best):.1%}", 1 - min(best)


def _best_score(every: Found, truth: Truth, *, place: int) -> float:
    """Of the boxes on an object that have its name, also under the threshold."""
    on = overlaps(every.boxes, truth.boxes[[place]])[:, 0] >= 0.5
    return float(every.scores[on & (every.classes == truth.classes[place])].max(initial=0.0))


def _plain(one: Found, names: Sequence[str]) -> list[list[Any]]:
    rows = zip(names, one.scores.tolist(), one.boxes.tolist(), strict=True)
    return [[name, round(score, 4), *(round(at, 2) for at in box)] for name, score, box in rows]


def _pairs(one: Judged, space: LabelSpace) -> Iterator[tuple[str, str]]:
    none = _NONE_BESIDE_IT if NOTHING in space.names else NOTHING
    names = [space.names[j] for j in one.truth.classes]
    said = [space.names[j] for j in one.found.classes]
    got = {place: name for place, name in zip(one.of, said, strict=True) if place >= 0}
    named = {
        place
        for place, verdict in zip(one.of, one.boxes, strict=True)
        if place >= 0 and (verdict == WRONG_NAME or one.objects[place] != MISSED)
    }
    told = [
        (names[place], got.get(place, none) if place in named else none)
        for place in np.flatnonzero(one.truth.is_counted).tolist()
    ]
    told += [
        (none, name)
        for name, verdict in zip(said, one.boxes, strict=True)
        if verdict in WRONG and verdict != WRONG_NAME
    ]
    yield from told or [(none, none)]
