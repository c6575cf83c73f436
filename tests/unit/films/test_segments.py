import numpy as np
import pytest

from peel.films import segments
from peel.films.reel import Eye, Watching, find_reel
from tests.unit.films.drawn import scene, write_film

pytestmark = pytest.mark.slow


def test_shot_gets_the_mean_of_its_frames(tmp_path):
    dark, light = (scene(1, 40), scene(2, 10))
    path = write_film(tmp_path / "film.mp4", [*dark, *light])
    reel, asked = find_reel(path), []

    def run(pictures):
        assert len(pictures) == 1
        asked.append(len(asked))
        return {"p": np.array([[float(asked[-1])]])}

    seen = segments.watch(
        reel, Eye(run, None), how=Watching(5.0), told=lambda p: [("n", float(p["p"][0, 0]))]
    )
    assert len(asked) == 10
    assert seen.columns[0] == "video"
    assert [row[1:] for row in seen.rows] == [(0.0, 1.6, "n", 3.5), (1.6, 2.0, "n", 8.5)]


def test_short_shot_is_asked_about_too(tmp_path):
    path = write_film(tmp_path / "film.mp4", [*scene(1, 30), *scene(2, 9), *scene(3, 30)])
    seen = segments.watch(
        find_reel(path),
        Eye(lambda _: {"p": np.ones((1, 1))}, None),
        how=Watching(0.1),
        told=lambda _: [("one", 1.0)],
    )
    assert len(seen.rows) == 3
