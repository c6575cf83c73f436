"""Kept pictures: the pixels, and nothing else."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from peel.errors import PeelError
from peel.feedback import pictures

ITEM = "ab" * 32


def _with_place() -> bytes:
    """A JPEG that says where it was taken."""
    picture = Image.fromarray(np.full((4, 6, 3), 90, np.uint8))
    exif = picture.getexif()
    exif[0x010E] = "canary"
    exif.get_ifd(0x8825)[1] = "N"
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def test_pixels_come_back_exactly(state):
    pixels = np.random.default_rng(0).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    place = pictures.keep(state, ITEM, picture=pixels)
    assert place == pictures.path(state, ITEM)
    assert (np.asarray(Image.open(place)) == pixels).all()


def test_what_the_camera_wrote_is_gone(state):
    place = pictures.keep(state, ITEM, picture=_with_place())
    assert b"canary" in _with_place()
    assert b"canary" not in place.read_bytes()
    assert not Image.open(place).getexif()


def test_kept_picture_stays(state):
    place = pictures.keep(state, ITEM, picture=_with_place())
    before = place.stat().st_mtime_ns
    pictures.keep(state, ITEM, picture=_with_place())
    assert place.stat().st_mtime_ns == before


def test_only_the_owner_may_look(state):
    pictures.keep(state, ITEM, picture=_with_place())
    assert state.pictures.stat().st_mode & 0o077 == 0


def test_forgotten_picture_is_gone(state):
    place = pictures.keep(state, ITEM, picture=_with_place())
    assert pictures.forget(state, ITEM)
    assert not place.exists()
    assert not pictures.forget(state, ITEM)


@pytest.mark.parametrize("item", ["", "../../x", "AB" * 32, "ab" * 31, "ab" * 32 + "\n"])
def test_odd_names_are_refused(state, item):
    with pytest.raises(PeelError, match="P836"):
        pictures.path(state, item)
