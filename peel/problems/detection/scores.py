"""Scores of detection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from peel.metrics import detection, detection_draws
from peel.metrics.box_matches import ANY_SIZE, EVERYWHERE, HALF, SIZES, At, Matches, match
from peel.metrics.boxes import Found, Truth
from peel.metrics.detection_draws import MAP, MAP50, NAMES, Counted, Drawn
from peel.metrics.enough import need_some
from peel.metrics.evidence import Evidence, Means
from peel.metrics.label_draws import Interval
from peel.problem import Answered
from peel.problems.detection import drawn
from peel.problems.detection.held import Outputs, found, thresholds
from peel.problems.detection.judged import MISSED
from peel.problems.detection.smallest import smallest
from peel.problems.detection.targets import LEFT_OUT
from peel.types.label_space import LabelSpace
from peel.types.score import Score

COUNT_ERROR = "count_error"
# So many pictures say what a constant answer scores, and so many of them lend it.
_SEEN, _LENT = 200, 5


class Scoring:
    """From boxes and targets (n,) of `Truth` to scores."""

    def score(self, tested: Answered) -> list[Score]:
        """Mean average precision at overlap .5 and over .5 to .95, F1 and error of counts of a picture; intervals by the bootstrap over families.

        Raises P651 where there is nothing to score.
        """
        counted = _counted(tested)
        known = detection_draws.draw(counted)
        off = known.count_error()
        return [
            *(Score(name=name, **known.interval(name)._asdict()) for name in NAMES),
            Score(name=COUNT_ERROR, **off._asdict(), unit="objects"),
        ]

    def evidence(self, tested: Answered, asked: str) -> Evidence:
        """What the gate asks about one of the three; raises P651 where there is nothing."""
        counted = _counted(tested)
        known = detection_draws.draw(counted)
        value, draws = known.values(asked)
        constant = _constant(tested, asked)
        return Means(
            n=len(tested.targets),
            tested=tuple(int((one.objects[0] > 0).sum()) for one in counted.matches),
            effective=known.effective(asked),
            constant=constant,
            value=value,
            draws=draws,
            has_rival=constant < 1,
        )

    def details(self, tested: Answered) -> dict[str, Any]:
        """Class by class, by size, from which size on, what is wrong, and the boxes of the worst pictures in the order of `mistakes`."""
        counted = _counted(tested)
        judged = drawn.judge_all(tested)
        verdicts = Counter(
            one
            for each in judged
            for one in (*each.boxes, *(s for s in each.objects if s == MISSED))
        )
        return {
            "per_class": _per_class(counted, space=tested.space),
            "by_size": _by_size(_matches(tested, at=EVERYWHERE)),
            "smallest": smallest(judged),
            "frame": tested.space.decision.get("frame"),
            "verdicts": dict(sorted(verdicts.items())),
            "left_out": list(tested.space.decision.get(LEFT_OUT, [])),
            "pictures": drawn.pictures(judged, space=tested.space),
        }

    def surrogate(self, outputs: Outputs, target: Truth, *, space: LabelSpace) -> float:
        """F1 of the boxes that count against the objects of the picture, at overlap .5; 1 where nothing is there and nothing was found."""
        matches = match(found(outputs), [target], k=len(space.names), at=HALF)
        counts = detection.tally(matches, thresholds(space).tolist())
        return float(detection.f1(counts.sum(axis=1))[0])


def _counted(tested: Answered) -> Counted:
    need_some(len(tested.targets), of="items")
    matches = _matches(tested, at=ANY_SIZE)
    counts = detection.tally(matches, thresholds(tested.space).tolist())
    return Counted(matches, counts, tested.families)


def _per_class(counted: Counted, *, space: LabelSpace) -> list[dict[str, Any]]:
    known, levels = detection_draws.draw(counted), thresholds(space).tolist()
    sums = counted.counts.sum(axis=0)  # (k, 3)
    off = (counted.counts[..., 1] - counted.counts[..., 2]).mean(axis=0)
    return [
        {
            "name": name,
            "pictures": int((counted.matches[j].objects[0] > 0).sum()),
            "objects": int(sums[j, 2]),
            "found": int(sums[j, 1]),
            "right": int(sums[j, 0]),
            "threshold": levels[j],
            "count_bias": float(off[j]),
            "f1": float(detection.f1(sums[j])),
            **_of_class(known, j),
        }
        for j, name in enumerate(space.names)
    ]


def _of_class(known: Drawn, j: int) -> dict[str, dict[str, float]]:
    return {name: _plain(known.by_class(name)[j]) for name in (MAP50, MAP)}


def _plain(interval: Interval) -> dict[str, float]:
    return {name: float(value) for name, value in interval._asdict().items()}


def _matches(tested: Answered, *, at: At) -> list[Matches]:
    return match(found(tested.outputs), list(tested.targets), k=len(tested.space.names), at=at)


def _by_size(matches: list[Matches]) -> list[dict[str, Any]]:
    """Of small, medium and large objects; None where there is none."""
    precisions = detection_draws.of_sizes(matches)
    told = []
    for s, name in enumerate(SIZES):
        n = sum(int(one.objects[s].sum()) for one in matches)
        here = precisions[:, s]
        of = here[~np.isnan(here[:, 0])]
        told.append(
            {
                "name": name,
                "objects": n,
                MAP50: float(of[:, 0].mean()) if n else None,
                MAP: float(of.mean()) if n else None,
            }
        )
    return told


def _constant(tested: Answered, asked: str) -> float:
    """What the best of a few answers scores that is the same for every picture: what is in another picture of the test part.

    Where a camera looks at the same things all the time, that is much. A picture that lends its objects is not scored by them.
    """
    n = len(tested.targets)
    seen = [tested.targets[i] for i in _spread(n, _SEEN)]
    values = [
        _lent(seen, place, k=len(tested.space.names), asked=asked)
        for place in _spread(len(seen), _LENT)
    ]
    return max(values, default=0.0)


def _spread(n: int, most: int) -> list[int]:
    some = min(n, most)
    return [place * n // some for place in range(some)]


def _lent(seen: Sequence[Truth], place: int, *, k: int, asked: str) -> float:
    lender = seen[place]
    same = Found(lender.boxes, np.ones(len(lender.classes)), lender.classes)
    others = [*seen[:place], *seen[place + 1 :]]
    if not others:
        return 0.0
    matches = match([same] * len(others), others, k=k, at=ANY_SIZE)
    if asked not in (MAP50, MAP):
        return float(detection.f1(detection.tally(matches, [0.0] * k).sum(axis=1)).mean())
    precisions = detection_draws.of_sizes(matches)[:, 0]
    there = precisions[~np.isnan(precisions[:, 0])]
    if not len(there):
        return 0.0
    return float(there[:, 0].mean() if asked == MAP50 else there.mean())
