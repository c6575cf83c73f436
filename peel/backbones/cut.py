"""The tap network as one ONNX graph, and real cuts of it: what a cut does not need is not in the file."""

from __future__ import annotations

import json
import logging
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import onnx
import onnx.numpy_helper
import onnx.shape_inference
import onnx.utils
import torch
from onnx.reference import ReferenceEvaluator

from peel.backbones.taps import TapNetwork, widths
from peel.types.backbone import TapPoint
from peel.types.record import Record

OPSET = 18
INPUT = "pixels"


class Tap(Record):
    """One output of the graph: where it sits and how its vector is laid out (mean, std, expansion mean, quarters)."""

    point: TapPoint
    output: str
    width: int
    expansion: int
    total: int

    def prefix(self, pooling: str) -> int:
        """How many leading numbers of the vector a pooling uses: mean, ms / ems, msg / emsg."""
        if pooling == "mean":
            return self.width
        return self.total if pooling.endswith("g") else 2 * self.width + self.expansion


def to_onnx(taps: TapNetwork, size_px: int) -> bytes:
    """The whole tap network: `pixels` (n, 3, s, s) float32 in 0..255 in, tap_00, tap_01, ... out.

    The TorchScript exporter costs a tenth of the newer one's time and writes no stack traces with paths.
    """
    layout = widths(taps, size_px)
    names = [f"tap_{point.index:02d}" for point in taps.points]
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.getLogger("torch.onnx").setLevel(logging.ERROR)
        path = Path(folder) / "taps.onnx"
        torch.onnx.export(
            taps,
            (torch.zeros(2, 3, size_px, size_px),),
            str(path),
            dynamo=False,
            opset_version=OPSET,
            input_names=[INPUT],
            output_names=names,
            dynamic_axes={name: {0: "n"} for name in (INPUT, *names)},
        )
        model = onnx.load(path)
    rows = [
        Tap(point=p, output=name, width=w, expansion=e, total=t)
        for p, name, (w, e, t) in zip(taps.points, names, layout, strict=True)
    ]
    _fold_constants(model.graph)
    del model.metadata_props[:]
    onnx.helper.set_model_props(model, {"taps": json.dumps([row.model_dump() for row in rows])})
    for node in model.graph.node:
        node.doc_string = ""
    return bytes(model.SerializeToString(deterministic=True))


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


def layout(model: onnx.ModelProto) -> list[Tap]:
    """The taps of a graph that `to_onnx` wrote."""
    (text,) = (p.value for p in model.metadata_props if p.key == "taps")
    return [Tap.model_validate(row) for row in json.loads(text)]


def cut(model: onnx.ModelProto, outputs: Sequence[str]) -> onnx.ModelProto:
    """The part of the graph that `outputs` need, and nothing else."""
    return onnx.utils.Extractor(model).extract_model([INPUT], list(outputs))


def cost(model: onnx.ModelProto) -> tuple[int, int]:
    """Parameters (numbers in initialisers) and multiply-adds of one image in its convolutions and products."""
    inferred = onnx.shape_inference.infer_shapes(model)
    sizes = {i.name: tuple(i.dims) for i in model.graph.initializer}
    shapes = {
        v.name: [d.dim_value for d in v.type.tensor_type.shape.dim]
        for v in (*inferred.graph.value_info, *inferred.graph.output)
    }
    parameters = sum(_product(s) for s in sizes.values())
    macs = 0
    for node in model.graph.node:
        if node.op_type in ("Conv", "Gemm", "MatMul") and node.input[1] in sizes:
            shape, weight = shapes.get(node.output[0], []), sizes[node.input[1]]
            cells = _product(shape[2:]) if node.op_type == "Conv" else _product(shape[1:-1])
            macs += cells * _product(weight)
    return parameters, macs


def _product(values: Sequence[int]) -> int:
    result = 1
    for value in values:
        result *= value
    return result
