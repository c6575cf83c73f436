from dataclasses import replace

import av
import numpy as np
import pytest

from peel.errors import PeelError
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


def test_true_tracks_say_nothing_of_segments(tmp_path):
    reel = find_reel(write_film(tmp_path / "film.mp4", scene(1, 3)))
    with pytest.raises(PeelError, match=r"^P297 "):
        segments.watch(reel, Eye(dict, None), how=Watching(truth=tmp_path), told=lambda _: [])


def test_one_short_shot_makes_no_other_dearer(tmp_path):
    path = write_film(tmp_path / "film.mp4", [*scene(1, 100), *scene(2, 1)])
    asked = []
    eye = Eye(lambda pictures: asked.append(pictures) or {"p": np.ones((1, 1))}, None)
    seen = segments.watch(find_reel(path), eye, how=Watching(), told=lambda _: [("one", 1.0)])
    assert (len(seen.rows), len(asked)) == (2, 10)


def test_film_whose_size_changes_ends_there(tmp_path):
    path = tmp_path / "film.ts"
    path.write_bytes(
        b"".join(_capture(tmp_path, side, level=level) for side, level in ((64, 30), (96, 220)))
    )
    reel = find_reel(path)
    seen = segments.watch(
        reel,
        Eye(lambda _: {"p": np.ones((1, 1))}, None),
        how=Watching(),
        told=lambda _: [("one", 1.0)],
    )
    assert (len(reel.shots), len(seen.rows)) == (2, 1)


def _capture(folder, side, *, level):
    """A second of a broadcast in one colour."""
    path = folder / f"{side}.ts"
    with av.open(str(path), "w", format="mpegts") as film:
        stream = film.add_stream("mpeg2video", rate=24)
        stream.width = stream.height = side
        stream.pix_fmt = "yuv420p"
        frame = np.full((side, side, 3), level, np.uint8)
        for at in range(24):
            picture = av.VideoFrame.from_ndarray(frame, format="rgb24")
            picture.pts = at + side
            film.mux(stream.encode(picture))
        film.mux(stream.encode())
    return path.read_bytes()


def grid_eye(asked):
    """Names each clip by how bright its last frame is; what it was asked about is kept in `asked`."""

    def run(pictures):
        asked.extend(pictures)
        return {"p": np.array([[float(pictures[0][-1, -1].mean())]])}

    return Eye(run, None, frames=6, seconds=1.0)


def told(outputs):
    return [("light" if outputs["p"][0, 0] > 128 else "dark", 0.5)]


def test_window_reaches_over_no_cut(tmp_path):
    dark, light = (np.full((64, 96, 3), level, np.uint8) for level in (20, 230))
    path = write_film(tmp_path / "film.mp4", [*[dark] * 60, *[light] * 40])
    asked = []
    reel = find_reel(path)
    seen = segments.watch(reel, grid_eye(asked), how=Watching(), told=told)
    assert [row[1:4] for row in seen.rows] == [(0.0, 2.4, "dark"), (2.4, 4.0, "light")]
    assert len(asked) == 4  # two windows of 1.2 s, two of 0.8
    assert {picture.shape for picture in asked} == {(2 * 64, 3 * 96, 3)}
    assert max(np.ptp(picture.mean((2,))) for picture in asked) < 30


def test_windows_are_no_more_than_frames(tmp_path):
    """Also where the last frame says that it comes after thirty years."""
    reel = find_reel(write_film(tmp_path / "film.mp4", scene(1, 10)))
    for shot, window in ((reel.shots[0], 0.03), (reel.shots[0]._replace(end_s=1e9), 2.0)):
        asked = []
        how = Watching(window_s=window)
        seen = segments.watch(replace(reel, shots=(shot,)), grid_eye(asked), how=how, told=told)
        assert len(asked) == 10
        assert (seen.rows[0][1], seen.rows[-1][2]) == (0.0, round(shot.end_s, 3))


def test_window_shorter_than_a_frame_is_filled(tmp_path):
    path = write_film(tmp_path / "film.mp4", scene(1, 10))
    asked = []
    seen = segments.watch(find_reel(path), grid_eye(asked), how=Watching(window_s=0.06), told=told)
    assert len(asked) == 7
    assert (seen.rows[0][1], seen.rows[-1][2]) == (0.0, 0.4)


def test_label_that_goes_on_is_one_segment():
    stretches = [
        segments.Stretch(0, 0.0, 1.0, {"at": 0}),
        segments.Stretch(0, 1.0, 3.0, {"at": 1}),
        segments.Stretch(1, 3.0, 4.0, {"at": 2}),
    ]
    said = [[("a", 0.9), ("b", 0.5)], [("a", 0.6)], [("a", 0.8)]]
    found = segments.join(iter(stretches), lambda outputs: said[outputs["at"]])
    assert [(one.label, one.start_s, one.end_s, round(one.score, 3)) for one in found] == [
        ("a", 0.0, 3.0, 0.7),
        ("b", 0.0, 1.0, 0.5),
        ("a", 3.0, 4.0, 0.8),
    ]
