"""The runs that are made up for the tests of the report, and their pictures."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

NASTY = (
    "<script>alert('x')</script>",
    "quotes \"double\" and 'single' & ampersand",
    "line\nbreak",
    "a very long name that nobody would give to a class but somebody has given all the same",
    "Ünïcödé Ħ",
    "unbroken_" * 12,
    "right\u202eto left",
    "  ",
)


@dataclass(frozen=True, kw_only=True)
class Run:
    """What kind of run it was."""

    class_names: tuple[str, ...] = ("ash", "beech", "cedar", "dogwood", "elm")
    train: int = 24
    test: int = 16
    accuracy: float = 0.93
    threshold: float = 0.85
    chance: float = 0.8
    networks: tuple[str, ...] = ("efficientnet_lite0", "efficientnet_lite2")
    is_clean: bool = False
    size_px: int = 64


MANY = (*NASTY, *(f"class {i:03d}" for i in range(102 - len(NASTY))))
ONE = ("efficientnet_lite0",)
RUNS = {
    "pass": Run(),
    "fail": Run(accuracy=0.7, threshold=0.95, networks=ONE),
    "undecided": Run(threshold=0.92, accuracy=0.95, chance=0.99),
    "many": Run(class_names=MANY, train=3, test=2, accuracy=0.7, threshold=0.8, size_px=24),
    "several": Run(train=30, test=30, accuracy=0.7, threshold=0.95),
    "few": Run(
        class_names=("no", "yes"),
        train=2,
        test=1,
        accuracy=1,
        threshold=0.5,
        networks=ONE,
        is_clean=True,
        size_px=8,
    ),
}


def picture(run: Run, number: int, *, seed: int) -> bytes:
    """One of six shapes in a colour of its class, on a ground that is never the same."""
    rng, side = np.random.default_rng([number, seed]), run.size_px
    wide = round(side * (1 + 0.5 * rng.random()))
    ground = rng.integers(150, 250, 3) + rng.integers(-18, 18, (side, wide, 1))
    image = Image.fromarray(ground.clip(0, 255).astype(np.uint8))
    colour = tuple(int(c) for c in np.random.default_rng(number).integers(20, 190, 3))
    x, y = (int(v) for v in rng.integers(0, side // 3 + 1, 2))
    box = (x, y, x + side // 2, y + side // 2)
    pen, stroke = ImageDraw.Draw(image), max(1, side // 9)
    shapes: list[Callable[[], None]] = [
        lambda: pen.ellipse(box, fill=colour),
        lambda: pen.rectangle(box, fill=colour),
        lambda: pen.polygon([box[:2], box[2:], (box[0], box[3])], fill=colour),
        lambda: pen.arc(box, 20, 300, fill=colour, width=stroke),
        lambda: pen.line(box, fill=colour, width=stroke),
        lambda: pen.regular_polygon((x + side / 3, y + side / 3, side / 3), 6, fill=colour),
    ]
    shapes[number % len(shapes)]()
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
