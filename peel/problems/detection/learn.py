"""The learning face of detection: what is decided from held-out boxes, and how boxes are held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peel.metrics.box_matches import HALF, match
from peel.metrics.boxes import Found, Truth
from peel.metrics.detection import choose_thresholds
from peel.problem import Finder, Outputs
from peel.problems.detection import held
from peel.types.label_space import LabelSpace


class Finding:
    """Boxes in, thresholds out."""

    def decide(self, found: Sequence[Found], truths: Sequence[Truth]) -> dict[str, Any]:
        """The thresholds of the classes, from what was found in held-out pictures."""
        k = 1 + max(int(one.classes.max(initial=-1)) for one in truths)
        matches = match(found, truths, k=k, at=HALF)
        return {held.THRESHOLDS: [round(x, 6) for x in choose_thresholds(matches).tolist()]}

    def hold(self, found: Sequence[Found], space: LabelSpace) -> Outputs:
        """What was found in each picture as the outputs of a file."""
        return held.hold(list(found), space)


LEARNER: Finder = Finding()
