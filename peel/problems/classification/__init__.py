"""One class for each picture: the served face of the kind."""

from __future__ import annotations

from peel.problem import Metric, Problem
from peel.problems.classification.decode import Decoding
from peel.problems.classification.labels import Labelling
from peel.problems.classification.scores import Scoring


class Classification(Labelling, Scoring, Decoding):
    """Single-label classification; the three parts lie in a file each."""

    name = "classification"
    metric = Metric(name="accuracy", unit="share", higher_is_better=True, is_count=True)
    metrics: tuple[str, ...] = ("accuracy", "balanced_accuracy", "macro_f1")
    widget = "choice"


PROBLEM: Problem = Classification()
