"""Drawn pictures with several things in each, and where they are: annotations in COCO's form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

Picture = NDArray[np.uint8]
NAMES = ("ball", "crate", "star")
SIZE = (320, 240)  # width and height
_SIDES, _MOST = (22, 64), 6
_INKS = ((200, 70, 60), (70, 110, 190), (210, 170, 60), (90, 150, 90))
_COVERED = 0.2  # of the smaller one, by which two things may lie on each other
_LINES = 5


class Thing(NamedTuple):
    """One thing: its name, and left, top, right and bottom in pixels."""

    name: str
    box: tuple[int, int, int, int]


def draw(rng: np.random.Generator) -> tuple[Picture, list[Thing]]:
    """A picture with none to six things on an uneven ground, and lines that are none of them."""
    image = _ground(rng)
    pen, things = ImageDraw.Draw(image), list[Thing]()
    for _ in range(_LINES):
        ends = [int(v) for v in rng.integers(0, SIZE, (2, 2)).ravel()]
        pen.line(ends, fill=_shade(rng), width=int(rng.integers(1, 4)))
    for _ in range(int(rng.integers(0, _MOST + 1))):
        thing = _placed(rng)
        if all(_covered(thing.box, other.box) < _COVERED for other in things):
            _put(pen, thing, rng=rng)
            things.append(thing)
    soft = np.asarray(image.filter(ImageFilter.GaussianBlur(0.6)), np.float64)
    noisy = soft + rng.normal(0, 6, soft.shape)
    return noisy.clip(0, 255).astype(np.uint8), things


def write(folder: Path, *, n: int, seed: int = 0) -> None:
    """`n` PNG files in `folder`/pictures and what is in them in `folder`/instances.json; the same seed, the same bytes."""
    rng = np.random.default_rng(seed)
    (folder / "pictures").mkdir(parents=True)
    images, marks = list[dict[str, object]](), list[dict[str, object]]()
    for number in range(n):
        picture, things = draw(rng)
        name = f"pictures/{number:04d}.png"
        Image.fromarray(picture).save(folder / name)
        images.append({"id": number, "file_name": name, "width": SIZE[0], "height": SIZE[1]})
        marks += [_mark(thing, number, place=len(marks) + i) for i, thing in enumerate(things)]
    categories = [{"id": place, "name": name} for place, name in enumerate(NAMES)]
    told = {"images": images, "annotations": marks, "categories": categories}
    (folder / "instances.json").write_text(json.dumps(told), encoding="utf-8")


def _mark(thing: Thing, image: int, *, place: int) -> dict[str, object]:
    left, top, right, bottom = thing.box
    return {
        "id": place,
        "image_id": image,
        "category_id": NAMES.index(thing.name),
        "bbox": [left, top, right - left, bottom - top],
        "iscrowd": 0,
    }


def _ground(rng: np.random.Generator) -> Image.Image:
    """A shade that runs across the picture, in coarse patches."""
    width, height = SIZE
    coarse = rng.normal(0, 14, (height // 24, width // 24, 3)) + rng.normal(135, 20, 3)
    coarse += np.linspace(-25, 25, width // 24)[None, :, None] * rng.choice([-1, 1])
    small = Image.fromarray(coarse.clip(0, 255).astype(np.uint8))
    return small.resize(SIZE, Image.Resampling.BICUBIC)


def _placed(rng: np.random.Generator) -> Thing:
    side = int(rng.integers(*_SIDES))
    left, top = (int(rng.integers(0, end - side)) for end in SIZE)
    return Thing(str(rng.choice(NAMES)), (left, top, left + side, top + side))


def _shade(rng: np.random.Generator) -> tuple[int, ...]:
    ink = np.array(_INKS[int(rng.integers(len(_INKS)))]) + rng.normal(0, 22, 3)
    return tuple(int(v) for v in ink.clip(0, 255))


def _put(pen: ImageDraw.ImageDraw, thing: Thing, *, rng: np.random.Generator) -> None:
    left, top, right, bottom = thing.box
    edge = (left, top, right - 1, bottom - 1)
    ink, dark = _shade(rng), (50, 45, 40)
    if thing.name == "ball":
        pen.ellipse(edge, fill=ink, outline=dark, width=2)
    elif thing.name == "crate":
        pen.rectangle(edge, fill=ink, outline=dark, width=2)
        pen.line(edge, fill=dark, width=2)
        pen.line((left, bottom - 1, right - 1, top), fill=dark, width=2)
    else:
        pen.polygon(_star(thing.box), fill=ink, outline=dark)


def _star(box: tuple[int, int, int, int]) -> list[tuple[float, float]]:
    """Eight points, each on an edge of the box or half-way to its middle."""
    x, y, half = (box[0] + box[2] - 1) / 2, (box[1] + box[3] - 1) / 2, (box[2] - box[0] - 1) / 2
    turns = np.arange(8) * np.pi / 4
    reach = np.where(np.arange(8) % 2, 0.4, 1.0) * half
    return [
        (float(x + r * np.cos(t)), float(y + r * np.sin(t)))
        for r, t in zip(reach, turns, strict=True)
    ]


def _covered(box: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> float:
    """The area of both, as a share of the smaller one."""
    wide = min(box[2], other[2]) - max(box[0], other[0])
    high = min(box[3], other[3]) - max(box[1], other[1])
    least = min((one[2] - one[0]) * (one[3] - one[1]) for one in (box, other))
    return max(wide, 0) * max(high, 0) / least
