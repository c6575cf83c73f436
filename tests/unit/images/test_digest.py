from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from peel.images.digest import of_bytes, of_file, of_pixels, thumb


def test_file_and_bytes_have_one_digest(tmp_path: Path) -> None:
    data = bytes(range(256)) * 5000
    (tmp_path / "a").write_bytes(data)
    assert of_file(tmp_path / "a") == of_bytes(data) == hashlib.sha256(data).hexdigest()


def test_pixel_digest_knows_the_shape() -> None:
    pixels = np.zeros((4, 6, 3), np.uint8)
    assert of_pixels(pixels) != of_pixels(pixels.reshape(6, 4, 3))


def test_pixel_digest_ignores_memory_layout() -> None:
    pixels = np.arange(72, dtype=np.uint8).reshape(4, 6, 3)
    assert of_pixels(np.asfortranarray(pixels)) == of_pixels(pixels)
    assert of_pixels(pixels)[:12] == "cddb14aa97a4"


def test_thumb_is_the_mean_of_areas() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (64, 96, 3), dtype=np.uint8)
    grey = pixels @ np.array([0.299, 0.587, 0.114])
    means = grey.reshape(16, 4, 16, 6).mean((1, 3))
    small = np.frombuffer(thumb(pixels), np.uint8).reshape(16, 16)
    assert np.abs(small - means).max() <= 1


@pytest.mark.parametrize("shape", [(1, 1, 3), (5, 300, 3), (17, 16, 3)])
def test_thumb_has_256_bytes_always(shape: tuple[int, int, int]) -> None:
    assert thumb(np.full(shape, 77, np.uint8)) == bytes([77]) * 256
