"""The detector as one ONNX file: raw pixels of any size in, what was found out, with everything between them inside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import onnx
import torch
from onnx import TensorProto, helper
from torch import Tensor, nn

from peel.backbones import resize
from peel.backbones.dense import MAPS, STRIDES
from peel.backbones.writing import written
from peel.detection import frame as frames
from peel.detection.detector import Detections, Detector, Views
from peel.detection.proposer import KEPT
from peel.types.output import MOST_ROWS, Output

INDEX = "image_index"
_INNER = "detector"


class _Flat(nn.Module):
    """The detector with one tensor an argument, as an exporter wants it."""

    def __init__(self, detector: Detector) -> None:
        super().__init__()
        self.detector = detector
        self.eval()

    def forward(self, *inputs: Tensor) -> Detections:
        *maps, shrink, window = inputs
        found: Detections = self.detector(maps, Views(shrink, window))
        return found


def outputs(k: int) -> tuple[Output, ...]:
    """What the file of a detector of k classes gives: m things in n pictures, and in which of these each is."""
    most = min(KEPT * k, MOST_ROWS)
    boxes = Output(
        name="boxes",
        shape=("m", 4),
        meaning="left, top, right and bottom of each thing that was found, in pixels of its picture",
        tolerance=0.01,
        rows_of=INDEX,
        most=most,
    )
    scores = Output(
        name="scores",
        shape=("m",),
        meaning="how sure each one is, 0 to 1; by picture and class, the surest first",
        tolerance=1e-4,
        rows_of=INDEX,
        most=most,
    )
    labels = Output(
        name="labels",
        dtype="int64",
        shape=("m",),
        meaning="class of each one, in the order of class_names",
        tolerance=0,
        rows_of=INDEX,
        most=most,
    )
    index = labels.model_copy(
        update={"name": INDEX, "meaning": "which picture of the batch each one is in"}
    )
    return boxes, scores, labels, index


def to_onnx(
    detector: Detector, network: onnx.ModelProto, *, fill: float, metadata: Mapping[str, Any]
) -> bytes:
    """The letterbox, the network and the detector behind it as one file; `network` is what peel.backbones.dense writes.

    `fill` is the level around a picture. `metadata` values that are no text are written as JSON. The same inputs give
    the same bytes.
    """
    body, constants = frames.nodes(detector.proposer.frame, fill=fill)
    head = _head(detector)
    nodes = [*body, *network.graph.node, *head.graph.node]
    values = [*constants, *network.graph.initializer, *head.graph.initializer]
    first, *others = outputs(detector.proposer.k)
    model = resize.model(nodes, values, output=first.name, shape=[*first.shape])
    for output in others:
        kind = TensorProto.FLOAT if output.dtype == "float32" else TensorProto.INT64
        made = helper.make_tensor_value_info(output.name, kind, [*output.shape])
        model.graph.output.append(made)
    onnx.checker.check_model(model, full_check=True)
    texts = {
        k: v if isinstance(v, str) else json.dumps(v, sort_keys=True) for k, v in metadata.items()
    }
    helper.set_model_props(model, dict(sorted(texts.items())))
    return bytes(model.SerializeToString(deterministic=True))


def _head(detector: Detector) -> onnx.ModelProto:
    """The detector's own graph from the maps on, its inner names told apart from the network's."""
    frame, widths = detector.proposer.frame, [w.shape[1] for w in detector.proposer.weights]
    inputs = {
        name: torch.zeros(2, width, frame.height // stride, frame.width // stride)
        for name, width, stride in zip(MAPS, widths, STRIDES, strict=True)
    }
    inputs |= {frames.SHRINK: torch.ones(1), frames.WINDOW: torch.ones(1, 2)}
    names = [output.name for output in outputs(detector.proposer.k)]
    model = written(_Flat(detector), inputs, outputs=names)
    kept = {*inputs, *names, ""}
    for node in model.graph.node:
        node.name = f"{_INNER}/{node.name}"
        for ports in (node.input, node.output):
            ports[:] = [name if name in kept else f"{_INNER}/{name}" for name in ports]
    for value in model.graph.initializer:
        value.name = f"{_INNER}/{value.name}"
    return model
