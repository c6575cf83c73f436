"""Tensors of the Open Inference Protocol: from a body to pictures, from outputs to a body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from peel.serving.asking import MAX_PIXELS, MAX_SIDE_PX
from peel.serving.refusals import not_understood
from peel.types.inference import InferRequest, Tensor, WantedOutput
from peel.types.output import Output

INPUT = "image"
_UINT8, _RGB = "UINT8", 3
TYPES = {"float32": "FP32", "int64": "INT64", "bool": "BOOL"}
_SIZE, _BINARY, _ALL_BINARY = "binary_data_size", "binary_data", "binary_data_output"


class Asked(NamedTuple):
    """A request that was understood: n pictures, the names of the outputs, and those of them whose bytes are asked for."""

    request: InferRequest
    pictures: NDArray[np.uint8]
    names: tuple[str, ...]
    binary: frozenset[str]


def parse(body: bytes, header: str | None, *, outputs: Sequence[Output]) -> Asked:
    """The request in a body, of which `header` says how many bytes are JSON (all without it); raises P853."""
    n_json = _json_bytes(header, len(body))
    try:
        request = InferRequest.model_validate_json(body[:n_json])
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the body"
        raise not_understood(f"{where}: {first['msg']}", "the Open Inference Protocol") from error
    pictures = _pictures(request.inputs[0], body[n_json:])
    known = [output.name for output in outputs]
    wanted = request.outputs or tuple(WantedOutput(name=name) for name in known)
    names = tuple(one.name for one in wanted)
    if not set(names) <= set(known):
        raise not_understood(f"outputs {', '.join(names)}", f"outputs {', '.join(known)}")
    every = bool(request.parameters.get(_ALL_BINARY))
    binary = frozenset(one.name for one in wanted if one.parameters.get(_BINARY, every))
    return Asked(request, pictures, names, binary)


def _json_bytes(header: str | None, n_bytes: int) -> int:
    if header is None:
        return n_bytes
    if not (header.isascii() and header.isdigit() and len(header) < 12 and int(header) <= n_bytes):
        raise not_understood(
            f"Inference-Header-Content-Length: {header[:40]}", "the bytes of JSON in the body"
        )
    return int(header)


def _pictures(tensor: Tensor, rest: bytes) -> NDArray[np.uint8]:
    """(n, h, w, 3) of the tensor's own data, or of the bytes behind the JSON."""
    shape = tensor.shape
    fits = (
        tensor.name == INPUT
        and tensor.datatype == _UINT8
        and len(shape) == 4
        and shape[3] == _RGB
        and min(shape) > 0
        and max(shape[1:3]) <= MAX_SIDE_PX
        and shape[0] * shape[1] * shape[2] <= MAX_PIXELS
    )
    if not fits:
        raise not_understood(
            f"{tensor.name[:40]} {tensor.datatype} of shape {shape}",
            f"{INPUT} {_UINT8} of shape (n, height, width, {_RGB}), at most {MAX_PIXELS} pixels",
        )
    n_values = shape[0] * shape[1] * shape[2] * _RGB
    if tensor.data is None:
        if tensor.parameters.get(_SIZE) != len(rest) or len(rest) != n_values:
            raise not_understood(
                f"{len(rest)} bytes behind the JSON", f"{n_values} bytes, and {_SIZE}"
            )
        return np.frombuffer(rest, np.uint8).reshape(shape)
    return _of_lists(tensor.data, n_values).reshape(shape)


def _of_lists(data: list[Any], n_values: int) -> NDArray[np.uint8]:
    try:
        values = np.asarray(data)
    except (ValueError, OverflowError, RecursionError) as error:
        raise not_understood("lists of unequal lengths", "numbers from 0 to 255") from error
    is_fit = values.dtype.kind == "i" and values.size == n_values
    if not is_fit or int(values.min()) < 0 or int(values.max()) > 255:
        raise not_understood(
            f"{values.size} values of {values.dtype}", f"{n_values} whole numbers from 0 to 255"
        )
    return values.astype(np.uint8)


def pack(asked: Asked, outputs: Mapping[str, NDArray[Any]]) -> tuple[tuple[Tensor, ...], bytes]:
    """The tensors of an answer, and the bytes that follow on its JSON."""
    told, rest = [], b""
    for name in asked.names:
        array = outputs[name]
        fields = {"name": name, "shape": array.shape, "datatype": TYPES[str(array.dtype)]}
        if name in asked.binary:
            data = array.tobytes()
            rest += data
            told.append(Tensor(**fields, parameters={_SIZE: len(data)}))
        else:
            told.append(Tensor(**fields, data=array.ravel().tolist()))
    return tuple(told), rest
