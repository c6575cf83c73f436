from __future__ import annotations

import io

from PIL import Image

from peel.films.film import Frame
from peel.films.sheet import COLUMNS, WIDTH, draw_sheet
from peel.films.shots import Shot
from tests.unit.films.drawn import scene


def sheet(n):
    frames = [Frame(at, at / 25, pixels) for at, pixels in enumerate(scene(1, 2 * n))]
    shots = [Shot(2 * at, 2 * at + 1, at / 12.5, (at + 1) / 12.5) for at in range(n)]
    return Image.open(io.BytesIO(draw_sheet(shots, frames)))


def test_each_shot_has_its_place():
    one, seven = sheet(1), sheet(7)
    assert one.width == seven.width == COLUMNS * WIDTH
    assert seven.height == 2 * one.height


def test_no_shot_is_a_picture_too():
    assert sheet(0).width == COLUMNS * WIDTH
