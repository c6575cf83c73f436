"""Small pictures inside the page: as data, so that the page needs nothing beside it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from peel.html.thumb import address, of_image
from peel.images import shards
from peel.types.report import Thumb


def of_item(folder: Path, row: Mapping[str, Any], *, text: str) -> Thumb:
    """The item of a manifest row, from the shards in `folder`, at most 144 px on its longer side."""
    return of_image(Image.fromarray(shards.read_pixels(folder, row).pixels), text)


def of_file(path: Path, text: str) -> Thumb:
    """A picture file as it is."""
    data = path.read_bytes()
    with Image.open(io.BytesIO(data)) as image:
        width, height = image.size
        kind = image.get_format_mimetype() or "image/jpeg"
    return Thumb(address=address(kind, data), width=width, height=height, text=text)
