"""Several labels a row: a sigmoid for each, whose slope and offset make scores into honest probabilities."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray

from peel.calibration.calibration import Nodes, Parameters, constants
from peel.heads.labels import LabelMatrix
from peel.heads.rows import Array

# Nearer to 0 or 1 single precision, in which the file counts, cannot tell a probability from certainty.
SMALLEST = 1e-6
Line = tuple[Array, Array]  # slopes (k,) and offsets (k,)
_STEPS, _HALVINGS = 60, 30
_FLATTEST, _STEEPEST = 1e-3, 1e3


def _sigmoid(z: Array) -> Array:
    return np.asarray(0.5 * (1 + np.tanh(z / 2)))


def _cautious(targets: LabelMatrix) -> tuple[Array, Array]:
    """(n, k) targets of which none is certain, and (n, k) weights: about 1 / n of its known rows, 0 where unknown.

    One row of yes and one of no are added to each label: of N yes, a yes counts (N + 1) / (N + 2), and a no
    likewise 1 / (N + 2). So nobody is surer of a label than the rows that have it allow, and the last row that
    is right costs something too.

    **Source**: Platt 1999, section 2.2.
    """
    yes, known, whole = targets.yes.sum(0), targets.known.sum(0), targets.counts
    soft = np.where(targets.yes, (yes + 1) / (yes + 2), 1 / (whole.known - whole.yes + 2))
    return soft, targets.weights / np.maximum(known, 1)


def _softplus(z: Array) -> Array:
    return np.asarray(np.logaddexp(0.0, z))


class _Problem:
    """The cautious loss of every label as a function of its slope and offset; standardised scores z (n, k)."""

    def __init__(self, z: Array, targets: LabelMatrix) -> None:
        self.z = z
        self.soft, self.weight = _cautious(targets)

    def loss(self, slope: Array, offset: Array) -> Array:
        """(k,)."""
        t = slope * self.z + offset
        return np.asarray((self.weight * (_softplus(t) - self.soft * t)).sum(0))

    def step(self, slope: Array, offset: Array) -> Line:
        """Newton's step of slope and offset (k,); of the offset alone where the slope would get under its least."""
        p = _sigmoid(slope * self.z + offset)
        gap, curve = self.weight * (p - self.soft), self.weight * p * (1 - p)
        g1, g0 = (gap * self.z).sum(0), gap.sum(0)
        h11, h10, h00 = (curve * self.z**2).sum(0), (curve * self.z).sum(0), curve.sum(0) + 1e-12
        area = np.maximum(h11 * h00 - h10**2, 1e-12 * h00)
        by_slope, by_offset = (h10 * g0 - h00 * g1) / area, (h10 * g1 - h11 * g0) / area
        is_free = (slope > _FLATTEST) | (by_slope > 0)
        return np.where(is_free, by_slope, 0.0), np.where(is_free, by_offset, -g0 / h00)


def slopes_and_offsets(scores: Array, targets: LabelMatrix) -> Line:
    """(k,) slopes and (k,) offsets with the least cautious loss of (n, k) scores, by Newton's method (a convex problem).

    A slope is kept within 1e-3 .. 1e3 of the scores' own scale and never turns them round: the leave-one-out
    scores of a label that cannot be learnt fall where the label holds, which is no knowledge.
    """
    middle, scale = scores.mean(0), scores.std(0)
    scale = np.where(scale > 1e-9, scale, 1.0)
    problem = _Problem((scores - middle) / scale, targets)
    line = np.ones(targets.k), np.zeros(targets.k)
    for _ in range(_STEPS):
        line, gain = _least(problem, line, step=problem.step(*line))
        if gain < 1e-12:
            break
    slope, offset = line
    return slope / scale, offset - slope * middle / scale


