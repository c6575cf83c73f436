"""What a cut at each depth costs to serve."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import onnx
from numpy.typing import NDArray

from peel.backbones import cut
from peel.runners.network import Network
from peel.runtime.session import open_session

_TRIES = 4


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Parameters and multiply-adds are counted; the latency of one image on one core is measured here and now."""

    parameters: int
    macs: int
    latency_ms: float


def costs(network: Network) -> list[Cost]:
    """The cost of the network ended at each of its taps."""
    model = network.model
    pixels = np.zeros((1, 3, network.image.size_px, network.image.size_px), np.float32)
    return [_cost(cut.cut(model, [tap.output]), pixels) for tap in network.taps]


def _cost(model: onnx.ModelProto, pixels: NDArray[np.float32]) -> Cost:
    parameters, macs = cut.cost(model)
    session = open_session(model.SerializeToString())
    times = []
    for _ in range(_TRIES):
        start = time.perf_counter()
        session.run(None, {cut.INPUT: pixels})
        times.append(time.perf_counter() - start)
    return Cost(parameters=parameters, macs=macs, latency_ms=round(1000 * min(times), 2))
