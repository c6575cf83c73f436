"""Pictures that were kept: their decoded pixels as PNG, and nothing that a camera or a person wrote beside them."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import numpy as np
from PIL import Image

from peel import files
from peel.errors import PeelError
from peel.images.decode import decode
from peel.project.state import State

Pixels = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]


def path(state: State, item: str) -> Path:
    """Where the picture with the digest `item` lies, if it is kept; raises P836 for what is no digest."""
    if not re.fullmatch("[0-9a-f]{64}", item):
        raise PeelError(
            "P836",
            "no digest of a picture",
            got=item,
            allowed="64 digits from 0-9 and a-f, the sha256 of the file",
            do="copy it from labels.csv, or from sha256sum FILE",
        )
    return state.pictures / item[:2] / f"{item}.png"


def keep(state: State, item: str, *, picture: Pixels | bytes) -> Path:
    """Keep pixels (h, w, 3), or the file's bytes, which are decoded first; a picture that is there stays."""
    place = path(state, item)
    if not place.exists():
        pixels = decode(picture).pixels if isinstance(picture, bytes) else picture
        buffer = io.BytesIO()
        # Level 1 takes a third of the default's time for files a tenth larger.
        Image.fromarray(np.ascontiguousarray(pixels)).save(buffer, "PNG", compress_level=1)
        state.pictures.mkdir(parents=True, exist_ok=True, mode=0o700)
        files.write_bytes(place, buffer.getvalue())
    return place


def forget(state: State, item: str) -> bool:
    """Remove a picture; False where it was not kept."""
    place = path(state, item)
    with files.guard(place), contextlib.suppress(FileNotFoundError):
        place.unlink()
        return True
    return False
