"""The tap network as one ONNX graph, and real cuts of it: what a cut does not need is not in the file."""

from __future__ import annotations

import json
from collections.abc import Sequence

import onnx
import onnx.shape_inference
import onnx.utils

from peel.types.backbone import TapPoint
from peel.types.pooling import Pooling
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

    def prefix(self, pooling: Pooling) -> int:
        """How many leading numbers of the vector a pooling uses; raises ValueError for one that is none."""
        some = 2 * self.width + self.expansion
        return {
            Pooling.MEAN: self.width,
            Pooling.MS: some,
            Pooling.EMS: some,
            Pooling.MSG: self.total,
            Pooling.EMSG: self.total,
        }[Pooling(pooling)]


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
