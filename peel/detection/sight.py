"""A network that looks at pictures in one frame: its maps' graph, and what has to be known beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import onnx
from numpy.typing import NDArray

from peel.backbones import dense, registry
from peel.backbones.cut import INPUT
from peel.backbones.loading import ANYWHERE, load
from peel.backbones.resize import IMAGE
from peel.backbones.source import WeightSource
from peel.backbones.taps import tapped
from peel.detection import frame as frames
from peel.detection.frame import Frame
from peel.runtime.session import open_session

Look = Callable[[NDArray[np.uint8]], list[NDArray[np.float32]]]


class Sight(NamedTuple):
    """The graph from pixels to maps of these widths (channels), the frame, and the level around a picture."""

    graph: onnx.ModelProto
    widths: tuple[int, ...]
    frame: Frame
    fill: float

    def look(self) -> Look:
        """What gives the maps (1, c, h, w) of a picture (h, w, 3), by the nodes that an exported file begins with."""
        letterbox = frames.graph(self.frame, fill=self.fill)
        resizing = open_session(letterbox.SerializeToString())
        session = open_session(self.graph.SerializeToString())
        names = [*dense.MAPS[: len(self.widths)]]

        def look(picture: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
            pixels = resizing.run([INPUT], {IMAGE: picture[None]})[0]
            return [np.asarray(each) for each in session.run(names, {INPUT: pixels})]

        return look


def sight(
    backbone: str, frame: Frame, *, to: int | None = None, source: WeightSource = ANYWHERE
) -> Sight:
    """The backbone of this name in this frame, with its maps to this depth; raises what `registry.find` and `loading.load` do, and P668."""
    record = registry.find(backbone)
    body = tapped(record, load(record, source)[0], image=record.image)
    network = dense.DenseNetwork(body, to=to)
    fill = float(np.mean(record.image.mean))
    return Sight(dense.to_onnx(network, frame), tuple(network.widths), frame, fill)
