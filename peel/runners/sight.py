"""What the one fixed network sees of every item, by which the split finds siblings; the search reuses its pass."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from peel.backbones.network import Network, prepare
from peel.errors import PeelError
from peel.runners.feature_file import Features
from peel.runners.local import Pass, each
from peel.runners.place import Place
from peel.types.items import Size
from peel.types.pooling import Pooling
from peel.types.sample import Sample, frames_of

# The search may look with any network; families must not depend on it. At this size its default finds all in the cache.
NETWORK, SIZE_PX = "efficientnet_lite0", 224
# The means of the quarters after these blocks tell one thing from another best, tiles, digits and photographs alike.
_TAPS = range(8, 14)
_NO_WEIGHTS = ("P502", "P503", "P504")


class Sight(NamedTuple):
    """The network in words, and (n, d) of what it sees."""

    network: str
    vectors: Features


def look(samples: Sequence[Sample], place: Place) -> Sight | None:
    """One pass over all items, or None where the network has no weights here. Memory: 6 kB an item."""
    try:
        size = Size(SIZE_PX, frames_of(samples))
        network = prepare(NETWORK, size=size, source=place.weights, cache=place.cache)
    except PeelError as error:
        if error.code in _NO_WEIGHTS:
            return None
        raise
    rows = each(
        Pass(network=network, place=place), samples, name=f"one pass of {NETWORK} for siblings"
    )
    seen = cells(network)
    vectors = np.stack([row[seen] for row, _ in rows])
    return Sight(f"{NETWORK} {network.weights.sha256[:12]} at {SIZE_PX} px", vectors)


def cells(network: Network) -> NDArray[np.int64]:
    """Where the numbers that are compared lie in the row of all taps; of clips their means over time."""
    parts = 1 if network.image.frames == 1 else 3
    found = []
    for tap in (network.taps[t] for t in _TAPS):
        first = tap.prefix(Pooling.EMS)
        start = network.start(tap.point.index) + first
        found.append(np.arange(start, start + (tap.total - first) // parts))
    return np.concatenate(found)
