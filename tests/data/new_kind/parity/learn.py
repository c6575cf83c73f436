"""The learning face of the toy kind: one way to look, one head."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx

from peel.calibration.calibration import Nodes
from peel.calibration.softmax import SOFTMAX
from peel.heads.classes import Classes
from peel.heads.lda import LDA
from peel.heads.supervision import Head
from peel.metrics.wilson import wilson
from peel.types.label_space import LabelSpace
from peel.types.pooling import Pooling


class Odd:
    """How probably odd, as an output of its own."""

    def __call__(self, first: np.ndarray) -> dict[str, np.ndarray]:
        return {"odd": first[:, 1]}

    def nodes(self, first: str) -> Nodes:
        place = onnx.numpy_helper.from_array(np.array(1, np.int64), "odd_place")
        return [onnx.helper.make_node("Gather", [first, "odd_place"], ["odd"], axis=1)], [place]


class Learning:
    calibration = SOFTMAX

    def tail(self, space: LabelSpace) -> Odd:
        return Odd()

    def poolings(self, *, has_expansion: bool) -> tuple[Pooling, ...]:
        return (Pooling.MEAN,)

    def heads(self) -> tuple[Head, ...]:
        return (LDA,)

    def trained_heads(self) -> tuple[Head, ...]:
        return ()

    def supervise(self, targets: np.ndarray, space: LabelSpace) -> Classes:
        return Classes(targets, 2)

    def sample(self, targets: Classes, *, most: int) -> np.ndarray:
        return np.arange(len(targets))[:most]

    def score(self, p: np.ndarray, targets: Classes) -> float:
        return float((p.argmax(1) == targets.y).mean())

    def interval(
        self, value: float, targets: Classes, *, n_effective: float
    ) -> tuple[float, float]:
        return wilson(value * n_effective, n_effective)

    def constant(self, targets: Classes) -> float:
        return float(targets.counts.max() / len(targets))

    def decide(self, p: np.ndarray, targets: Classes) -> dict[str, Any]:
        return {"modulus": 2}

    def groups(self, targets: Classes) -> None:
        return None


LEARNER = Learning()
