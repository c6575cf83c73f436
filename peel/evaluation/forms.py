"""One picture in the forms in which pictures come, for the proof that the file answers alike to all of them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_ROTATED = 6


def encoded(picture: NDArray[np.uint8]) -> dict[str, bytes]:
    """`picture` (h, w, 3) as the bytes of image files, by the name of the form."""
    rgb = Image.fromarray(picture)
    grey16 = Image.fromarray(np.asarray(rgb.convert("L"), np.uint16) * 257)
    exif = Image.Exif()
    exif[0x0112] = _ROTATED
    made: dict[str, tuple[Image.Image, str, dict[str, Any]]] = {
        "png": (rgb, "PNG", {}),
        "jpeg": (rgb, "JPEG", {}),
        "jpeg cmyk": (rgb.convert("CMYK"), "JPEG", {}),
        "jpeg rotated": (rgb, "JPEG", {"exif": exif}),
        "gif palette": (rgb.convert("P"), "GIF", {}),
        "bmp": (rgb, "BMP", {}),
        "webp": (rgb, "WEBP", {}),
        "png grey": (rgb.convert("L"), "PNG", {}),
        "png 16 bit": (grey16, "PNG", {}),
        "png alpha": (rgb.convert("RGBA"), "PNG", {}),
    }
    return {name: _bytes(how) for name, how in made.items()}


def _bytes(how: tuple[Image.Image, str, dict[str, Any]]) -> bytes:
    image, form, options = how
    buffer = BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()
