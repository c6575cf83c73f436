"""Several labels for each picture: the served face of the kind."""

from __future__ import annotations

from peel.problem import Metric, Problem
from peel.problems.multilabel.answer import LabelsAnswer
from peel.problems.multilabel.decode import Decoding
from peel.problems.multilabel.labels import Labelling
from peel.problems.multilabel.mistakes import Comparing
from peel.problems.multilabel.scores import Scoring
from peel.problems.multilabel.targets import Targeting
from peel.types.answer import Answer


class Multilabel(Labelling, Targeting, Scoring, Decoding, Comparing):
    """Every label holds, holds not, or is unknown; the parts lie in a file each."""

    name = "multilabel"
    metric = Metric(
        name="mean_average_precision", unit="share", higher_is_better=True, is_count=False
    )
    metrics: tuple[str, ...] = ("mean_average_precision", "micro_f1", "macro_f1")
    widget = "choices"
    answer: type[Answer] = LabelsAnswer


PROBLEM: Problem = Multilabel()
