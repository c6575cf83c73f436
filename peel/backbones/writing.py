"""Networks of PyTorch written as ONNX graphs."""

from __future__ import annotations

import json
import logging
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import onnx
import onnx.numpy_helper
import torch
from onnx.reference import ReferenceEvaluator
from torch import Tensor, nn

from peel.backbones.cut import INPUT, OPSET, Tap
from peel.backbones.taps import TapNetwork, widths


def to_onnx(taps: TapNetwork, size_px: int) -> bytes:
    """The whole tap network: `pixels` (n, 3, s, s) float32 in 0..255 in (of clips, all their frames), tap_00, tap_01, ... out."""
    layout = widths(taps, size_px)
    names = [f"tap_{point.index:02d}" for point in taps.points]
    model = written(taps, {INPUT: torch.zeros(2 * taps.frames, 3, size_px, size_px)}, outputs=names)
    if taps.frames > 1:  # several frames in, one vector out
        model.graph.input[0].type.tensor_type.shape.dim[0].dim_param = "n_frames"
    rows = [
        Tap(point=p, output=name, width=w, expansion=e, total=t)
        for p, name, (w, e, t) in zip(taps.points, names, layout, strict=True)
    ]
    onnx.helper.set_model_props(model, {"taps": json.dumps([row.model_dump() for row in rows])})
    return bytes(model.SerializeToString(deterministic=True))


def written(
    module: nn.Module, inputs: Mapping[str, Tensor], *, outputs: Sequence[str]
) -> onnx.ModelProto:
    """A module as a graph with these names; the first axis of what goes in and comes out is free.

    The TorchScript exporter costs a tenth of the newer one's time and writes no stack traces with paths.
    """
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.getLogger("torch.onnx").setLevel(logging.ERROR)
        path = Path(folder) / "module.onnx"
        torch.onnx.export(
            module,
            tuple(inputs.values()),
            str(path),
            dynamo=False,
            opset_version=OPSET,
            input_names=[*inputs],
            output_names=[*outputs],
            dynamic_axes={name: {0: "n"} for name in (*inputs, *outputs)},
        )
        model = onnx.load(path)
    _fold_constants(model.graph)
    del model.metadata_props[:]
    for node in model.graph.node:
        node.doc_string = ""
    return model


def _fold_constants(graph: onnx.GraphProto) -> None:
    """Compute what depends on no input: the exporter spells each padding as nine nodes that hide the shapes."""
    known = {i.name: onnx.numpy_helper.to_array(i) for i in graph.initializer}
    kept = []
    for node in graph.node:
        if not all(name in known for name in node.input if name):
            kept.append(node)
            continue
        feeds = {name: known[name] for name in node.input if name}
        values = cast(list[np.ndarray[Any, Any]], ReferenceEvaluator(node).run(None, feeds))
        known.update(zip(node.output, values, strict=True))
    used = {name for node in kept for name in node.input}
    arrays = [onnx.numpy_helper.from_array(np.asarray(known[n]), n) for n in known if n in used]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(kept)
    graph.initializer.extend(arrays)
