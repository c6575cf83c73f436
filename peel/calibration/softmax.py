"""One of k classes: a softmax whose temperature makes scores into honest probabilities."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray

from peel.calibration.calibration import FLOOR, Nodes, Parameters, constants
from peel.heads.classes import Classes
from peel.heads.rows import Array

_STEPS = 30
# Rows of any class that are added to a fit of a temperature; docs/decisions/0017 has the numbers.
PSEUDO_ROWS = 1.0


def probabilities(scores: Array, temperature: float = 1.0) -> Array:
    """Softmax of (..., k) scores over their temperature."""
    z = scores / temperature
    z = np.exp(z - z.max(-1, keepdims=True))
    return np.asarray(z / z.sum(-1, keepdims=True))


def log_loss(p: Array, y: NDArray[np.int64]) -> float:
    """Mean negative log of the probability of the right class, in nats."""
    return float(-np.log(np.maximum(p[np.arange(len(y)), y], FLOOR)).mean())


def cautious_loss(p: Array, y: NDArray[np.int64]) -> float:
    """The log loss of n rows and of PSEUDO_ROWS more, alike the others, whose class may be any.

    So the last row that is right costs something too: heads that tell all rows apart are still ranked, and
    nobody is surer than that many rows allow.
    """
    share = _pseudo_share(len(y))
    anything = float(-np.log(np.maximum(p, FLOOR)).mean())
    return (1 - share) * log_loss(p, y) + share * anything


def temperature(scores: Array, y: NDArray[np.int64]) -> float:
    """The temperature with the least cautious loss of (n, k) scores, by Newton's method on its inverse (a convex problem).

    Kept within 1e-3 .. 1e3 of the scores' own scale. The pseudo rows end it long before that: of n rows that
    are perfectly told apart, the typical one gets a probability of about 1 - PSEUDO_ROWS / n.

    **Source**: temperature scaling (Guo and others, 2017) with Laplace's pseudo-count.
    """
    z = scores - scores.max(1, keepdims=True)
    spread = float(np.median(np.abs(z).max(1))) or 1.0
    z, share = z / spread, _pseudo_share(len(y))
    wanted = float(((1 - share) * z[np.arange(len(y)), y] + share * z.mean(1)).mean())
    low, high, b = 1e-3, 1e3, 1.0
    for _ in range(_STEPS):
        p = probabilities(b * z)
        mean = (p * z).sum(1)
        slope = float(mean.mean()) - wanted
        curve = float(((p * z**2).sum(1) - mean**2).mean())
        low, high = (b, high) if slope < 0 else (low, b)
        step = b - slope / max(curve, 1e-12)
        step = step if low < step < high else float(np.sqrt(low * high))
        if abs(step - b) <= 1e-6 * b:
            break
        b = step
    return spread / b


def _pseudo_share(n: int) -> float:
    return PSEUDO_ROWS / (n + PSEUDO_ROWS)


def as_scores(p: Array) -> Array:
    """Logarithms of probabilities, so that a mean can be given a temperature of its own."""
    return np.log(np.maximum(p, FLOOR))


class Softmax:
    """The calibration of one class a row; its one parameter is the temperature."""

    name = "temperature"

    def fit(self, scores: Array, targets: Classes) -> Parameters:
        """The temperature."""
        return (temperature(scores, targets.y),)

    def apply(self, scores: Array, parameters: Parameters) -> Array:
        """(..., k) probabilities of scores."""
        return probabilities(scores, parameters[0])

    def losses(self, p: NDArray[Any], targets: Classes) -> Array:
        """(n,) negative log of the probability of each row's class."""
        right = p[np.arange(len(targets)), targets.y].astype(np.float64)
        return np.asarray(-np.log(np.maximum(right, FLOOR)))

    def cautious_loss(self, p: Array, targets: Classes) -> float:
        """See `cautious_loss`."""
        return cautious_loss(p, targets.y)

    def as_scores(self, p: Array) -> Array:
        """Logarithms."""
        return as_scores(p)

    def fold(self, weight: Array, bias: Array, *, parameters: Parameters) -> tuple[Array, Array]:
        """Divided by the temperature, the means over the classes taken out, which no softmax sees."""
        weight, bias = weight / parameters[0], bias / parameters[0]
        return weight - weight.mean(1, keepdims=True), bias - bias.mean()

    def link(self, scores: str, *, name: str) -> list[onnx.NodeProto]:
        """A softmax."""
        return [onnx.helper.make_node("Softmax", [scores], [name], axis=1)]

    def again(self, p: str, parameters: Parameters, *, name: str) -> Nodes:
        """softmax(log(p) / temperature)."""
        node = onnx.helper.make_node
        nodes = [
            node("Max", [p, "floor"], ["kept_p"]),
            node("Log", ["kept_p"], ["log_p"]),
            node("Div", ["log_p", "temperature"], ["calibrated"]),
            *self.link("calibrated", name=name),
        ]
        return nodes, constants({"floor": FLOOR, "temperature": parameters[0]})


SOFTMAX = Softmax()
