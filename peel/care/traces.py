"""By what a picture is known: digests of its bytes, of its pixels, and of the cuts that a golden batch takes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from peel.errors import PeelError
from peel.evaluation.golden import cut_to
from peel.images import digest, shards
from peel.images.decode import decode
from peel.project.state import State

# A digest may stand in a text whole, or cut to what a person is shown.
SHOWN = 12
_HEX = re.compile(rb"[0-9a-f]{12,64}")
_SIZES = range(8)
MANIFESTS = ("data/validate/manifest.parquet", "data/ingest/manifest.parquet")


@dataclass(frozen=True)
class Traces:
    """`items` are SHA-256 of bytes, in all forms that are known; `pixels` of whole pictures; `cuts` of their cuts too."""

    items: frozenset[str]
    pixels: frozenset[str]
    cuts: frozenset[str]

    def in_text(self, data: bytes) -> bool:
        """Whether one of the digests stands there, whole or cut to twelve digits."""
        return any(found[0][:SHOWN] in self._heads for found in _HEX.finditer(data))

    def in_numbers(self, data: bytes) -> bool:
        """Whether one stands in a list of cut pixel digests, as a bundle has of what it was trained on."""
        there = np.frombuffer(data[: len(data) // 8 * 8], ">u8")
        return bool(np.isin(there, self._numbers).any())

    def in_picture(self, pixels: NDArray[np.uint8]) -> bool:
        """Whether these pixels are one of the pictures or one of their cuts."""
        return digest.of_pixels(pixels) in self.cuts

    @cached_property
    def _heads(self) -> frozenset[bytes]:
        return frozenset(one[:SHOWN].encode() for one in self.items | self.pixels)

    @cached_property
    def _numbers(self) -> NDArray[np.uint64]:
        return np.array([int(one[:16], 16) for one in self.pixels], np.uint64)


class Row(NamedTuple):
    """What a table says of a picture; "" for what it does not say."""

    item: str
    pixels: str
    path: str


def gather(
    asked: Collection[str], *, projects: Iterable[Path], state: State, tables: Iterable[Path]
) -> Traces:
    """All traces of the pictures whose bytes had the digests `asked`.

    The same picture may be known under several: a kept one has been written anew as PNG, and what came of it in a
    retraining is called after it. `tables` are files of rows anywhere; pixels are read from the kept pictures and from the
    shards of `projects`.
    """
    folders = list(projects)
    items, pixels, cuts = set(asked), set[str](), set[str]()
    for item in asked:
        kept = state.pictures / item[:2] / f"{item}.png"
        if kept.is_file():
            items.add(digest.of_file(kept))
            _see(kept.read_bytes(), pixels, cuts=cuts)
    _widen(items, pixels, rows=[row for table in tables for row in rows_of(table)])
    for folder in folders:
        for data in _bytes_of(items, folder):
            _see(data, pixels, cuts=cuts)
    _widen(
        items,
        pixels,
        rows=[row for folder in folders for m in MANIFESTS for row in rows_of(folder / m)],
    )
    return Traces(frozenset(items), frozenset(pixels), frozenset(cuts | pixels))


def rows_of(table: Path) -> Iterator[Row]:
    """The rows of a Parquet file that name pictures; none where it is no such file."""
    try:
        found = pq.read_table(table)
    except (OSError, ValueError):
        return
    if "item" not in found.column_names:
        return
    columns = [_column(found, name) for name in Row._fields]
    yield from map(Row, *columns)


def _column(table: Any, name: str) -> list[str]:
    if name not in table.column_names:
        return [""] * table.num_rows
    return [str(value or "") for value in table[name].to_pylist()]


def _widen(items: set[str], pixels: set[str], *, rows: list[Row]) -> None:
    """Add what tables know of the same pictures, until nothing is new."""
    while True:
        before = len(items) + len(pixels)
        heads = {item[:SHOWN] for item in items}
        for row in rows:
            named = any(word[:SHOWN] in heads for word in re.findall(r"[0-9a-f]{12,64}", row.path))
            if named or row.item in items or row.pixels in pixels:
                items |= {row.item} - {""}
                pixels |= {row.pixels} - {""}
        if len(items) + len(pixels) == before:
            return


def _bytes_of(items: Collection[str], project: Path) -> Iterator[bytes]:
    """What the shards of a project hold of them."""
    try:
        rows = pq.read_table(project / MANIFESTS[1]).to_pylist()
    except (OSError, ValueError):
        return
    for row in rows:
        if row["item"] in items:
            address = shards.Address(row["shard"], row["offset"], row["size"])
            try:
                yield shards.read(project / "data/ingest/shards", address, item=row["item"])
            except PeelError:
                continue


def _see(data: bytes, pixels: set[str], *, cuts: set[str]) -> None:
    try:
        picture = decode(data).pixels
    except PeelError:
        return
    pixels.add(digest.of_pixels(picture))
    cuts |= {digest.of_pixels(cut_to(picture, size)) for size in _SIZES}
