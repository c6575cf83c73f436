"""The model as one ONNX graph: raw pixels of any size in, calibrated probabilities out."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

from peel.backbones import cut, resize
from peel.heads.ensemble import Ensemble, Fitted
from peel.runners.network import Network

OUTPUT = "probabilities"
_FLOOR = 1e-12

_Nodes = list[onnx.NodeProto]
_Constants = list[onnx.TensorProto]


def assemble(network: Network, ensemble: Ensemble, *, metadata: dict[str, Any]) -> bytes:
    """The file: the resize, the network cut at the taps in use, the heads, their mean, the temperature.

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
