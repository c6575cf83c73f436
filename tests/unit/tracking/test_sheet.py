from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from peel.films.reel import find_reel
from peel.tracking.filled import told
from peel.tracking.follow import Asked, follow
from peel.tracking.sheet import GAP, LINE, MOST, SIDE, Shown, write_sheet
from peel.tracking.tracker import Levels, Track
from tests.unit.films.drawn import write_film
from tests.unit.tracking.moving import BLUE, RED, frames, look

pytestmark = pytest.mark.slow
NAMES = ("red", "blue")


@pytest.fixture(scope="module")
def reel(tmp_path_factory):
    return find_reel(write_film(tmp_path_factory.mktemp("film") / "a.mp4", frames(25)))


def sheet(reel, path, tracks):
    write_sheet(path, reel, shown=Shown(tracks, NAMES, np.arange(25) / 25))
    return np.asarray(Image.open(path)).astype(int)


def test_each_thing_is_pictured(reel, tmp_path):
    levels = Levels(np.array([0.5, 0.5]), np.array([0.2, 0.2]))
    tracks = told(follow(reel, look, asked=Asked(levels)).tracks)
    page = sheet(reel, tmp_path / "things.jpg", tracks)
    for place, shade in enumerate((RED, BLUE)):
        left = GAP + place * (SIDE + GAP)
        middle = page[2 * LINE + SIDE // 2, left + SIDE // 2]
        assert np.abs(middle - shade).max() < 60


def test_only_so_many_are_drawn(reel, tmp_path):
    track = Track(0)
    track.add(3, np.array([-5.0, -5.0, 300.0, 300.0]), score=0.5)
    few = sheet(reel, tmp_path / "few.jpg", [track] * MOST)
    assert sheet(reel, tmp_path / "many.jpg", [track] * (MOST + 50)).shape == few.shape


def test_nothing_is_a_page_too(reel, tmp_path):
    assert sheet(reel, tmp_path / "none.jpg", []).min() < 100


def test_times_that_begin_anew_are_drawn(reel, tmp_path):
    track = Track(0)
    for frame in (3, 20):
        track.add(frame, np.array([5.0, 5.0, 30.0, 30.0]), score=0.5)
    seconds = np.arange(25) % 18 / 25
    write_sheet(tmp_path / "anew.jpg", reel, shown=Shown([track], NAMES, seconds))
    assert (tmp_path / "anew.jpg").exists()


def test_box_outside_is_cut_to_the_frame(reel, tmp_path):
    track = Track(0)
    track.add(3, np.array([900.0, 900.0, 950.0, 950.0]), score=0.5)
    sheet(reel, tmp_path / "out.jpg", [track])
    assert (tmp_path / "out.jpg").exists()
