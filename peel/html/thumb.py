"""A small picture inside a page: as data, so that the page needs nothing beside it."""

from __future__ import annotations

import base64
import io

from PIL import Image

from peel.types.report import TINY_PX, Thumb

THUMB_PX = 144
_QUALITY = 78


def of_image(image: Image.Image, text: str) -> Thumb:
    """The picture at most 144 px on its longer side; JPEG, but PNG for what is very small: JPEG's blocks would be most of it."""
    image.thumbnail((THUMB_PX, THUMB_PX), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    if max(image.size) <= TINY_PX:
        image.save(file, "PNG")
        kind = "image/png"
    else:
        image.save(file, "JPEG", quality=_QUALITY)
        kind = "image/jpeg"
    where = address(kind, file.getvalue())
    return Thumb(address=where, width=image.width, height=image.height, text=text)


def address(kind: str, data: bytes) -> str:
    """The bytes of a file as an address.

    >>> address("image/png", b"abc")
    'data:image/png;base64,YWJj'
    """
    return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"
