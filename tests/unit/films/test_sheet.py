from __future__ import annotations

import io

import numpy as np
from PIL import Image

from peel.films.film import Frame
from peel.films.sheet import COLUMNS, GAP, LINE, WIDTH, draw_sheet, told
from peel.films.shots import Shot
from tests.unit.films.drawn import scene


def sheet(n):
    frames = [Frame(at, at / 25, pixels) for at, pixels in enumerate(scene(1, 2 * n))]
    shots = [Shot(2 * at, 2 * at + 1, at / 12.5, (at + 1) / 12.5) for at in range(n)]
    return Image.open(io.BytesIO(draw_sheet(shots, frames, name="a.mp4")))


def test_each_shot_has_its_place():
    one, six, eleven = sheet(1), sheet(6), sheet(11)
    assert one.width == six.width == COLUMNS * (WIDTH + GAP) + GAP
    assert one.height < six.height
    assert six.height - one.height == eleven.height - six.height


def test_pictures_stand_apart():
    """Between two pictures of a row, and below them, is white."""
    pixels = np.asarray(sheet(7)).astype(int)
    middle = pixels[60, GAP + WIDTH : GAP + WIDTH + GAP]
    assert (middle[2:-2] > 240).all()
    assert (pixels[-4:] > 240).all()


def test_sheet_has_a_line_for_its_film():
    assert (np.asarray(sheet(1))[:LINE] < 128).any()
    assert told([]) == "0 shots"
    assert told([Shot(0, 0, 0.0, 0.0)] * 201) == "the first 200 of 201 shots"


def test_no_shot_is_a_picture_too():
    assert sheet(0).width == COLUMNS * (WIDTH + GAP) + GAP


def test_letters_that_the_font_lacks_are_spelled():
    """It would draw an empty box for each."""
    assert draw_sheet([], [], name="größer.mp4") == draw_sheet([], [], name="groesser.mp4")
