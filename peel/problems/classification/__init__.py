"""One class for each picture: the served face of the kind."""

from __future__ import annotations

from peel.problem import Metric, Problem
from peel.problems.classification.answer import ClassAnswer
from peel.problems.classification.decode import Decoding
from peel.problems.classification.labels import Labelling
from peel.problems.classification.mistakes import Comparing
from peel.problems.classification.scores import Scoring
from peel.problems.classification.targets import Targeting
from peel.types.answer import Answer


class Classification(Labelling, Targeting, Scoring, Decoding, Comparing):
    """Single-label classification; the parts lie in a file each."""

    name = "classification"
    metric = Metric(name="accuracy", unit="share", higher_is_better=True, is_count=True)
    metrics: tuple[str, ...] = ("accuracy", "balanced_accuracy", "macro_f1")
    widget = "choice"
    answer: type[Answer] = ClassAnswer


PROBLEM: Problem = Classification()
