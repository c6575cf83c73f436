"""Several cut networks as one graph, in which nothing is computed twice."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import onnx

from peel.backbones import cut, resize
from peel.backbones.network import Network
from peel.training.ensemble import TapAt


class Joined:
    """Nodes and constants of the branches that were added.

    The first branch keeps the names of its graph, so that a model of one is that graph. Of every further one, a node
    that does the same to the same things as one that is there already is left out: two networks that agree in their
    first blocks share them, whatever their names.
    """

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self._known: dict[bytes, list[str]] = {}
        self._first: dict[str, str] = {}  # of each name the first that is just the same
        self._places: dict[str, dict[TapAt, str]] = {}

    def add(
        self, networks: Mapping[str, Network], taps: Sequence[TapAt], *, branch: str
    ) -> dict[TapAt, str]:
        """Where the taps of a branch stand in the graph, which is added where it is not there yet."""
        if branch not in self._places:
            network = networks[branch]
            own = [at for at in taps if at.branch == branch]
            names = {at: network.taps[at.tap].output for at in own}
            body = cut.cut(network.model, list(names.values())).graph
            nodes, constants = resize.nodes(network.image.size)
            prefix = f"b{len(self._places)}_" if self._places else ""
            here = self._join([*nodes, *body.node], [*constants, *body.initializer], prefix=prefix)
            self._places[branch] = {at: here[name] for at, name in names.items()}
        return self._places[branch]

    def _join(
        self,
        nodes: Sequence[onnx.NodeProto],
        constants: Sequence[onnx.TensorProto],
        *,
        prefix: str,
    ) -> dict[str, str]:
        """The name in this graph of everything in that one."""
        names = {resize.IMAGE: resize.IMAGE, "": ""}
        for constant in constants:
            told = onnx.TensorProto.FromString(constant.SerializeToString())
            told.name = ""
            (names[constant.name],) = self._same(told, [prefix + constant.name])
            if names[constant.name] == prefix + constant.name:
                told.name = names[constant.name]
                self.constants.append(told)
        for node in nodes:
            told_node = onnx.NodeProto.FromString(node.SerializeToString())
            told_node.ClearField("name")
            here = [names[name] for name in node.input]
            told_node.input[:] = [self._first.get(name, name) for name in here]
            told_node.output[:] = []
            new = [prefix + name for name in node.output]
            found = self._same(told_node, new)
            names |= dict(zip(node.output, found, strict=True))
            if found == new:
                told_node.input[:] = here
                told_node.output[:] = new
                if node.name:
                    told_node.name = prefix + node.name
                self.nodes.append(told_node)
        return names

    def _same(self, told: onnx.TensorProto | onnx.NodeProto, new: list[str]) -> list[str]:
        """The names under which just this is there already, or `new`."""
        key = hashlib.sha256(told.SerializeToString(deterministic=True)).digest()
        found = self._known.setdefault(key, new)
        self._first |= dict(zip(new, found, strict=True))
        return found if self._places else new
