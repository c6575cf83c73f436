"""The golden batch: pictures with the answers that the file gave where it was proven.

`golden.npz` holds `image_000`, `image_001`, ... (each (h, w, 3) uint8, sizes may differ) and
`probabilities` (n, k) float32, row i for image i, each run as a batch of one. It is stored without
compression, so that the same batch is the same bytes whatever compresses elsewhere.
"""

from __future__ import annotations

import io
import zipfile
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from peel.errors import PeelError

TOLERANCE = 1e-3


class Golden(NamedTuple):
    """n pictures and the (n, k) probabilities that are expected of them."""

    images: tuple[NDArray[np.uint8], ...]
    probabilities: NDArray[np.float32]


class Difference(NamedTuple):
    """How far two tables of probabilities are apart: the largest difference, and rows of another top-1."""

    largest: float
    other_top1: int


def pack(golden: Golden) -> bytes:
    """The bytes of golden.npz; the same batch, the same bytes."""
    arrays = {f"image_{place:03d}": image for place, image in enumerate(golden.images)}
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, probabilities=golden.probabilities, **arrays)
    return buffer.getvalue()


def unpack(data: bytes) -> Golden:
    """The batch in golden.npz; raises P655 where it holds something else. Nothing in it is executed."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            probabilities = arrays["probabilities"]
            names = [f"image_{place:03d}" for place in range(len(probabilities))]
            images = tuple(arrays[name] for name in names)
    except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise _unreadable(str(error)) from error
    if not images or probabilities.ndim != 2 or not all(map(is_picture, images)):
        raise _unreadable(f"{len(images)} images, probabilities of shape {probabilities.shape}")
    return Golden(images=images, probabilities=probabilities)


def difference(answered: NDArray[np.floating], expected: NDArray[np.floating]) -> Difference:
    """How far (n, k) answers are from the expected ones.

    >>> difference(np.array([[0.5, 0.5], [0.2, 0.8]]), np.array([[0.5, 0.5], [0.6, 0.4]]))
    Difference(largest=0.4, other_top1=1)
    """
    largest = float(np.abs(answered.astype(np.float64) - expected).max())
    return Difference(largest, int((answered.argmax(axis=1) != expected.argmax(axis=1)).sum()))


def is_picture(pixels: NDArray[np.generic]) -> bool:
    """Whether an array is (h, w, 3) uint8 with at least one pixel."""
    return (
        pixels.dtype == np.uint8 and pixels.ndim == 3 and pixels.shape[2] == 3 and pixels.size > 0
    )


def _unreadable(got: str) -> PeelError:
    return PeelError(
        "P655",
        "golden batch cannot be read",
        got=got,
        allowed="image_000, image_001, ... (h, w, 3) uint8 and probabilities (n, k)",
        do="build the model again",
    )
