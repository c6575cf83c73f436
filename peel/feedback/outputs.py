"""Outputs of the file for one picture as text: floats as their bytes, so that a thousand names take 5 kB and come back exactly."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np


def pack(outputs: dict[str, Any]) -> str:
    """Outputs as ASCII text; arrays and lists of numbers that 32-bit floats hold exactly take their bytes.

    >>> pack({"p": [0.5, 0.25]})
    '{"p":{"f4":"AAAAPwAAgD4=","shape":[2]}}'
    """
    return json.dumps({name: _packed(v) for name, v in outputs.items()}, separators=(",", ":"))


def unpack(text: str) -> dict[str, Any]:
    """The outputs again, arrays as lists.

    >>> unpack(pack({"p": [[0.5], [0.25]], "place": [3]}))
    {'p': [[0.5], [0.25]], 'place': [3]}
    """
    return {name: _unpacked(value) for name, value in json.loads(text).items()}


def _packed(value: Any) -> Any:
    plain = value.tolist() if isinstance(value, np.ndarray | np.generic) else value
    try:
        array = np.asarray(plain)
    except ValueError:  # lists of different lengths
        return plain
    if array.dtype.kind != "f":
        return plain
    with np.errstate(over="ignore"):
        short = array.astype("<f4")
    if not np.array_equal(short, array, equal_nan=True):
        return plain
    return {"f4": base64.b64encode(short.tobytes()).decode("ascii"), "shape": list(array.shape)}


def _unpacked(value: Any) -> Any:
    if not (isinstance(value, dict) and "f4" in value):
        return value
    return np.frombuffer(base64.b64decode(value["f4"]), "<f4").reshape(value["shape"]).tolist()
