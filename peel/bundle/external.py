"""Finds whether an ONNX file keeps data outside of itself, by walking its bytes: the base install has no library for ONNX.

A tensor may name a file, with any path, or a place in memory, and ONNX Runtime reads what is named. A bundle is one file.

**Source**: onnx.proto, and the encoding of Protocol Buffers (developers.google.com/protocol-buffers/docs/encoding).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from peel.errors import PeelError

# The fields that lead from a model to its tensors: by message, the number of a field and the message in it.
_INSIDE = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "function": {7: "node", 11: "attribute"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
    "tensor": {},
}
_EXTERNAL_DATA, _DATA_LOCATION = 13, 14
_VARINT, _LONG, _BYTES, _SHORT = 0, 1, 2, 5
_MOST_FIELDS = 2**18
_DEEPEST = 64


class _Field(NamedTuple):
    """One field of a message: its number, and its value or the place of its bytes."""

    number: int
    value: int
    start: int
    end: int


def refuse_external(model: bytes) -> None:
    """Raise P667 where the ONNX file in `model` keeps data elsewhere, or cannot be walked to its end."""
    try:
        outside = any(_is_outside(field) for field in _tensor_fields(memoryview(model)))
    except IndexError as error:
        raise _refused("a file that is cut off") from error
    if outside:
        raise _refused("a tensor whose data lies in another file")


def _is_outside(field: _Field) -> bool:
    return field.number == _EXTERNAL_DATA or (field.number == _DATA_LOCATION and field.value != 0)


def _tensor_fields(data: memoryview) -> Iterator[_Field]:
    """The fields of every tensor in the model, wherever it hangs."""
    waiting, n_fields = [("model", 0, len(data), 0)], 0
    while waiting:
        message, start, end, depth = waiting.pop()
        for field in _fields(data, start, end=end):
            n_fields += 1
            if n_fields > _MOST_FIELDS or depth > _DEEPEST:
                raise _refused("more parts than a network has")
            if message == "tensor":
                yield field
            elif field.number in _INSIDE[message] and field.start:
                waiting.append((_INSIDE[message][field.number], field.start, field.end, depth + 1))


def _fields(data: memoryview, at: int, *, end: int) -> Iterator[_Field]:
    while at < end:
        key, at = _varint(data, at)
        number, kind = key >> 3, key & 7
        value, start = 1, 0
        if kind == _VARINT:
            value, at = _varint(data, at)
        elif kind == _BYTES:
            length, start = _varint(data, at)
            at = start + length
        elif kind in (_LONG, _SHORT):
            at += 8 if kind == _LONG else 4
        else:
            raise _refused("a field of a kind that ONNX does not use")
        if at > end:
            raise _refused("a field that is longer than the file")
        yield _Field(number, value, start, at)


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
        if shift > 63:
            raise _refused("a number of more than 64 bits")


def _refused(got: str) -> PeelError:
    return PeelError(
        "P667",
        "model is not one whole file",
        got=got,
        allowed="an ONNX file that holds all of its data",
        do="take the bundle anew from where it was made; of a stranger, do not use it",
    )
