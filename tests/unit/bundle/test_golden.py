"""The golden batch as a file."""

from __future__ import annotations

import io

import numpy as np
import pytest

from peel.bundle.golden import Golden, difference, is_picture, pack, unpack
from peel.errors import PeelError

SHARES = np.full((4, 3), 1 / 3, np.float32)


def _npz(**arrays):
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def test_batch_survives_the_file(images):
    golden = unpack(pack(Golden(images, SHARES)))
    assert all((one == other).all() for one, other in zip(golden.images, images, strict=True))
    assert (golden.probabilities == SHARES).all()
    assert golden.probabilities.dtype == np.float32


def test_same_batch_gives_same_bytes(images):
    assert pack(Golden(images, SHARES)) == pack(Golden(images, SHARES))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no zip at all",
        _npz(probabilities=SHARES),
        _npz(probabilities=SHARES[:0]),
        _npz(image_000=np.zeros((2, 2, 3), np.uint8)),
        _npz(image_000=np.zeros((2, 2, 3), np.float32), probabilities=SHARES[:1]),
        _npz(image_000=np.zeros((2, 2, 3), np.uint8), probabilities=SHARES[0, :1]),
        _npz(image_000=np.array([{"code": 1}]), probabilities=SHARES[:1]),
    ],
)
def test_other_files_are_refused(data):
    with pytest.raises(PeelError, match=r"P655 golden batch cannot be read"):
        unpack(data)


def test_difference_tells_both_kinds():
    found = difference(np.array([[0.4, 0.6]]), np.array([[0.6, 0.4]]))
    assert found.largest == pytest.approx(0.2)
    assert found.other_top1 == 1


@pytest.mark.parametrize(
    ("shape", "dtype", "want"),
    [
        ((1, 1, 3), "uint8", True),
        ((0, 5, 3), "uint8", False),
        ((5, 5), "uint8", False),
        ((5, 5, 4), "uint8", False),
        ((1, 5, 5, 3), "uint8", False),
        ((5, 5, 3), "float32", False),
    ],
)
def test_picture_is_rgb_bytes(shape, dtype, want):
    assert is_picture(np.zeros(shape, dtype)) is want
