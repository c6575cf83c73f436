import numpy as np
import pytest

from peel.bundle.reader import Reader
from peel.errors import PeelError
from peel.films import grid
from peel.images.decode import Limits
from tests.unit.films.drawn import scene, write_film

PNG = grid.to_png(np.full((4, 6, 3), 9, np.uint8), seconds=1.0)


@pytest.mark.parametrize("frames", [1, 6])
def test_picture_is_read_as_it_is(frames):
    np.testing.assert_array_equal(Reader(frames)(PNG), np.full((4, 6, 3), 9, np.uint8))
    with pytest.raises(PeelError, match=r"^P303 "):
        Reader(frames)(PNG, limits=Limits(side_px=3))


@pytest.mark.slow
def test_film_is_read_as_its_frames(tmp_path):
    film = write_film(tmp_path / "film.mp4", scene(1, 12)).read_bytes()
    assert Reader(4)(film).shape == (2 * 64, 2 * 96, 3)
    with pytest.raises(PeelError, match=r"^P302 .*a film"):
        Reader(1)(film)


def test_model_of_clips_asks_for_films():
    with pytest.raises(PeelError, match=r"^P302 .*allowed: one film of mp4"):
        Reader(4)(b"some words")
    with pytest.raises(PeelError, match=r"^P302 .*allowed: one of JPEG"):
        Reader(1)(b"some words")
