"""What a pass needs to know of one item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Sample(NamedTuple):
    """Digests of an item's bytes and of its decoded pixels, its address in the shards, and how many frames it holds."""

    item: str
    pixels: str
    shard: str
    offset: int
    size: int
    frames: int = 1


def frames_of(samples: Sequence[Sample]) -> int:
    """How many frames each of the items holds, which is the same for all."""
    return samples[0].frames if samples else 1
