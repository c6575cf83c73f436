"""How scores of a head become probabilities: what each calibration can do, in numbers and as nodes of the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from peel.heads.rows import Array

Parameters = tuple[float, ...]
Nodes = tuple[list[onnx.NodeProto], list[onnx.TensorProto]]
FLOOR = 1e-12


class Calibration(Protocol):
    """Scores (n, k) in, probabilities (n, k) out, by parameters that held-out scores teach.

    `targets` are the supervision of the kind that brings the calibration, typed loosely here: a softmax reads
    classes, a sigmoid reads labels.
    """

    name: str

    def fit(self, scores: Array, targets: Any) -> Parameters:
        """The parameters with the least cautious loss of (n, k) held-out scores."""
        ...

    def apply(self, scores: Array, parameters: Parameters) -> Array:
        """Probabilities of (n, k) scores."""
        ...

    def losses(self, p: NDArray[Any], targets: Any) -> Array:
        """(n,) the loss of each row in nats."""
        ...

    def cautious_loss(self, p: Array, targets: Any) -> float:
        """The mean loss with what a row of any answer would add: nobody is surer than the rows allow."""
        ...

    def as_scores(self, p: Array) -> Array:
        """Scores of which `p` are the probabilities, so that a mean can be calibrated anew."""
        ...

    def fold(self, weight: Array, bias: Array, *, parameters: Parameters) -> tuple[Array, Array]:
        """The linear head (d, k), (k,) whose scores need no parameters any more."""
        ...

    def link(self, scores: str, *, name: str) -> list[onnx.NodeProto]:
        """Nodes from scores to probabilities; the last one gives `name`."""
        ...

    def again(self, p: str, parameters: Parameters, *, name: str) -> Nodes:
        """Nodes from probabilities to those of `apply(as_scores(p), parameters)`, called `name`, and their constants."""
        ...


class Tail(Protocol):
    """Further outputs of the file, which follow from its first one; in numbers and as nodes."""

    def __call__(self, first: Array) -> dict[str, NDArray[Any]]:
        """The further outputs by name, each with n in front, from the first one."""
        ...

    def nodes(self, first: str) -> Nodes:
        """The same as nodes that read `first` and give the outputs their names, and their constants."""
        ...


def constants(values: Mapping[str, Any]) -> list[onnx.TensorProto]:
    """Numbers as initialisers of a graph, in single precision."""
    return [numpy_helper.from_array(np.asarray(v, np.float32), name) for name, v in values.items()]
