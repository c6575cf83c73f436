"""The model as one ONNX graph: raw pixels of any size in, calibrated probabilities out."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

from peel.backbones import cut, resize
from peel.backbones.network import Network
from peel.heads.ensemble import Distance, Ensemble, Fitted

OUTPUT, DISTANCE = "probabilities", "distance"
_FLOOR = 1e-12

_Nodes = list[onnx.NodeProto]
_Constants = list[onnx.TensorProto]


def assemble(network: Network, ensemble: Ensemble, *, metadata: dict[str, Any]) -> bytes:
    """The file: the resize, the network cut at the taps in use, the heads, their mean, the temperature; a distance.

    `metadata` values that are no text are written as JSON. The same inputs give the same bytes.
    """
    outputs = [network.taps[tap].output for tap in ensemble.taps]
    body = cut.cut(network.model, outputs).graph
    nodes, constants = resize.nodes(network.image.size_px)
    nodes += body.node
    constants += body.initializer
    parts = []
    for number, head in enumerate(ensemble.heads):
        added, values = _head(f"head_{number:02d}", head, tap=network.taps[head.tap].output)
        nodes, constants = nodes + added, constants + values
        parts.append(added[-1].output[0])
    added, values = _mean(parts, ensemble.temperature)
    n_classes = len(ensemble.heads[0].linear.bias)
    model = resize.model(nodes + added, constants + values, output=OUTPUT, shape=["n", n_classes])
    if ensemble.distance:
        added, values = _distance(ensemble.distance, tap=network.taps[ensemble.distance.tap].output)
        model.graph.node.extend(added)
        model.graph.initializer.extend(values)
        told = helper.make_tensor_value_info(DISTANCE, onnx.TensorProto.FLOAT, ["n"])
        model.graph.output.append(told)
        onnx.checker.check_model(model, full_check=True)
    texts = {
        k: v if isinstance(v, str) else json.dumps(v, sort_keys=True) for k, v in metadata.items()
    }
    helper.set_model_props(model, dict(sorted(texts.items())))
    return bytes(model.SerializeToString(deterministic=True))


def _head(name: str, head: Fitted, *, tap: str) -> tuple[_Nodes, _Constants]:
    """Standardise, multiply, softmax; scale and temperature are folded into the weight, means over the classes taken out."""
    linear = head.linear
    weight = linear.weight / linear.scaling.scale[:, None] / head.temperature
    bias = linear.bias / head.temperature
    values = {
        "mean": linear.scaling.mean,
        "weight": weight - weight.mean(1, keepdims=True),
        "bias": bias - bias.mean(),
    }
    constants = [_constant(f"{name}_{k}", v.astype(np.float32)) for k, v in values.items()]
    bounds = {"start": 0, "end": len(weight), "axis": 1}
    constants += [_constant(f"{name}_{k}", np.array([v], np.int64)) for k, v in bounds.items()]
    nodes = [
        helper.make_node(
            "Slice", [tap, f"{name}_start", f"{name}_end", f"{name}_axis"], [f"{name}_x"]
        ),
        helper.make_node("Sub", [f"{name}_x", f"{name}_mean"], [f"{name}_centred"]),
        helper.make_node(
            "Gemm", [f"{name}_centred", f"{name}_weight", f"{name}_bias"], [f"{name}_scores"]
        ),
        helper.make_node("Softmax", [f"{name}_scores"], [f"{name}_p"], axis=1),
    ]
    return nodes, constants


def _distance(distance: Distance, *, tap: str) -> tuple[_Nodes, _Constants]:
    """C = (x - mean) @ basis, then c'Qc + min over the classes of (b - 2 c'u); the scale is folded into the basis."""
    n = distance.novelty
    values = {
        "mean": n.scaling.mean,
        "basis": n.basis / n.scaling.scale[:, None],
        "quadratic": n.quadratic,
        "linear": -2 * n.linear.T,
        "bias": n.bias,
    }
    constants = [_constant(f"far_{k}", v.astype(np.float32)) for k, v in values.items()]
    bounds = {"start": 0, "end": len(n.basis), "axis": 1}
    constants += [_constant(f"far_{k}", np.array([v], np.int64)) for k, v in bounds.items()]
    nodes = [
        helper.make_node("Slice", [tap, "far_start", "far_end", "far_axis"], ["far_x"]),
        helper.make_node("Sub", ["far_x", "far_mean"], ["far_centred"]),
        helper.make_node("MatMul", ["far_centred", "far_basis"], ["far_c"]),
        helper.make_node("MatMul", ["far_c", "far_quadratic"], ["far_q"]),
        helper.make_node("Mul", ["far_q", "far_c"], ["far_qc"]),
        helper.make_node("ReduceSum", ["far_qc", "far_axis"], ["far_square"], keepdims=0),
        helper.make_node("Gemm", ["far_c", "far_linear", "far_bias"], ["far_by_class"]),
        helper.make_node("ReduceMin", ["far_by_class", "far_axis"], ["far_nearest"], keepdims=0),
        helper.make_node("Add", ["far_square", "far_nearest"], [DISTANCE]),
    ]
    return nodes, constants


def _mean(parts: list[str], temperature: float) -> tuple[_Nodes, _Constants]:
    """The mean of the heads, then softmax(log(mean) / temperature)."""
    nodes = [
        helper.make_node("Mean", parts, ["mean_p"]),
        helper.make_node("Max", ["mean_p", "floor"], ["kept_p"]),
        helper.make_node("Log", ["kept_p"], ["log_p"]),
        helper.make_node("Div", ["log_p", "temperature"], ["calibrated"]),
        helper.make_node("Softmax", ["calibrated"], [OUTPUT], axis=1),
    ]
    values = {"floor": _FLOOR, "temperature": temperature}
    return nodes, [_constant(k, np.array(v, np.float32)) for k, v in values.items()]


def _constant(name: str, value: np.ndarray[Any, Any]) -> onnx.TensorProto:
    return numpy_helper.from_array(value, name)
