from __future__ import annotations

import numpy as np
import pytest

from peel.films.film import LIMITS
from peel.images.decode import decode
from peel.sources.spooled import Frames
from tests.unit.films.drawn import write_film
from tests.unit.tracking.moving import frames

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    return write_film(tmp_path_factory.mktemp("road") / "film.mp4", frames(12))


def test_frames_are_found_by_number(film):
    found = Frames(film, [2, 5, 9])
    for number in (5, 2, 9):
        pixels = decode(found.read(number)).pixels.astype(int)
        assert np.abs(pixels - frames(12)[number - 1]).mean() < 4


def test_frames_in_order_fill_no_disk(film, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    monkeypatch.chdir(tmp_path)
    found = Frames(film, [2, 5])
    first, last = found.read(2), found.read(5)
    with pytest.raises(FileNotFoundError):
        found.read(2)
    (tmp_path / ".peel").mkdir()
    assert (found.read(5), found.read(2)) == (last, first)


def test_frame_behind_the_end_is_none(film):
    found = Frames(film, [2, 99])
    assert [found.read(number) is None for number in (99, 2, 99)] == [True, False, True]
    assert found.failed is None


def test_frames_before_a_limit_are_used(film):
    found = Frames(film, [2, 5], limits=LIMITS._replace(frames=4))
    for _ in range(2):
        assert found.read(2)[:2] == b"\xff\xd8"
        assert found.read(5) is None
    assert found.failed.code == "P291"
