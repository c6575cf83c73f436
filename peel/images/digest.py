"""Exact digests of bytes and pixels, and the small grey thumb that near duplicates share."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

THUMB_SIDE = 16


def of_bytes(data: bytes) -> str:
    """SHA-256 as 64 hex digits.

    >>> of_bytes(b"peel")[:12]
    '099ae4672fc8'
    """
    return hashlib.sha256(data).hexdigest()


def of_file(path: Path) -> str:
    """SHA-256 of the file at `path`, read in blocks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def of_pixels(pixels: NDArray[np.uint8]) -> str:
    """SHA-256 of height, width (each 4 bytes, little-endian) and the RGB bytes of (h, w, 3) pixels.

    Two files with the same digest show the same picture, whatever their formats.
    """
    digest = hashlib.sha256(struct.pack("<II", *pixels.shape[:2]))
    digest.update(np.ascontiguousarray(pixels).data)
    return digest.hexdigest()


def thumb(pixels: NDArray[np.uint8]) -> bytes:
    """256 bytes: the (h, w, 3) picture as 16 x 16 grey levels, each the mean of its area.

    In integers (Pillow's luma and box filter), so that every machine gives the same bytes.
    """
    side = (THUMB_SIDE, THUMB_SIDE)
    return Image.fromarray(pixels).convert("L").resize(side, Image.Resampling.BOX).tobytes()
