import numpy as np
import pytest
from PIL import Image

from peel.backbones import resize
from peel.films import grid
from peel.runtime.session import open_session
from peel.types.items import Size


@pytest.mark.parametrize("shape", [(32, 48), (100, 64), (301, 207)])
def test_resize_is_close_to_pillow(shape):
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    wave = 127 + 120 * np.sin(rows / 9) * np.cos(columns / 13)
    picture = np.stack([wave, wave[::-1], 255 - wave], -1).astype(np.uint8)
    (got,) = open_session(resize.graph(Size(64))).run(None, {resize.IMAGE: picture[None]})
    want = np.asarray(Image.fromarray(picture).resize((64, 64), Image.Resampling.BILINEAR))
    assert np.abs(got[0].transpose(1, 2, 0) - want).mean() < 0.6
    assert (got == np.round(got)).all()
    assert got.min() >= 0
    assert got.max() <= 255


def test_picture_of_the_right_size_is_untouched():
    picture = np.random.default_rng(0).integers(0, 256, (64, 64, 3)).astype(np.uint8)
    (got,) = open_session(resize.graph(Size(64))).run(None, {resize.IMAGE: picture[None]})
    np.testing.assert_array_equal(got[0].transpose(1, 2, 0), picture)


def test_frame_of_a_grid_is_resized_alone():
    every = [
        np.random.default_rng(seed).integers(0, 256, (90, 70, 3)).astype(np.uint8)
        for seed in range(12)
    ]
    batch = np.stack([grid.join(every[:6]), grid.join(every[6:])])
    (got,) = open_session(resize.graph(Size(64, 6))).run(None, {resize.IMAGE: batch})
    (alone,) = open_session(resize.graph(Size(64))).run(None, {resize.IMAGE: np.stack(every)})
    np.testing.assert_array_equal(got, alone)


def test_grid_of_any_size_is_taken():
    picture = np.zeros((171, 233, 3), np.uint8)
    (got,) = open_session(resize.graph(Size(64, 6))).run(None, {resize.IMAGE: picture[None]})
    assert got.shape == (6, 3, 64, 64)
