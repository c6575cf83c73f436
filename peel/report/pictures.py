"""Small pictures inside the page: as data, so that the page needs nothing beside it."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from peel.images import shards
from peel.types.report import TINY_PX, Thumb

THUMB_PX = 144
_QUALITY = 78


def of_item(folder: Path, row: Mapping[str, Any], *, text: str) -> Thumb:
    """The item of a manifest row, from the shards in `folder`, at most 144 px on its longer side."""
    image = Image.fromarray(shards.read_pixels(folder, row).pixels)
    image.thumbnail((THUMB_PX, THUMB_PX), Image.Resampling.LANCZOS)
    return _thumb(image, text)


def of_file(path: Path, text: str) -> Thumb:
    """A picture file as it is."""
    data = path.read_bytes()
    with Image.open(io.BytesIO(data)) as image:
        width, height = image.size
        kind = image.get_format_mimetype() or "image/jpeg"
    return Thumb(address=_address(kind, data), width=width, height=height, text=text)


def _thumb(image: Image.Image, text: str) -> Thumb:
    """JPEG, but PNG for what is very small: JPEG's blocks would be most of the picture."""
    file = io.BytesIO()
    if max(image.size) <= TINY_PX:
        image.save(file, "PNG")
        kind = "image/png"
    else:
        image.save(file, "JPEG", quality=_QUALITY)
        kind = "image/jpeg"
    address = _address(kind, file.getvalue())
    return Thumb(address=address, width=image.width, height=image.height, text=text)


def _address(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"
