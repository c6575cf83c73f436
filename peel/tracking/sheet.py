"""The things of a film on one page: how each looks where it was found surely and large, and from when to when it is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont, ImageOps

from peel.films.reel import Reel
from peel.films.sheet import clock
from peel.metrics.boxes import areas
from peel.text import counted, drawable
from peel.tracking.annotated import colour
from peel.tracking.tracker import Track

MOST = 200
COLUMNS, SIDE, LINE, BAR, GAP = 6, 150, 18, 6, 8
_HIGH = LINE + SIDE + BAR + GAP
_AROUND = 0.15  # of its sides, so that it is seen where it stands
_GREY = (225, 225, 225)


class Shown(NamedTuple):
    """What a page is made of: tracks in the order of their numbers, the names of the classes, the time of each frame."""

    tracks: Sequence[Track]
    names: Sequence[str]
    seconds: NDArray[np.float64]


def write_sheet(path: Path, reel: Reel, *, shown: Shown) -> None:
    """A JPEG of the first MOST tracks; each with its picture, its name and number, when it appears, and a line of the whole film."""
    tracks = shown.tracks[:MOST]
    rows = max(1, -(-len(tracks) // COLUMNS))
    size = COLUMNS * (SIDE + GAP) + GAP, LINE + rows * _HIGH + GAP
    sheet = Image.new("RGB", size, "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(12)
    every = counted(len(shown.tracks), "thing")
    head = every if len(tracks) == len(shown.tracks) else f"the first {MOST} of {every}"
    pen.text((GAP, 2), f"{drawable(reel.path.name)}   {head}", fill="black", font=font)
    for place, picture in _pictures(reel, tracks):
        left, top = _corner(place)
        sheet.paste(ImageOps.pad(picture, (SIDE, SIDE), color=_GREY), (left, top + LINE))
    whole = max(float(shown.seconds.max(initial=0.0)), 1e-9)
    for place, track in enumerate(tracks):
        left, top = _corner(place)
        # Times begin anew where films were put behind one another.
        first, last = sorted(float(shown.seconds[at]) for at in (track.frames[0], track.frames[-1]))
        words = f"{drawable(shown.names[track.label])} {place + 1}   {clock(first)}"
        pen.text((left, top), words, fill="black", font=font)
        high = top + LINE + SIDE
        pen.rectangle((left, high, left + SIDE - 1, high + BAR), fill=_GREY)
        ends = [left + round((SIDE - 2) * at / whole) for at in (first, last)]
        pen.rectangle((ends[0], high, ends[1] + 1, high + BAR), fill=colour(place + 1))
    sheet.save(path, "JPEG", quality=85)


def _corner(place: int) -> tuple[int, int]:
    return GAP + place % COLUMNS * (SIDE + GAP), LINE + place // COLUMNS * _HIGH


def _pictures(reel: Reel, tracks: Sequence[Track]) -> Iterator[tuple[int, Image.Image]]:
    """Places of tracks with their pictures, in the order of the frames."""
    wanted: dict[int, list[tuple[int, NDArray[np.float64]]]] = {}
    for place, track in enumerate(tracks):
        seen = np.array(track.scores) * np.sqrt(areas(np.array(track.boxes)))
        best = int(seen.argsort(stable=True)[-1])
        wanted.setdefault(track.frames[best], []).append((place, track.boxes[best]))
    for frame in reel.frames(name=f"pictures of {reel.name}"):
        for place, box in wanted.pop(frame.number, []):
            yield place, _cut(Image.fromarray(frame.pixels), box)
        if not wanted:
            return


def _cut(picture: Image.Image, box: NDArray[np.float64]) -> Image.Image:
    left, top, right, bottom = box.tolist()
    across, down = _AROUND * (right - left), _AROUND * (bottom - top)
    west, east = _within(left - across, right + across, side=picture.width)
    north, south = _within(top - down, bottom + down, side=picture.height)
    return picture.crop((west, north, east, south))


def _within(low: float, high: float, *, side: int) -> tuple[int, int]:
    """A part of a side, at least a pixel."""
    first = min(max(0, int(low)), side - 1)
    return first, max(first + 1, min(side, int(high)))
