"""What a pass needs to know of one item."""

from __future__ import annotations

from typing import NamedTuple


class Sample(NamedTuple):
    """Digests of an item's bytes and of its decoded pixels, and its address in the shards."""

    item: str
    pixels: str
    shard: str
    offset: int
    size: int
