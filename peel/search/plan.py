"""What a search will do, known before it starts: passes over the items, then a trial a depth."""

from __future__ import annotations

from collections.abc import Sequence

from peel.backbones.cut import Tap
from peel.problem import Learner
from peel.search.trial import Trial


def trials(backbone: str, taps: Sequence[Tap], *, learner: Learner) -> list[Trial]:
    """A trial for every depth of a network, from the deepest, whose heads are most often good, to the input."""
    return [
        Trial(
            backbone=backbone,
            tap=tap,
            poolings=learner.poolings(tap.expansion > 0),
            heads=learner.heads(),
        )
        for tap in reversed(taps)
    ]
