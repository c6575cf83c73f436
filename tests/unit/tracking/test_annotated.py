from __future__ import annotations

import numpy as np
import pytest

from peel.films.film import open_film
from peel.films.reel import find_reel
from peel.tracking.annotated import LONGEST, Canvas, Stamps, colour, write_film
from peel.tracking.filled import Row
from tests.unit.films.drawn import write_film as draw
from tests.unit.tracking.moving import SIZE, frames

pytestmark = pytest.mark.slow
BOX = np.array([40.0, 30.0, 100.0, 80.0])


@pytest.fixture(scope="module")
def reel(tmp_path_factory):
    place = tmp_path_factory.mktemp("film") / "fílm & more.mp4"
    return find_reel(draw(place, frames(12)))


def drawn(reel, tmp_path, *, rows=(), size=(SIZE[1], SIZE[0])):
    path = tmp_path / "annotated.mp4"
    write_film(path, reel, rows=rows, canvas=Canvas(["cat", "猫"], size))
    with open_film(path) as film:
        return list(film)


def test_frames_and_times_stay(reel, tmp_path):
    told = drawn(reel, tmp_path)
    assert [one.number for one in told] == list(range(12))
    assert told[11].seconds - told[0].seconds == pytest.approx(11 / 25, abs=0.01)


def test_boxes_are_drawn_on_their_frames(reel, tmp_path):
    rows = [Row(n, 3, n % 2, BOX, 0.5, is_seen=True) for n in (4, 5)]
    told, plain = drawn(reel, tmp_path, rows=rows), drawn(reel, tmp_path)
    changed = [
        np.abs(a.pixels.astype(int) - b.pixels).max() for a, b in zip(told, plain, strict=True)
    ]
    assert [n for n, most in enumerate(changed) if most > 90] == [4, 5]


def test_large_frames_become_smaller(reel, tmp_path):
    told = drawn(reel, tmp_path, size=(5120, 3073))
    assert told[0].pixels.shape[:2] == (768, LONGEST)


def test_full_disk_is_an_os_error(reel):
    with pytest.raises(OSError, match="No space left"):
        write_film("/dev/full", reel, rows=[], canvas=Canvas(["cat"], (SIZE[1], SIZE[0])))


def test_tracks_differ_in_colour():
    assert len({colour(track) for track in range(50)}) == 50


def test_absurd_times_are_shown_all_the_same():
    stamps = Stamps()
    assert [stamps.of(at) for at in (0.0, 0.04, float(1 << 62), 0.08)] == [
        0,
        3600,
        3600 + 3600 * 90_000,
        3601 + 3600 * 90_000,
    ]
