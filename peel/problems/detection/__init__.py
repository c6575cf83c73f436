"""Things that are found in a picture, each with its box and name: the served face of the kind."""

from __future__ import annotations

from peel.metrics.detection_draws import MAP50, NAMES
from peel.problem import Metric, Problem
from peel.problems.detection.answer import DetectionAnswer
from peel.problems.detection.decode import Decoding
from peel.problems.detection.doubt import Doubting
from peel.problems.detection.expected import Expecting
from peel.problems.detection.labels import Labelling, Stating
from peel.problems.detection.mistakes import Comparing
from peel.problems.detection.scores import Scoring
from peel.problems.detection.targets import Targeting
from peel.types.answer import Answer


class Detection(Stating, Labelling, Targeting, Expecting, Scoring, Decoding, Comparing, Doubting):
    """Any number of things in a picture; the parts lie in a file each."""

    name = "detection"
    metric = Metric(name=MAP50, unit="share", higher_is_better=True, is_count=False)
    metrics: tuple[str, ...] = NAMES
    widget = "boxes"
    answer: type[Answer] = DetectionAnswer


PROBLEM: Problem = Detection()
