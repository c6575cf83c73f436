"""The pass over the items on this machine: each picture is decoded, resized and seen by the network once, then cached."""

from __future__ import annotations

import itertools
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from peel import events
from peel.backbones import resize
from peel.backbones.cut import INPUT
from peel.backbones.network import Network
from peel.backbones.resize import IMAGE
from peel.images import shards
from peel.runners.feature_file import FeatureFile, Features
from peel.runners.place import Place
from peel.runtime.session import open_session
from peel.types.items import Size
from peel.types.sample import Sample

_WRITTEN_AT_ONCE = 256
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, kw_only=True)
class Pass:
    """One network over many items, and where their pictures and known features lie."""

    network: Network
    place: Place


class Resizer:
    """From a sample to the network's resized pixels; safe to share between threads."""

    def __init__(self, size: Size, folder: Path) -> None:
        self.folder, self.session = folder, open_session(resize.graph(size))

    def pixels(self, sample: Sample) -> NDArray[np.float32]:
        """(1, 3, s, s) float32 in 0..255; of a clip, (frames, 3, s, s)."""
        return self.see(shards.read_pixels(self.folder, sample._asdict()).pixels)

    def see(self, picture: NDArray[np.uint8]) -> NDArray[np.float32]:
        """The same of one (h, w, 3) picture."""
        (result,) = self.session.run(None, {IMAGE: picture[None]})
        return np.asarray(result, np.float32)


def features(work: Pass, samples: Sequence[Sample], *, name: str) -> tuple[FeatureFile, int]:
    """The features of all taps, in the order of `samples`, and how many came from the cache."""
    widths = [tap.total for tap in work.network.taps]
    rows = FeatureFile(len(samples), widths=widths, folder=work.place.cache.root)
    told, hits = each(work, samples, name=name), 0
    while part := list(itertools.islice(told, _WRITTEN_AT_ONCE)):
        rows.append(np.stack([row for row, _ in part]))
        hits += sum(hit for _, hit in part)
    return rows, hits


def each(work: Pass, samples: Sequence[Sample], *, name: str) -> Iterator[tuple[Features, bool]]:
    """The features (d,) of all taps side by side, sample by sample, and whether they came from the cache.

    One thread an image and as many images at once as the machine has cores: the numbers do not depend on either.
    """
    network, cache = work.network, work.place.cache
    resizer = Resizer(network.image.size, work.place.shards)
    session = open_session(network.graph)

    def one(sample: Sample) -> tuple[Features, bool]:
        known = cache.get(network.key, sample.pixels)
        if known is not None:
            return known, True
        vectors = session.run(None, {INPUT: resizer.pixels(sample)})
        made = np.concatenate([v[0] for v in vectors]).astype(np.float16)
        cache.put(network.key, sample.pixels, array=made)
        return made, False

    yield from events.track(side_by_side(one, samples), total=len(samples), name=name)
    if cache.damaged:
        message = f"{len(cache.damaged)} features in {cache.root} were damaged, or of an earlier Peel, and were made anew"
        events.warn(message)


def side_by_side(
    work: Callable[[T], R], items: Sequence[T], *, most: int | None = None
) -> Iterator[R]:
    """`work` on every item, as many at once as the machine has cores, but at `most`, the results in the items' order.

    At most twice as many results wait for a slow reader, whatever the number of items.
    """
    cores = os.cpu_count() or 1
    cores = cores if most is None else min(cores, most)
    waiting: deque[Future[R]] = deque()
    with ThreadPoolExecutor(cores) as pool:
        for item in items:
            if len(waiting) == 2 * cores:
                yield waiting.popleft().result()
            waiting.append(pool.submit(work, item))
        while waiting:
            yield waiting.popleft().result()
