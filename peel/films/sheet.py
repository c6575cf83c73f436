"""Shots as a person looks at them: a picture from the middle of each, with when it begins."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from PIL import Image, ImageDraw

from peel.films.film import Frame
from peel.films.shots import Shot
from peel.text import counted, drawable

COLUMNS, WIDTH, LINE, GAP = 5, 240, 16, 8
MOST = 200


def draw_sheet(shots: Sequence[Shot], frames: Iterable[Frame], *, name: str) -> bytes:
    """A JPEG with the film's name and a picture of each of the first MOST shots; `frames` are all of the film, in any size."""
    middles = {(shot.first + shot.last) // 2: shot for shot in shots[:MOST]}
    tiles = [(frame, middles[frame.number]) for frame in frames if frame.number in middles]
    heights = [round(WIDTH * f.pixels.shape[0] / f.pixels.shape[1]) for f, _ in tiles]
    high = min(max(heights, default=0), 2 * WIDTH)
    rows = -(-len(tiles) // COLUMNS)
    size = COLUMNS * (WIDTH + GAP) + GAP, LINE + rows * (LINE + high + GAP) + GAP
    sheet = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(sheet)
    pen.text((GAP, 2), f"{drawable(name)}   {told(shots)}", fill="black")
    for place, (frame, shot) in enumerate(tiles):
        left = GAP + place % COLUMNS * (WIDTH + GAP)
        top = LINE + place // COLUMNS * (LINE + high + GAP)
        sheet.paste(Image.fromarray(frame.pixels).resize((WIDTH, high)), (left, top + LINE))
        pen.text((left, top + 2), f"{place + 1}   {clock(shot.start_s)}", fill="black")
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=85)
    return out.getvalue()


def told(shots: Sequence[Shot]) -> str:
    """How many shots a sheet shows."""
    every = counted(len(shots), "shot")
    return every if len(shots) <= MOST else f"the first {MOST} of {every}"


def clock(seconds: float) -> str:
    """A time as a film's clock shows it.

    >>> clock(3725.04)
    '1:02:05.04'
    >>> clock(5.5)
    '0:05.50'
    """
    hundredths = round(seconds * 100)
    minutes, rest = divmod(hundredths, 6000)
    hours, minutes = divmod(minutes, 60)
    front = f"{hours}:{minutes:02d}" if hours else f"{minutes}"
    return f"{front}:{rest // 100:02d}.{rest % 100:02d}"
