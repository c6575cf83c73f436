"""What the process that decodes clips writes; called here, so that a mistake in it shows as one."""

import io
import json
import os

import numpy as np
import pytest

from peel.films.asked import Asked
from peel.films.clip_child import Wanted, decode
from peel.films.film import LIMITS
from tests.unit.films.drawn import scene, write_film

WANTED = Wanted(frames=3, side=32, seconds=60.0)


def told(path, wanted=WANTED, limits=LIMITS):
    out = io.BytesIO()
    with open(path, "rb") as file:
        decode(Asked(os.dup(file.fileno()), 0, 0, 1, *limits), wanted, out=out)
    line, _, data = out.getvalue().partition(b"\n")
    return json.loads(line), data


@pytest.fixture
def film(tmp_path):
    greys = [np.full((64, 96, 3), 8 * at, np.uint8) for at in range(30)]
    return write_film(tmp_path / "film.mp4", greys)


def test_frames_are_the_middles_of_equal_parts(film):
    head, data = told(film)
    assert head == {"height": 32, "width": 48, "seconds": 1.2}
    frames = np.frombuffer(data, np.uint8).reshape(3, 32, 48, 3)
    assert np.abs(frames.mean((1, 2, 3)) - [40, 120, 200]).max() < 4


@pytest.mark.slow
def test_long_clip_is_evenly_looked_at(tmp_path):
    greys = [np.full((16, 16, 3), at // 4, np.uint8) for at in range(1000)]
    _, data = told(write_film(tmp_path / "film.mp4", greys), WANTED._replace(side=16))
    levels = np.frombuffer(data, np.uint8).reshape(3, -1).mean(1)
    assert np.abs(levels - [41, 125, 208]).max() < 4


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (WANTED._replace(frames=31), {"why": "short", "words": "30"}),
        (WANTED._replace(seconds=1.0), {"why": "long", "words": "more than 1 seconds"}),
    ],
)
def test_clip_of_another_length_is_refused(film, wanted, why):
    assert told(film, wanted)[0] == why


def test_limits_hold_for_a_clip(film):
    assert told(film, limits=LIMITS._replace(frames=5))[0]["why"] == "limit"
    assert told(film, limits=LIMITS._replace(pixels=64))[0]["why"] == "limit"


def test_clip_that_breaks_off_is_refused(tmp_path):
    path = write_film(tmp_path / "film.avi", scene(1, 60))
    data = path.read_bytes()
    for name, part in (("empty", b""), ("text", b"no film"), ("half.mp4", data[: len(data) // 9])):
        (tmp_path / name).write_bytes(part)
        assert told(tmp_path / name)[0]["why"] in {"broken", "short"}