def _least(problem: _Problem, line: Line, *, step: Line) -> tuple[Line, float]:
    """Slopes and offsets after the step, halved for each label until its loss falls, and the largest fall."""
    (slope, offset), (by_slope, by_offset) = line, step
    before, length = problem.loss(slope, offset), np.ones(len(slope))
    for _ in range(_HALVINGS):
        tried = (
            np.clip(slope + length * by_slope, _FLATTEST, _STEEPEST),
            offset + length * by_offset,
        )
        after = problem.loss(*tried)
        if (after <= before).all():
            break
        length = np.where(after <= before, length, length / 2)
    falls = after <= before
    kept = np.where(falls, tried[0], slope), np.where(falls, tried[1], offset)
    return kept, float((before - np.where(falls, after, before)).max())


def _row_means(losses: Array, targets: LabelMatrix) -> Array:
    """(n,) means of losses (n, k) over the known labels of each row, as much as each stands for; 0 where nothing is known."""
    return np.asarray((losses * targets.weights).sum(1) / np.maximum(targets.known.sum(1), 1))


def _kept(p: NDArray[Any]) -> Array:
    return np.asarray(np.clip(p.astype(np.float64), SMALLEST, 1 - SMALLEST))


class Sigmoid:
    """The calibration of several labels a row; its parameters are the k slopes, then the k offsets."""

    name = "slope and offset"

    def fit(self, scores: Array, targets: LabelMatrix) -> Parameters:
        """Slopes and offsets."""
        slopes, offsets = slopes_and_offsets(scores, targets)
        return (*slopes.tolist(), *offsets.tolist())

    def apply(self, scores: Array, parameters: Parameters) -> Array:
        """(..., k) probabilities of scores."""
        slopes, offsets = np.split(np.asarray(parameters), 2)
        return _sigmoid(scores * slopes + offsets)

    def losses(self, p: NDArray[Any], targets: LabelMatrix) -> Array:
        """(n,) mean negative log of the probability of what is known of each row."""
        p = _kept(p)
        return _row_means(-np.log(np.where(targets.yes, p, 1 - p)), targets)

    def cautious_loss(self, p: Array, targets: LabelMatrix) -> float:
        """The same with targets of which none is certain (see `_cautious`), the mean over the rows."""
        p, (soft, _) = _kept(p), _cautious(targets)
        return float(_row_means(-soft * np.log(p) - (1 - soft) * np.log(1 - p), targets).mean())

    def as_scores(self, p: Array) -> Array:
        """Log odds."""
        p = _kept(p)
        return np.asarray(np.log(p) - np.log(1 - p))

    def fold(self, weight: Array, bias: Array, *, parameters: Parameters) -> tuple[Array, Array]:
        """Weights and bias times the slopes, the offsets added."""
        slopes, offsets = np.split(np.asarray(parameters), 2)
        return weight * slopes, bias * slopes + offsets

    def link(self, scores: str, *, name: str) -> list[onnx.NodeProto]:
        """A sigmoid."""
        return [onnx.helper.make_node("Sigmoid", [scores], [name])]

    def again(self, p: str, parameters: Parameters, *, name: str) -> Nodes:
        """sigmoid(slope * log(p / (1 - p)) + offset)."""
        node, (slopes, offsets) = onnx.helper.make_node, np.split(np.asarray(parameters), 2)
        nodes = [
            node("Clip", [p, "least_p", "most_p"], ["kept_p"]),
            node("Sub", ["one", "kept_p"], ["rest_p"]),
            node("Div", ["kept_p", "rest_p"], ["odds"]),
            node("Log", ["odds"], ["log_odds"]),
            node("Mul", ["log_odds", "slopes"], ["sloped"]),
            node("Add", ["sloped", "offsets"], ["calibrated"]),
            *self.link("calibrated", name=name),
        ]
        limits = {"least_p": SMALLEST, "most_p": 1 - SMALLEST, "one": 1.0}
        return nodes, constants({**limits, "slopes": slopes, "offsets": offsets})


SIGMOID = Sigmoid()
