"""Mistakes on the test part as small pictures and one sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

_THUMB_PX, _COLUMNS, _TEXT_PX = 160, 6, 34


def draw(
    places: Sequence[int],
    folder: Path,
    *,
    picture: Callable[[int], NDArray[np.uint8]],
    words: Sequence[str],
) -> None:
    """Write 000.jpg, 001.jpg, ... and sheet.jpg with label and answer under each picture into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = max(1, -(-len(places) // _COLUMNS))
    sheet = Image.new("RGB", (_COLUMNS * _THUMB_PX, rows * (_THUMB_PX + _TEXT_PX)), "white")
    pen = ImageDraw.Draw(sheet)
    for number, place in enumerate(places):
        thumb = Image.fromarray(picture(place))
        thumb.thumbnail((_THUMB_PX, _THUMB_PX))
        thumb.save(folder / f"{number:03d}.jpg", quality=85)
        x, y = number % _COLUMNS * _THUMB_PX, number // _COLUMNS * (_THUMB_PX + _TEXT_PX)
        sheet.paste(thumb, (x, y))
        pen.multiline_text((x + 2, y + _THUMB_PX + 2), words[number], fill="black")
    sheet.save(folder / "sheet.jpg", quality=85)
