"""A film with the tracks drawn into it."""

from __future__ import annotations

import colorsys
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from peel.films.film import Frame, Wanted
from peel.films.reel import Reel
from peel.text import drawable
from peel.tracking.filled import Row

# Of the longer side, and of a second of film.
LONGEST, MOST_BITS = 1280, 4_000_000
_CODECS = ("libx264", "mpeg4")
_TICKS = 90_000
_GAP = 3600 * _TICKS
_TURN = 0.618033988749895  # of the circle of colours, so that successive ones are far apart
_LETTERS = 14


class Canvas(NamedTuple):
    """What a film is drawn with: the names of the classes, and the width and height of its frames."""

    names: Sequence[str]
    size: tuple[int, int]


def write_film(path: Path, reel: Reel, *, rows: Iterable[Row], canvas: Canvas) -> None:
    """An mp4 with a box, a name and a number for each of the `rows`, which are in the order of their frames.

    H.264 where PyAV has it, else MPEG-4; a longer side of at most 1280 pixels, and about half a megabyte a second.
    """
    share = min(1.0, LONGEST / max(canvas.size))
    width, height = (max(2, round(share * side / 2) * 2) for side in canvas.size)
    frames = reel.frames(Wanted(width, height), name=f"drawing {reel.name}")
    scale = np.array([width / canvas.size[0], height / canvas.size[1]] * 2)
    with open(path, "wb") as file, av.open(file, "w", format="mp4") as film:
        stream = _stream(film, (width, height))
        stamps = Stamps()
        for frame, here in _beside(frames, rows):
            picture = av.VideoFrame.from_ndarray(
                _drawn(frame.pixels, here, scale=scale, names=canvas.names), format="rgb24"
            )
            picture.pts, picture.time_base = stamps.of(frame.seconds), Fraction(1, _TICKS)
            film.mux(stream.encode(picture))
        film.mux(stream.encode())


class Stamps:
    """When frames are shown, in ticks: each after the one before, and at most an hour after it, whatever the film says of its times."""

    def __init__(self) -> None:
        self._last, self._less = -1, 0

    def of(self, seconds: float) -> int:
        """Of the next frame."""
        at = round(seconds * _TICKS) - self._less
        self._less += max(0, at - self._last - _GAP)
        self._last = max(self._last + 1, min(at, self._last + _GAP))
        return self._last


def colour(track: int) -> tuple[int, int, int]:
    """Of a track's box: bright, and another one than that of its neighbours.

    >>> colour(1), colour(2)
    ((77, 129, 255), (181, 255, 77))
    """
    red, green, blue = colorsys.hsv_to_rgb(track * _TURN % 1.0, 0.7, 1.0)
    return round(red * 255), round(green * 255), round(blue * 255)


def _stream(film: Any, size: tuple[int, int]) -> Any:
    codec = next(name for name in _CODECS if name in av.codecs_available)
    stream = film.add_stream(codec, rate=25)
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    stream.time_base = stream.codec_context.time_base = Fraction(1, _TICKS)
    stream.codec_context.thread_count = 1
    if codec == "libx264":
        stream.options = {
            "preset": "veryfast",
            "crf": "23",
            "maxrate": str(MOST_BITS),
            "bufsize": str(2 * MOST_BITS),
        }
    else:
        stream.bit_rate = MOST_BITS
    return stream


def _beside(frames: Iterable[Frame], rows: Iterable[Row]) -> Iterator[tuple[Frame, list[Row]]]:
    """Each frame with the rows that are on it."""
    groups = ((number, list(group)) for number, group in groupby(rows, attrgetter("frame")))
    number, here = next(groups, (-1, []))
    for frame in frames:
        while -1 < number < frame.number:
            number, here = next(groups, (-1, []))
        yield frame, here if number == frame.number else []


def _drawn(
    pixels: NDArray[np.uint8],
    rows: Sequence[Row],
    *,
    scale: NDArray[np.float64],
    names: Sequence[str],
) -> NDArray[np.uint8]:
    if not rows:
        return pixels
    picture = Image.fromarray(pixels)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(_LETTERS)
    for row in rows:
        left, top, right, bottom = (row.box * scale).tolist()
        shade, words = colour(row.track), f"{drawable(names[row.label])} {row.track}"
        pen.rectangle((left, top, max(left, right), max(top, bottom)), outline=shade, width=2)
        at = left, max(0.0, top - _LETTERS - 4)
        pen.rectangle(pen.textbbox(at, words, font=font), fill=shade)
        pen.text(at, words, fill="black", font=font)
    return np.asarray(picture)
