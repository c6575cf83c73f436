"""The maps of many pictures in half precision on disk: the network sees each picture once."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.lib.format import open_memmap
from numpy.typing import NDArray
from torch import Tensor

from peel.backbones.dense import MAPS, STRIDES
from peel.detection.sight import Look, Sight
from peel.files import guard

Maps = tuple[Tensor, ...]


class MapFile:
    """Maps (n, c, h, w) of n pictures by stride, float16 on disk, read as float32.

    Raises P701 where the disk has no room for all of them.
    """

    def __init__(self, folder: Path, *, n: int, sight: Sight) -> None:
        self.widths, self.frame = sight.widths, sight.frame
        height, width = self.frame
        with guard(folder):
            folder.mkdir(parents=True, exist_ok=True)
            self.arrays = [
                _room(folder / f"{name}.npy", (n, channels, height // stride, width // stride))
                for name, channels, stride in zip(MAPS, self.widths, STRIDES, strict=False)
            ]

    def __len__(self) -> int:
        return len(self.arrays[0])

    def finest(self, n: int) -> MapFile:
        """The same without the coarser maps."""
        other = copy.copy(self)
        other.widths, other.arrays = self.widths[:n], self.arrays[:n]
        return other

    def put(self, place: int, maps: Sequence[NDArray[np.float32]]) -> None:
        """Keep the maps (1, c, h, w) of one picture."""
        for array, one in zip(self.arrays, maps, strict=True):
            array[place] = one[0]

    def take(self, places: Sequence[int]) -> Maps:
        """The maps of some pictures."""
        return tuple(
            torch.from_numpy(array[list(places)].astype(np.float32)) for array in self.arrays
        )


def _room(path: Path, shape: tuple[int, ...]) -> np.memmap[Any, Any]:
    """A file of which the disk gives all at once: a part that it cannot give later would end the process without a word."""
    array = open_memmap(path, mode="w+", dtype=np.float16, shape=shape)
    with open(path, "r+b") as file:
        os.posix_fallocate(file.fileno(), 0, path.stat().st_size)
    return array


def fill_in(
    file: MapFile,
    pictures: Iterable[NDArray[np.uint8]],
    *,
    look: Look,
) -> list[tuple[int, int]]:
    """Look at each picture once; the heights and widths that were seen."""
    sizes = []
    for place, picture in enumerate(pictures):
        file.put(place, look(picture))
        sizes.append((picture.shape[0], picture.shape[1]))
    return sizes
