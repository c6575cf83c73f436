"""The model as one ONNX graph: raw pixels of any size in, what the kind answers out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

from peel.backbones import resize
from peel.backbones.network import Network
from peel.calibration.calibration import Calibration
from peel.training.ensemble import Distance, Ensemble, Fitted
from peel.training.joined import Joined
from peel.types.output import Output

_Nodes = list[onnx.NodeProto]
_Constants = list[onnx.TensorProto]


def assemble(
    networks: Mapping[str, Network],
    ensemble: Ensemble,
    *,
    outputs: Sequence[Output],
    metadata: dict[str, Any],
) -> bytes:
    """The file: the resize, each branch cut at the taps in use, the heads, their mean, calibrated; a distance.

    What two branches compute alike, as the resize and the first blocks of networks that agree there, is computed once.
    `outputs` are what the kind gives (the heads compute the first one) and the distance at their end, if there is one. `metadata` values that are no
    text are written as JSON. The same inputs give the same bytes.
    """
    joined = Joined()
    places = {at: joined.add(networks, ensemble.taps, branch=at.branch)[at] for at in ensemble.taps}
    nodes, constants = joined.nodes, joined.constants
    parts = []
    for number, head in enumerate(ensemble.heads):
        tap = places[head.at]
        added, values = _head(f"head_{number:02d}", head, tap=tap, by=ensemble.calibration)
        nodes, constants = nodes + added, constants + values
        parts.append(added[-1].output[0])
    first, *others = outputs
    added, values = _mean(parts, ensemble, name=first.name)
    model = resize.model(nodes + added, constants + values, output=first.name, shape=[*first.shape])
    further = [ensemble.tail.nodes(first.name)] if ensemble.tail else []
    if ensemble.distance:
        further.append(_distance(ensemble.distance, tap=places[ensemble.distance.at]))
    for added, values in further:
        model.graph.node.extend(added)
        model.graph.initializer.extend(values)
    for output in others:
        dtype = helper.np_dtype_to_tensor_dtype(np.dtype(output.dtype))
        model.graph.output.append(
            helper.make_tensor_value_info(output.name, dtype, [*output.shape])
        )
    onnx.checker.check_model(model, full_check=True)
    texts = {
        k: v if isinstance(v, str) else json.dumps(v, sort_keys=True) for k, v in metadata.items()
    }
    helper.set_model_props(model, dict(sorted(texts.items())))
    return bytes(model.SerializeToString(deterministic=True))


def _head(name: str, head: Fitted, *, tap: str, by: Calibration) -> tuple[_Nodes, _Constants]:
    """Standardise, multiply, calibrate; scale and calibration are folded into the weight."""
    linear = head.linear
    weight, bias = by.fold(
        linear.weight / linear.scaling.scale[:, None], linear.bias, parameters=head.calibration
    )
    values = {"mean": linear.scaling.mean, "weight": weight, "bias": bias}
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
        *by.link(f"{name}_scores", name=f"{name}_p"),
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
        helper.make_node("Add", ["far_square", "far_nearest"], ["distance"]),
    ]
    return nodes, constants


def _mean(parts: list[str], ensemble: Ensemble, *, name: str) -> tuple[_Nodes, _Constants]:
    """The mean of the heads by their weights, calibrated once more."""
    nodes, constants, weights = [], [], ensemble.weights
    if len(set(weights)) == 1:
        nodes.append(helper.make_node("Mean", parts, ["mean_p"]))
    else:
        shares = np.array(weights) / sum(weights)
        for number, share in enumerate(shares):
            constants.append(_constant(f"share_{number:02d}", np.array(share, np.float32)))
            scaled = [parts[number], f"share_{number:02d}"], [f"shared_{number:02d}"]
            nodes.append(helper.make_node("Mul", *scaled))
        shared = [node.output[0] for node in nodes]
        nodes.append(helper.make_node("Sum", shared, ["mean_p"]))
    added, values = ensemble.calibration.again("mean_p", ensemble.parameters, name=name)
    return nodes + added, constants + values


def _constant(name: str, value: np.ndarray[Any, Any]) -> onnx.TensorProto:
    return numpy_helper.from_array(value, name)
