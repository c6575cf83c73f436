"""Things as pictures: each in one strip of how it looks on a few frames, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from peel.tracking.follower import Part

SIDE_PX, _EDGE_PX, _GAP_PX = 72, 3, 4
_AROUND = 0.15  # of its sides, so that it is seen where it stands
_GREY = (225, 225, 225)
# As the page of the report draws boxes.
COLOURS = {"found": (31, 157, 92), "missed": (217, 154, 0), "false": (224, 49, 47)}
Picture = Callable[[int], NDArray[np.uint8]]


def draw(strips: Sequence[Sequence[Part]], folder: Path, *, picture: Picture) -> None:
    """Write 000.jpg, 001.jpg, ... into `folder`, a file for each strip; each item is asked for once. None, no folder."""
    if strips:
        folder.mkdir(parents=True, exist_ok=True)
    wanted = sorted({part.item for strip in strips for part in strip})
    tiles: dict[Part, Image.Image] = {}
    for item in wanted:
        pixels = Image.fromarray(picture(item))
        here = (part for strip in strips for part in strip if part.item == item)
        tiles.update({part: _tile(pixels, part) for part in here})
    for number, strip in enumerate(strips):
        wide = SIDE_PX * len(strip) + _GAP_PX * (len(strip) - 1)
        paper = Image.new("RGB", (wide, SIDE_PX), "white")
        for place, part in enumerate(strip):
            paper.paste(tiles[part], (place * (SIDE_PX + _GAP_PX), 0))
        paper.save(folder / f"{number:03d}.jpg", quality=85)


def _tile(picture: Image.Image, part: Part) -> Image.Image:
    """The part with what is around it, in an edge whose colour says what became of it."""
    left, top, right, bottom = part.box
    across, down = _AROUND * (right - left), _AROUND * (bottom - top)
    west, east = _within(left - across, right + across, side=picture.width)
    north, south = _within(top - down, bottom + down, side=picture.height)
    inner = SIDE_PX - 2 * _EDGE_PX
    tile = ImageOps.pad(picture.crop((west, north, east, south)), (inner, inner), color=_GREY)
    return ImageOps.expand(tile, _EDGE_PX, fill=COLOURS[part.what])


def _within(low: float, high: float, *, side: int) -> tuple[int, int]:
    """A part of a side, at least a pixel."""
    first = min(max(0, int(low)), side - 1)
    return first, max(first + 1, min(side, int(high)))
