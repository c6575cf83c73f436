import pytest

from peel.errors import PeelError
from peel.films.film import Wanted
from peel.films.reel import Reel, find_reel
from tests.unit.films.drawn import scene, write_film

pytestmark = pytest.mark.slow


def test_reel_knows_its_shots_and_frames(tmp_path):
    path = write_film(tmp_path / "film.mp4", [*scene(1, 30), *scene(2, 30)])
    reel = find_reel(path)
    assert (reel.n_frames, reel.fps) == (60, 25.0)
    assert [shot.first for shot in reel.shots] == [0, 30]
    numbers = [frame.number for frame in reel.frames(Wanted(every=25), name="frames")]
    assert numbers == [0, 25, 50]


def test_broken_film_is_refused(tmp_path):
    path = tmp_path / "film.mp4"
    path.write_bytes(b"no film")
    with pytest.raises(PeelError, match=r"^P290 "):
        find_reel(path)


def test_frames_come_as_often_as_asked(tmp_path):
    assert Reel(tmp_path, "a", 30.0, 9, ()).every(2.0) == 15
    assert Reel(tmp_path, "a", 10.0, 9, ()).every(60.0) == 1
    assert Reel(tmp_path, "a", 0.0, 9, ()).every(5.0) == 5
