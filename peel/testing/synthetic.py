"""Labelled pictures made from nothing: sets that are easy to learn, sets that cannot be learnt at all, and one of several labels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from peel.text import to_csv

Picture = NDArray[np.uint8]
_SIDE = 64
_INKS = {
    "red": (215, 45, 45),
    "blue": (45, 75, 215),
    "green": (40, 165, 60),
    "yellow": (225, 195, 40),
    "purple": (150, 50, 170),
}
# What a picture of several labels may show: a shape in a colour each, 20 in all.
THINGS = tuple(
    f"{colour} {shape}" for colour in _INKS for shape in ("circle", "square", "triangle", "cross")
)
_MOST_SHOWN, _LEAST_SHOWN = 0.3, 0.06
_COLOURS = ((205, 40, 40), (40, 70, 205), (40, 165, 60), (225, 190, 40), (150, 50, 170))


class Set(NamedTuple):
    """One set: `make(kind, rng)` draws a picture of the class `kind`, `counts` are pictures of each class."""

    name: str
    make: Callable[[int, np.random.Generator], Picture]
    counts: tuple[int, ...]


def write(one: Set, folder: Path, *, seed: int = 0) -> None:
    """The set as class folders of PNG files; the same seed, the same bytes."""
    rng = np.random.default_rng(seed)
    for kind, count in enumerate(one.counts):
        place = folder / f"class_{kind}"
        place.mkdir(parents=True)
        for number in range(count):
            Image.fromarray(one.make(kind, rng)).save(place / f"{number:03d}.png")


def easy() -> list[Set]:
    """Twenty sets whose classes anybody tells apart at a glance, small and large, even and uneven."""
    return [
        Set("red against blue", _colour, (30, 30)),
        Set("red against blue, few", _colour, (10, 10)),
        Set("red against blue, uneven", _colour, (60, 8)),
        Set("five colours", _colour, (16,) * 5),
        Set("dark against bright", _brightness, (30, 30)),
        Set("three greys", _brightness, (20, 20, 20)),
        Set("two shapes", _shape, (30, 30)),
        Set("three shapes", _shape, (20, 20, 20)),
        Set("four shapes, few", _shape, (8,) * 4),
        Set("four shapes, many", _shape, (125,) * 4),
        Set("two directions of stripes", _stripes, (25, 25)),
        Set("three directions of stripes", _stripes, (20, 20, 20)),
        Set("stripes, 50 against 6", _stripes, (50, 6)),
        Set("fine against coarse", _checks, (30, 30)),
        Set("three sizes of checks", _checks, (15, 15, 15)),
        Set("one dot against many", _dots, (30, 30)),
        Set("noise against flat", _roughness, (30, 30)),
        Set("left against right", _side, (30, 30)),
        Set("four quarters", _side, (20,) * 4),
        Set("flat pictures without any noise", _flat, (20, 20)),
    ]


def hopeless() -> list[Set]:
    """Twenty sets whose labels say nothing about their pictures."""
    looks = {"noise": _roughness, "colours": _colour, "shapes": _shape, "stripes": _stripes}
    counts = {"even": (30, 30), "60 to 3": (60, 3), "three": (20, 20, 20), "uneven": (50, 10)}
    sets = [
        Set(f"{look}, {words}", _unlabelled(make), count)
        for look, make in looks.items()
        for words, count in counts.items()
    ]
    fine = [
        Set(f"{look}, five", _unlabelled(make), (16,) * 5) for look, make in list(looks.items())[:2]
    ]
    return [
        *sets,
        *fine,
        Set("noise, many", _unlabelled(_roughness), (150, 150)),
        Set("noise, few", _unlabelled(_roughness), (8, 8)),
    ]


def draw_labels(n: int, *, k: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """(n, k) which of the first k THINGS each picture shows: the first one in 30 % of them, the last one in 6 %."""
    return np.asarray(rng.random((n, k)) < np.linspace(_MOST_SHOWN, _LEAST_SHOWN, k), np.bool_)


def show(shown: NDArray[np.bool_], rng: np.random.Generator) -> Picture:
    """A picture of the THINGS (k,) that are shown; later ones may hide a part of earlier ones."""
    image = Image.fromarray(_noisy(_canvas() + rng.normal(0, 25, 3), rng, by=18))
    for place in rng.permutation(np.flatnonzero(shown)):
        _thing(ImageDraw.Draw(image), THINGS[place], rng=rng)
    return np.asarray(image)


def write_labels(folder: Path, *, n: int, k: int, seed: int = 0) -> None:
    """`n` PNG files in `folder`/pictures and `folder`/labels.csv with a column a label, 1 or 0; the same seed, the same bytes."""
    rng = np.random.default_rng(seed)
    shown = draw_labels(n, k=k, rng=rng)
    (folder / "pictures").mkdir(parents=True)
    names = [f"pictures/{number:04d}.png" for number in range(n)]
    for name, row in zip(names, shown, strict=True):
        Image.fromarray(show(row, rng)).save(folder / name)
    rows = ([name, *row.astype(int).tolist()] for name, row in zip(names, shown, strict=True))
    (folder / "labels.csv").write_text(to_csv(["file", *THINGS[:k]], rows), encoding="utf-8")


def _thing(draw: ImageDraw.ImageDraw, name: str, *, rng: np.random.Generator) -> None:
    """One thing of random size, place and shade."""
    colour, shape = name.split()
    x, y, r = (int(v) for v in (*rng.integers(10, _SIDE - 10, 2), rng.integers(6, 11)))
    ink = tuple(int(v) for v in (np.array(_INKS[colour]) + rng.normal(0, 15, 3)).clip(0, 255))
    box = (x - r, y - r, x + r, y + r)
    if shape == "circle":
        draw.ellipse(box, fill=ink)
    elif shape == "square":
        draw.rectangle(box, fill=ink)
    elif shape == "triangle":
        draw.polygon([(x, y - r), (x - r, y + r), (x + r, y + r)], fill=ink)
    else:
        draw.line((x - r, y, x + r, y), fill=ink, width=4)
        draw.line((x, y - r, x, y + r), fill=ink, width=4)


def _unlabelled(make: Callable[[int, np.random.Generator], Picture]) -> Callable[..., Picture]:
    """Pictures of class 0 or 1 at random, whatever is asked for."""

    def one(_kind: int, rng: np.random.Generator) -> Picture:
        return make(0 if make is _roughness else int(rng.integers(2)), rng)

    return one


def _noisy(picture: NDArray[np.floating], rng: np.random.Generator, *, by: float = 12) -> Picture:
    noise = rng.normal(0, by, (_SIDE, _SIDE, 3))
    return np.asarray((picture + noise).clip(0, 255), np.uint8)


def _canvas(colour: tuple[int, int, int] = (128, 128, 128)) -> NDArray[np.float64]:
    return np.full((_SIDE, _SIDE, 3), colour, np.float64)


def _colour(kind: int, rng: np.random.Generator) -> Picture:
    return _noisy(_canvas(_COLOURS[kind]) + rng.normal(0, 12), rng)


def _brightness(kind: int, rng: np.random.Generator) -> Picture:
    return _noisy(_canvas() + 80 * (kind - 1) + rng.normal(0, 8), rng)


def _flat(kind: int, rng: np.random.Generator) -> Picture:
    """One colour, another shade each, so that no two have the same bytes."""
    return np.asarray(_canvas(_COLOURS[kind]) + rng.integers(-20, 20, 3), np.uint8)


def _shape(kind: int, rng: np.random.Generator) -> Picture:
    image = Image.fromarray(_noisy(_canvas() + rng.normal(0, 10), rng))
    draw = ImageDraw.Draw(image)
    x, y, r = (int(v) for v in (*rng.integers(20, 44, 2), rng.integers(12, 18)))
    box, ink = (x - r, y - r, x + r, y + r), tuple(int(v) for v in rng.integers(0, 80, 3))
    if kind == 0:
        draw.ellipse(box, fill=ink)
    elif kind == 1:
        draw.rectangle(box, outline=ink, width=4)
    elif kind == 2:
        draw.polygon([(x, y - r), (x - r, y + r), (x + r, y + r)], fill=ink)
    else:
        draw.line((x - r, y - r, x + r, y + r), fill=ink, width=5)
        draw.line((x - r, y + r, x + r, y - r), fill=ink, width=5)
    return np.asarray(image)


def _stripes(kind: int, rng: np.random.Generator) -> Picture:
    y, x = np.mgrid[:_SIDE, :_SIDE]
    angle = kind * np.pi / 3 + rng.normal(0, 0.06)
    wave = np.sin(
        rng.uniform(0.4, 0.6) * (x * np.cos(angle) + y * np.sin(angle)) + rng.uniform(0, 6)
    )
    return _noisy(_canvas() + 70 * wave[..., None], rng)


def _checks(kind: int, rng: np.random.Generator) -> Picture:
    y, x = np.mgrid[:_SIDE, :_SIDE] + rng.integers(0, 16, (2, 1, 1))
    size = (3, 8, 20)[kind]
    return _noisy(_canvas() + 60 * (((x // size + y // size) % 2) * 2 - 1)[..., None], rng)


def _dots(kind: int, rng: np.random.Generator) -> Picture:
    picture = _canvas()
    for y, x in rng.integers(4, _SIDE - 4, ((1, 40)[kind], 2)):
        picture[y - 3 : y + 3, x - 3 : x + 3] = 20
    return _noisy(picture, rng)


def _roughness(kind: int, rng: np.random.Generator) -> Picture:
    return _noisy(_canvas(), rng, by=(70, 4)[kind])


def _side(kind: int, rng: np.random.Generator) -> Picture:
    picture = _canvas()
    y, x = rng.integers(4, 16, 2) + np.array([32 * (kind // 2), 32 * (kind % 2)])
    picture[y : y + 16, x : x + 16] = 230
    return _noisy(picture, rng)
