"""Small pictures inside the page: as data, so that the page needs nothing beside it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from peel.films import grid
from peel.html.thumb import THUMB_PX, address, of_image
from peel.images import shards
from peel.types.report import Thumb

_GAP_PX, _QUALITY = 3, 78


def of_item(folder: Path, row: Mapping[str, Any], *, text: str) -> Thumb:
    """The item of a manifest row, from the shards in `folder`, at most 144 px on its longer side."""
    return of_image(Image.fromarray(shards.read_pixels(folder, row).pixels), text)


def of_clip(folder: Path, row: Mapping[str, Any], *, frames: int, text: str) -> Thumb:
    """The frames of a clip in a line, each at most 144 px on its longer side."""
    line = [
        Image.fromarray(one) for one in grid.cut(shards.read_pixels(folder, row).pixels, frames)
    ]
    for one in line:
        one.thumbnail((THUMB_PX, THUMB_PX), Image.Resampling.LANCZOS)
    width, height = line[0].size
    paper = Image.new("RGB", (width * frames + _GAP_PX * (frames - 1), height), "white")
    for place, one in enumerate(line):
        paper.paste(one, (place * (width + _GAP_PX), 0))
    file = io.BytesIO()
    paper.save(file, "JPEG", quality=_QUALITY)
    where = address("image/jpeg", file.getvalue())
    return Thumb(address=where, width=paper.width, height=paper.height, text=text)


def of_file(path: Path, text: str) -> Thumb:
    """A picture file as it is."""
    data = path.read_bytes()
    with Image.open(io.BytesIO(data)) as image:
        width, height = image.size
        kind = image.get_format_mimetype() or "image/jpeg"
    return Thumb(address=address(kind, data), width=width, height=height, text=text)
