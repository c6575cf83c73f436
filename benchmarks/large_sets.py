"""Large pictures with small things in them: drawn ones, and those of bccd joined three by three."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import NamedTuple

import kinds
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from peel.images.decode import decode
from peel.metrics.boxes import Truth, truth_of

LEARNING, SEALED, SIZE = 24, 12, (1800, 2400)
SETS: dict[str, tuple[str, ...]] = {"drawn": ("crate", "cross", "disc"), "bccd": kinds.NAMES}


class Large(NamedTuple):
    """A large picture as a file, its height and width, and what is in it."""

    data: bytes
    size: tuple[int, int]
    truth: Truth

    @property
    def picture(self) -> NDArray[np.uint8]:
        """(h, w, 3), read anew each time: many of them do not fit."""
        return decode(self.data).pixels


def drawn(n: int, *, seed: int) -> list[Large]:
    """Pictures with things of very different sizes on a ground with texture."""
    return [_drawn(np.random.default_rng([seed, number])) for number in range(n)]


def _drawn(rng: np.random.Generator) -> Large:
    picture = Image.fromarray(_ground(rng))
    pen, rows = ImageDraw.Draw(picture), []
    taken: list[tuple[int, ...]] = []
    ranges = {"crate": (1, 4), "ball": (2, 3), "disc": (4, 14), "cross": (4, 14), "square": (6, 16)}
    for name, (least, end) in ranges.items():
        for _ in range(int(rng.integers(least, end))):
            side = int(
                rng.integers(100, 300) if name in ("crate", "ball") else rng.integers(12, 25)
            )
            at = _place(taken, side, rng=rng)
            taken.append((*at, side))
            _draw(pen, name, at=(*at, side), rng=rng)
            if name in SETS["drawn"]:
                rows.append((SETS["drawn"].index(name), *at, at[0] + side, at[1] + side))
    for _ in range(12):
        ends = rng.integers(0, SIZE[::-1], (2, 2)).ravel().tolist()
        pen.line(ends, fill=_colour(rng), width=int(rng.integers(1, 5)))
    table = np.array(rows, np.float64)
    return Large(_jpeg(picture), SIZE, truth_of(table[:, 1:], table[:, 0].astype(np.int64)))


def _ground(rng: np.random.Generator) -> NDArray[np.uint8]:
    """Noise of all scales, the coarse ones strong."""
    total = np.full((*SIZE, 3), 120.0, np.float32)
    for cells in (3, 6, 12, 25, 50, 100, 200, 400):
        noise = rng.normal(scale=28 / cells**0.25, size=(cells, cells, 3)).astype(np.float32)
        planes = [
            Image.fromarray(noise[..., c]).resize(SIZE[::-1], Image.Resampling.BICUBIC)
            for c in range(3)
        ]
        total += np.stack([np.asarray(plane) for plane in planes], -1)
    total += rng.normal(scale=6, size=total.shape).astype(np.float32)
    return total.clip(0, 255).astype(np.uint8)


def _place(
    taken: Sequence[tuple[int, ...]], side: int, *, rng: np.random.Generator
) -> tuple[int, int]:
    while True:
        x, y = (int(rng.integers(0, end - side)) for end in SIZE[::-1])
        if all(x + side < a or a + s < x or y + side < b or b + s < y for a, b, s in taken):
            return x, y


def _colour(rng: np.random.Generator) -> tuple[int, ...]:
    return tuple(int(c) for c in np.array([200, 80, 60]) + rng.integers(-40, 40, 3))


def _draw(
    pen: ImageDraw.ImageDraw, name: str, *, at: tuple[int, ...], rng: np.random.Generator
) -> None:
    x, y, side = at
    box, colour = (x, y, x + side, y + side), _colour(rng)
    if name in ("disc", "ball"):
        pen.ellipse(box, fill=colour)
    elif name == "cross":
        third = side / 3
        pen.rectangle((x, y + third, x + side, y + side - third), fill=colour)
        pen.rectangle((x + third, y, x + side - third, y + side), fill=colour)
    else:
        pen.rectangle(box, fill=colour)
    if name == "crate":
        for step in range(4):
            pen.line(
                (x, y + step * side // 4, x + side, y + step * side // 4),
                fill=(40, 30, 20),
                width=6,
            )


def _jpeg(picture: Image.Image) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def joined(items: Sequence[kinds.Item]) -> list[Large]:
    """Nine pictures of one size as one; what is left over is left out."""
    same = [item for item in items if item.picture.shape == items[0].picture.shape]
    return [_joined(same[at : at + 9]) for at in range(0, len(same) - 8, 9)]


def _joined(nine: Sequence[kinds.Item]) -> Large:
    height, width = nine[0].picture.shape[:2]
    rows = [np.concatenate([item.picture for item in nine[at : at + 3]], 1) for at in (0, 3, 6)]
    shift = [np.array([width, height] * 2) * (i % 3, i // 3, i % 3, i // 3) for i in range(9)]
    boxes = np.concatenate([item.truth.boxes + by for item, by in zip(nine, shift, strict=True)])
    truth = truth_of(boxes, np.concatenate([item.truth.classes for item in nine]))
    return Large(_jpeg(Image.fromarray(np.concatenate(rows))), (3 * height, 3 * width), truth)


def pictures(name: str) -> tuple[list[Large], list[Large]]:
    """The learning and the sealed part of a set."""
    if name == "drawn":
        return drawn(LEARNING, seed=0), drawn(SEALED, seed=1)
    train, test = kinds.bccd()
    return joined(train), joined(test)
