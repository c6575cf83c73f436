"""Data outside of the file, wherever in the model it hangs."""

from __future__ import annotations

import time

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from peel.bundle.external import refuse_external
from peel.bundle.load import load
from peel.errors import PeelError

WEIGHT = numpy_helper.from_array(np.ones((2, 2), np.float32), "w")


def outside(location="/etc/passwd"):
    """A tensor whose data lies in another file."""
    tensor = helper.make_tensor("w", TensorProto.FLOAT, [2, 2], b"\0" * 16, raw=True)
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", location
    return tensor


def sparse():
    found = onnx.SparseTensorProto()
    found.values.CopyFrom(outside())
    return found


def graph(nodes=(), tensors=(), sparse_tensors=()):
    made = helper.make_graph(list(nodes), "g", [], [], list(tensors))
    made.sparse_initializer.extend(sparse_tensors)
    return made


def constant(**attribute):
    return helper.make_node("Constant", [], ["c"], **attribute)


def branch(tensor):
    inner = graph([constant(value=tensor)])
    return helper.make_node("If", ["c"], ["y"], then_branch=graph(), else_branch=inner)


def function():
    made = helper.make_model(graph())
    made.functions.append(
        helper.make_function("d", "f", [], ["c"], [constant(value=outside())], [])
    )
    return made


def training():
    made = helper.make_model(graph())
    made.training_info.add().algorithm.initializer.append(outside())
    return made


HIDDEN = {
    "initializer": lambda: helper.make_model(graph(tensors=[outside()])),
    "memory": lambda: helper.make_model(graph(tensors=[outside("*/_ORT_MEM_ADDR_/*")])),
    "sparse initializer": lambda: helper.make_model(graph(sparse_tensors=[sparse()])),
    "attribute": lambda: helper.make_model(graph([constant(value=outside())])),
    "sparse attribute": lambda: helper.make_model(graph([constant(sparse_value=sparse())])),
    "tensors": lambda: helper.make_model(graph([constant(values=[WEIGHT, outside()])])),
    "branch": lambda: helper.make_model(graph([branch(outside())])),
    "function": function,
    "training": training,
}


@pytest.mark.parametrize("where", HIDDEN)
def test_data_outside_is_refused(where) -> None:
    with pytest.raises(PeelError, match=r"P667 .*whose data lies in another file"):
        refuse_external(HIDDEN[where]().SerializeToString())


def test_data_inside_passes() -> None:
    model = helper.make_model(graph([branch(WEIGHT), constant(value=WEIGHT)], tensors=[WEIGHT]))
    refuse_external(model.SerializeToString())


def test_load_refuses_it_before_it_opens(make_bundle) -> None:
    """Also where the named file is there, beside whoever calls."""
    with pytest.raises(PeelError, match="P667"):
        load(make_bundle(model=HIDDEN["initializer"]().SerializeToString()))


@pytest.mark.parametrize(
    "data",
    [
        b"no model",
        b"\x3a\xff\xff\xff\xff\x0f",  # a graph of 4 GB
        b"\x3a\x05\x0a",  # cut off
        b"\x0b\x0c",  # a group, which only old readers know
        b"\xff" * 20,  # a number without an end
        b"\x3a\x7e" * 5000,
        b"\x08\x01" * 2**20,  # more fields than a network has
    ],
)
def test_other_bytes_are_refused_at_once(data) -> None:
    start = time.process_time()
    with pytest.raises(PeelError, match="P667"):
        refuse_external(data)
    assert time.process_time() - start < 10  # without a bound: minutes or no end


def test_deep_graphs_are_refused() -> None:
    data = b""
    for _ in range(200):  # graph in attribute in node in graph
        for key in (b"\x32", b"\x2a", b"\x0a"):
            data = key + _length(len(data)) + data
    with pytest.raises(PeelError, match="P667"):
        refuse_external(b"\x3a" + _length(len(data)) + data)


def _length(n: int) -> bytes:
    out = b""
    while n > 127:
        out, n = out + bytes([n & 127 | 128]), n >> 7
    return out + bytes([n])
