"""ONNX files of a stranger: none is loaded, and none makes the loader open a file outside of the bundle.

The kernel says whether a file was opened (inotify), for ONNX Runtime opens files behind Python's back.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from peel.errors import PeelError
from peel.runtime.library import ort
from peel.serving.live import open_bundle
from tests.unit.bundle.conftest import Maker, onnx_bytes

_OPENED = 0x20
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has inotify")


class Canary:
    """A file that would do as data of a tensor, and whether anybody opened it since `watch`."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "canary"
        self.path.write_bytes(bytes(64))
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._events = self._libc.inotify_init1(os.O_NONBLOCK)
        assert self._libc.inotify_add_watch(self._events, bytes(self.path), _OPENED) > 0

    def is_opened(self) -> bool:
        try:
            return bool(os.read(self._events, 4096))
        except BlockingIOError:
            return False

    def close(self) -> None:
        os.close(self._events)


@pytest.fixture
def canary(tmp_path):
    made = Canary(tmp_path)
    yield made
    made.close()


def outside(model: onnx.ModelProto, location: str) -> onnx.ModelProto:
    """The same, with the data of its numbers in another file."""
    tensor = next(one for one in model.graph.initializer if one.name == "sharpness")
    tensor.CopyFrom(helper.make_tensor("sharpness", TensorProto.FLOAT, [], b"\0" * 4, raw=True))
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", location), ("offset", "0"), ("length", "4")):
        entry = tensor.external_data.add()
        entry.key, entry.value = key, value
    return model


def honest() -> onnx.ModelProto:
    return onnx.load_from_string(onnx_bytes())


def hidden(location: str) -> onnx.ModelProto:
    """In a branch that is never taken."""
    tensor = helper.make_tensor("w", TensorProto.FLOAT, [1], b"\0" * 4, raw=True)
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", location
    constant = helper.make_node("Constant", [], ["c"], value=tensor)
    branch = helper.make_graph([constant], "b", [], [])
    model = honest()
    model.graph.node.append(
        helper.make_node("If", ["c"], ["y"], then_branch=branch, else_branch=branch)
    )
    return model


def own_operator() -> onnx.ModelProto:
    model = honest()
    model.graph.node.append(helper.make_node("Run", ["means"], ["z"], domain="evil.example"))
    model.opset_import.append(helper.make_opsetid("evil.example", 1))
    return model


def claims(dims: list[int]) -> onnx.ModelProto:
    """A tensor that says to be far larger than the file."""
    model = honest()
    model.graph.initializer.append(
        TensorProto(name="huge", data_type=TensorProto.FLOAT, dims=dims, raw_data=b"\0" * 4)
    )
    model.graph.node.append(helper.make_node("Identity", ["huge"], ["z"]))
    return model


def grows() -> onnx.ModelProto:
    """A few bytes that become 4 TB once it runs, on the way to the answer."""
    model = honest()
    shape = numpy_helper.from_array(np.array([2**40], np.int64), "shape")
    model.graph.initializer.append(shape)
    extra = [
        helper.make_node("ConstantOfShape", ["shape"], ["terabytes"]),
        helper.make_node("ReduceSum", ["terabytes"], ["nothing"], keepdims=0),
        helper.make_node("Add", ["logits", "nothing"], ["sum"]),
    ]
    model.graph.node[-1].input[0] = "sum"
    for node in extra:
        model.graph.node.insert(len(model.graph.node) - 1, node)
    return model


# What a stranger may send, by what it tries; `place` is the path of the canary.
CORPUS: dict[str, Callable[[Path], bytes]] = {
    "data in a file beside": lambda _: outside(honest(), "link").SerializeToString(),
    "data at a path": lambda place: outside(honest(), str(place)).SerializeToString(),
    "data above the folder": lambda place: outside(
        honest(), f"../{place.name}"
    ).SerializeToString(),
    "data in a branch": lambda place: hidden(str(place)).SerializeToString(),
    "data in memory": lambda _: outside(honest(), "*/_ORT_MEM_ADDR_/*").SerializeToString(),
    "own operator": lambda _: own_operator().SerializeToString(),
    "tensor that claims 4 TB": lambda _: claims([2**40]).SerializeToString(),
    "tensor that overflows": lambda _: claims([2**62, 2**62]).SerializeToString(),
    "answer that takes 4 TB": lambda _: grows().SerializeToString(),
    "half a file": lambda _: onnx_bytes()[:-40],
}


@pytest.mark.parametrize("name", CORPUS)
def test_hostile_model_is_not_loaded(name, tmp_path, canary):
    """Its digests are right: whoever made it made the card too."""
    bundle = Maker(tmp_path)(model=CORPUS[name](canary.path))
    (bundle / "link").symlink_to(canary.path)
    with pytest.raises(PeelError) as refused:
        open_bundle(bundle)
    assert refused.value.code in {"P652", "P654", "P667"}
    assert not canary.is_opened()


def test_runtime_alone_would_read_it(tmp_path, canary):
    """What the check is there for, and that an opening behind Python's back is seen."""
    model = tmp_path / "model.onnx"
    model.write_bytes(outside(honest(), canary.path.name).SerializeToString())
    ort.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    assert canary.is_opened()


def test_linked_model_is_another_one(tmp_path, canary):
    """A link in the bundle's place is followed, for DVC makes such; what is not of the card is not run."""
    bundle = Maker(tmp_path)()
    (bundle / "model.onnx").unlink()
    (bundle / "model.onnx").symlink_to(canary.path)
    with pytest.raises(PeelError, match="P660"):
        open_bundle(bundle)
