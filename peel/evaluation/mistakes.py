"""Mistakes on the test part as small pictures and one sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

THUMB_PX, LARGE_PX = 160, 480  # the second where things in a picture have to be seen
_COLUMNS, _TEXT_PX = 6, 34


class Sheet(NamedTuple):
    """How pictures get there, how long the longer side of one is, and the words under each on the sheet."""

    picture: Callable[[int], NDArray[np.uint8]]
    side_px: int
    words: Sequence[str]


def draw(places: Sequence[int], folder: Path, *, sheet: Sheet) -> None:
    """Write 000.jpg, 001.jpg, ... and sheet.jpg with label and answer under each picture into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = max(1, -(-len(places) // _COLUMNS))
    paper = Image.new("RGB", (_COLUMNS * THUMB_PX, rows * (THUMB_PX + _TEXT_PX)), "white")
    pen = ImageDraw.Draw(paper)
    for number, place in enumerate(places):
        thumb = Image.fromarray(sheet.picture(place))
        thumb.thumbnail((sheet.side_px, sheet.side_px))
        thumb.save(folder / f"{number:03d}.jpg", quality=85)
        thumb.thumbnail((THUMB_PX, THUMB_PX))
        x, y = number % _COLUMNS * THUMB_PX, number // _COLUMNS * (THUMB_PX + _TEXT_PX)
        paper.paste(thumb, (x, y))
        pen.multiline_text((x + 2, y + THUMB_PX + 2), sheet.words[number], fill="black")
    paper.save(folder / "sheet.jpg", quality=85)
