"""Where one item's bytes lie."""

from __future__ import annotations

from typing import NamedTuple


class Sample(NamedTuple):
    """An item's digest and its address in the shards."""

    item: str
    shard: str
    offset: int
    size: int
