import numpy as np
import pytest
from PIL import Image

from peel.backbones import resize
from peel.runtime.session import open_session


@pytest.mark.parametrize("shape", [(32, 48), (100, 64), (301, 207)])
def test_resize_is_close_to_pillow(shape):
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    wave = 127 + 120 * np.sin(rows / 9) * np.cos(columns / 13)
    picture = np.stack([wave, wave[::-1], 255 - wave], -1).astype(np.uint8)
    (got,) = open_session(resize.graph(64)).run(None, {resize.IMAGE: picture[None]})
    want = np.asarray(Image.fromarray(picture).resize((64, 64), Image.Resampling.BILINEAR))
    assert np.abs(got[0].transpose(1, 2, 0) - want).mean() < 0.6
    assert (got == np.round(got)).all()
    assert got.min() >= 0
    assert got.max() <= 255


def test_picture_of_the_right_size_is_untouched():
    picture = np.random.default_rng(0).integers(0, 256, (64, 64, 3)).astype(np.uint8)
    (got,) = open_session(resize.graph(64)).run(None, {resize.IMAGE: picture[None]})
    np.testing.assert_array_equal(got[0].transpose(1, 2, 0), picture)
