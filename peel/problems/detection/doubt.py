"""How probable boxes that somebody drew were to the model."""

from __future__ import annotations

import math

from peel.problems.detection.held import Outputs, counting, found
from peel.problems.detection.judged import FOUND, MISSED, WRONG, judge
from peel.problems.detection.targets import Targeting
from peel.types.label_space import LabelSpace


class Doubting:
    """From boxes and a label to a probability."""

    def chance(self, outputs: Outputs, label: str, *, space: LabelSpace) -> float:
        """The least of all that the label says: of an object the score of the box that is it, 0 for none; of the boxes that count, and are none, what their scores leave together.

        So boxes that were moved, and objects that were left out, are as improbable as those of another name.
        """
        (every,), (truth,) = found(outputs), Targeting().read_targets([label], space)
        weak = judge(every, truth)
        yes = [0.0 if state == MISSED else 1.0 for state in weak.objects]
        for score, place, verdict in zip(every.scores.tolist(), weak.of, weak.boxes, strict=True):
            if verdict == FOUND:
                yes[place] = score
        sure = judge(counting(every, space), truth)
        wrong = zip(sure.found.scores.tolist(), sure.boxes, strict=True)
        no = [1 - score for score, verdict in wrong if verdict in WRONG]
        return float(min([*yes, math.prod(no)]))
