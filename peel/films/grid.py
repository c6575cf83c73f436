"""A few frames of a film as one picture: a grid, read as a page is.

>>> shape(6), shape(8), shape(5), shape(1)
((2, 3), (2, 4), (1, 5), (1, 1))
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo

Pixels = NDArray[np.uint8]
# The shorter side of a frame: what networks look at by default.
SIDE = 224
# Below that a side of a frame is a line.
_LEAST = 2
_SECONDS = "seconds"


def shape(frames: int) -> tuple[int, int]:
    """Rows and columns of the grid that holds so many frames."""
    rows = next(n for n in range(math.isqrt(frames), 0, -1) if frames % n == 0)
    return rows, frames // rows


def is_one(picture: Pixels, frames: int) -> bool:
    """Whether a picture can be such a grid, by its size: whole cells, each as large as the frames of a clip are."""
    rows, columns = shape(frames)
    height, width, _ = picture.shape
    cell = height // rows, width // columns
    is_whole = (height, width) == (rows * cell[0], columns * cell[1])
    return is_whole and _LEAST <= min(cell) <= SIDE


def join(frames: Sequence[Pixels]) -> Pixels:
    """Frames (h, w, 3) of one size as a picture (rows * h, columns * w, 3)."""
    rows, columns = shape(len(frames))
    h, w, _ = frames[0].shape
    cells = np.stack(frames).reshape(rows, columns, h, w, 3)
    return np.ascontiguousarray(cells.transpose(0, 2, 1, 3, 4)).reshape(rows * h, columns * w, 3)


def cut(picture: Pixels, frames: int) -> list[Pixels]:
    """The frames of such a picture; what is left over at its right and at its bottom belongs to none."""
    rows, columns = shape(frames)
    h, w = picture.shape[0] // rows, picture.shape[1] // columns
    places = [(r * h, c * w) for r in range(rows) for c in range(columns)]
    return [picture[top : top + h, left : left + w] for top, left in places]


def to_png(picture: Pixels, *, seconds: float) -> bytes:
    """The picture of a clip as a PNG that says how long the clip is."""
    words, buffer = PngInfo(), io.BytesIO()
    words.add_text(_SECONDS, f"{seconds:g}")
    Image.fromarray(picture).save(buffer, "PNG", compress_level=1, pnginfo=words)
    return buffer.getvalue()


def seconds_of(png: bytes) -> float:
    """How long the clip of a picture is; 0 where the picture says nothing of it."""
    try:
        with Image.open(io.BytesIO(png)) as picture:
            said = picture.info.get(_SECONDS, "0")
    except OSError:
        return 0.0
    return float(said) if str(said).replace(".", "", 1).isdigit() else 0.0
