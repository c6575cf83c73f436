"""The detector as one ONNX file: raw pixels of any size in, what was found out, with everything between them inside."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
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
from peel.detection.sight import Sight
from peel.types.output import Output

NAMES = ("boxes", "scores", "labels", "image_index")
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


def to_onnx(
    detector: Detector, sight: Sight, *, outputs: Sequence[Output], metadata: Mapping[str, Any]
) -> bytes:
    """The letterbox, the network and the detector behind it as one file.

    `outputs` are what the kind says of boxes (m, 4), scores, labels and picture (m,), in this order and by these `NAMES`.
    `metadata` values that are no text are written as JSON. The same inputs give the same bytes.
    """
    body, constants = frames.nodes(sight.frame, fill=sight.fill)
    head = _head(detector, sight)
    nodes = [*body, *sight.graph.graph.node, *head.graph.node]
    values = [*constants, *sight.graph.graph.initializer, *head.graph.initializer]
    first, *others = outputs
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


def _head(detector: Detector, sight: Sight) -> onnx.ModelProto:
    """The detector's own graph from the maps on, its inner names told apart from the network's."""
    frame = sight.frame
    inputs = {
        name: torch.zeros(2, width, frame.height // stride, frame.width // stride)
        for name, width, stride in zip(MAPS, sight.widths, STRIDES, strict=False)
    }
    inputs |= {frames.SHRINK: torch.ones(1), frames.WINDOW: torch.ones(1, 2)}
    model = written(_Flat(detector), inputs, outputs=NAMES)
    kept = {*inputs, *NAMES, ""}
    for node in model.graph.node:
        node.name = f"{_INNER}/{node.name}"
        for ports in (node.input, node.output):
            ports[:] = [name if name in kept else f"{_INNER}/{name}" for name in ports]
    for value in model.graph.initializer:
        value.name = f"{_INNER}/{value.name}"
    return model
