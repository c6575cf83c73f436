import numpy as np
import pytest

from peel.films import grid


@pytest.mark.parametrize("frames", [1, 2, 5, 6, 9, 12])
def test_what_was_joined_is_cut_again(frames):
    rng = np.random.default_rng(frames)
    every = [rng.integers(0, 256, (7, 5, 3)).astype(np.uint8) for _ in range(frames)]
    picture = grid.join(every)
    rows, columns = grid.shape(frames)
    assert picture.shape == (7 * rows, 5 * columns, 3)
    for wanted, got in zip(every, grid.cut(picture, frames), strict=True):
        np.testing.assert_array_equal(wanted, got)


def test_grid_reads_like_a_page():
    every = [np.full((1, 1, 3), value, np.uint8) for value in range(6)]
    assert grid.join(every)[..., 0].tolist() == [[0, 1, 2], [3, 4, 5]]


def test_picture_says_how_long_its_clip_is():
    picture = np.zeros((2, 3, 3), np.uint8)
    assert grid.seconds_of(grid.to_png(picture, seconds=2.04)) == 2.04
    assert grid.seconds_of(grid.to_png(picture, seconds=float("nan"))) == 0.0
    assert grid.seconds_of(b"\x89PNG") == 0.0


@pytest.mark.parametrize(("height", "width"), [(64, 96), (4, 6), (448, 672), (448, 2400)])
def test_grid_is_told_by_its_size(height, width):
    assert grid.is_one(np.zeros((height, width, 3), np.uint8), 6)


@pytest.mark.parametrize(("height", "width"), [(1, 50), (9, 9), (2, 3), (480, 640), (1080, 1920)])
def test_photo_is_no_grid(height, width):
    assert not grid.is_one(np.zeros((height, width, 3), np.uint8), 6)
