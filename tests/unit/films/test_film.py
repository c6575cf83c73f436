from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from peel.errors import PeelError
from peel.films.film import Limits, Wanted, open_film
from tests.unit.films.drawn import SIZE, scene, turn, write_film

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    return write_film(tmp_path_factory.mktemp("film") / "film.mp4", scene(0, 20))


def read(path, *how, **limits):
    with open_film(path, *how, **limits) as film:
        return list(film)


def test_frames_come_as_they_are(film):
    frames = read(film)
    assert [frame.number for frame in frames] == list(range(20))
    assert [round(frame.seconds, 3) for frame in frames] == [round(n / 25, 3) for n in range(20)]
    drawn = np.stack(scene(0, 20)).astype(int)
    assert np.abs(np.stack([frame.pixels for frame in frames]) - drawn).mean() < 8


@pytest.mark.parametrize("form", ["ts", "mkv", "mp4"])
def test_times_count_from_the_beginning(tmp_path, form):
    path = write_film(tmp_path / f"film.{form}", scene(0, 4), start_s=90_000)
    assert [round(frame.seconds, 3) for frame in read(path)] == [0.0, 0.04, 0.08, 0.12]


def test_film_tells_its_size_and_rate(film):
    with open_film(film) as told:
        assert (told.height, told.width) == SIZE
        assert (told.fps, told.stated) == (25.0, 20)


def test_frames_come_small_and_thinned(film):
    frames = read(film, Wanted(width=48, height=32, every=5))
    assert [frame.number for frame in frames] == [0, 5, 10, 15]
    assert {frame.pixels.shape for frame in frames} == {(32, 48, 3)}


@pytest.mark.parametrize(
    ("matrix", "shown"),
    [
        ((0, 1, -1, 0), lambda frame: np.rot90(frame, -1)),
        ((0, -1, 1, 0), lambda frame: np.rot90(frame, 1)),
        ((-1, 0, 0, -1), lambda frame: np.rot90(frame, 2)),
        ((-1, 0, 0, 1), lambda frame: frame[:, ::-1]),
        ((0, 1, 1, 0), lambda frame: frame.transpose(1, 0, 2)),
    ],
)
def test_frames_are_turned_and_mirrored(film, tmp_path, matrix, shown):
    path = turn(Path(shutil.copy(film, tmp_path)), *matrix)
    plain, turned = read(film)[0].pixels, read(path)[0].pixels
    np.testing.assert_array_equal(turned, shown(plain))
    assert read(path, Wanted(width=30, height=20))[0].pixels.shape == (20, 30, 3)


def test_child_ends_with_the_block(film):
    with open_film(film) as told:
        next(iter(told))
        child = told._child
    assert child.returncode is not None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list.mp4", "#EXTM3U\n#EXTINF:1,\nfile://{film}\n#EXT-X-ENDLIST\n"),
        ("list.m3u8", "#EXTM3U\n#EXTINF:1,\n{film}\n#EXT-X-ENDLIST\n"),
        ("concat.mp4", "ffconcat version 1.0\nfile {film}\n"),
        ("dash.mp4", '<?xml version="1.0"?><MPD><BaseURL>file://{film}</BaseURL></MPD>'),
        ("words.mp4", "no film at all"),
        ("empty.mp4", ""),
    ],
)
def test_list_of_films_is_no_film(film, tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text.format(film=film))
    with pytest.raises(PeelError) as refused:
        read(path)
    assert refused.value.code == "P290"


def test_pipe_and_folder_are_no_film(tmp_path):
    os.mkfifo(tmp_path / "pipe.mp4")
    (tmp_path / "folder.mp4").mkdir()
    for name in ("pipe.mp4", "folder.mp4", "absent.mp4"):
        with pytest.raises(PeelError) as refused:
            read(tmp_path / name)
        assert refused.value.code == "P290"


def test_name_of_a_film_moves_no_cursor(tmp_path):
    path = tmp_path / "a\x1b[2J\nb.mp4"
    path.write_bytes(b"no film")
    with pytest.raises(PeelError) as refused:
        read(path)
    assert "\x1b" not in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "limits",
    [
        Limits(frames=5),
        Limits(pixels=1000),
        Limits(memory=200 << 20),
    ],
    ids=["frames", "pixels", "memory"],
)
def test_film_beyond_the_limits_is_refused(film, limits):
    with pytest.raises(PeelError) as refused:
        read(film, limits=limits)
    assert refused.value.code == "P291"


def test_film_cut_short_gives_what_is_there(tmp_path):
    path = tmp_path / "short.avi"
    rng = np.random.default_rng(0)
    write_film(path, [rng.integers(0, 255, (64, 96, 3), np.uint8) for _ in range(20)])
    data = path.read_bytes()
    Path(path).write_bytes(data[: len(data) // 2])
    frames = read(path)
    assert 2 < len(frames) < 20


@pytest.mark.parametrize("every", [1, 5])
def test_times_go_on_where_films_are_joined(tmp_path, every):
    pieces = [write_film(tmp_path / f"{n}.ts", scene(n, 50)).read_bytes() for n in (1, 2)]
    (tmp_path / "both.ts").write_bytes(b"".join(pieces))
    times = [frame.seconds for frame in read(tmp_path / "both.ts", Wanted(every=every))]
    assert len(times) >= 98 // every
    np.testing.assert_allclose(np.diff(times), every / 25, atol=0.02)
