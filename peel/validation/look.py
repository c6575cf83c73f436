"""One full decode of every picture: what it is, or why it is none."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from peel.errors import PeelError
from peel.events import track
from peel.images.decode import decode
from peel.images.digest import of_pixels, thumb
from peel.images.shards import Address, read

_MOST_THREADS = 16


class Seen(NamedTuple):
    """What one decode tells; with a `refusal` the other fields are empty."""

    width: int | None = None
    height: int | None = None
    mode: str | None = None
    format: str | None = None
    pixels: str | None = None
    thumb: bytes | None = None
    refusal: PeelError | None = None


def look(table: pa.Table, shards: Path) -> list[Seen]:
    """Decode the picture of every row, each distinct one once, and tell the progress.

    Threads share the work (Pillow and hashing let go of the interpreter); the answer does not depend on them.
    A picture that is refused is data; a shard that is missing or damaged raises P251 or P255.
    """
    columns = (table[name].to_pylist() for name in ("item", "shard", "offset", "size"))
    rows = [(item, Address(*rest)) for item, *rest in zip(*columns, strict=True)]
    distinct = list(dict.fromkeys(rows))
    threads = min(os.cpu_count() or 1, _MOST_THREADS)
    with ThreadPoolExecutor(threads) as pool:
        answers = pool.map(partial(_look_at, shards), distinct)
        seen = dict(
            zip(distinct, track(answers, total=len(distinct), name="decoding"), strict=True)
        )
    return [seen[row] for row in rows]


def _look_at(shards: Path, row: tuple[str, Address]) -> Seen:
    item, address = row
    data = read(shards, address, item=item)
    try:
        pixels, mode, kind = decode(data)
    except PeelError as error:
        return Seen(refusal=error)
    height, width = pixels.shape[:2]
    return Seen(width, height, mode, kind, of_pixels(pixels), thumb(pixels))
