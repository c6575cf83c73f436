"""Bytes to pixels by the one rule of the whole product.

The picture is decoded in full (no draft scaling: it differs by up to 34 levels), the first frame of an
animation is taken, EXIF rotation is applied, and what is left is 8-bit RGB as Pillow's `convert("RGB")`
gives it: transparency and colour profiles are ignored. What has more than one meaning is refused.
"""

from __future__ import annotations

import io
import logging
import re
import warnings
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# Each plug-in is named, so that decoding never scans for others (and never from two threads at once).
from PIL import (
    AvifImagePlugin,  # noqa: F401
    BmpImagePlugin,  # noqa: F401
    DdsImagePlugin,  # noqa: F401
    ExifTags,
    GifImagePlugin,  # noqa: F401
    IcoImagePlugin,  # noqa: F401
    Image,
    Jpeg2KImagePlugin,  # noqa: F401
    JpegImagePlugin,  # noqa: F401
    MpoImagePlugin,  # noqa: F401
    PngImagePlugin,  # noqa: F401
    PpmImagePlugin,  # noqa: F401
    PsdImagePlugin,  # noqa: F401
    QoiImagePlugin,  # noqa: F401
    SgiImagePlugin,  # noqa: F401
    TgaImagePlugin,  # noqa: F401
    TiffImagePlugin,  # noqa: F401
    UnidentifiedImageError,
    WebPImagePlugin,  # noqa: F401
)

from peel.errors import PeelError
from peel.images.formats import HEAD_BYTES, READ, describe, sniff
from peel.images.png import without_words

MAX_PIXELS = 89_478_485
_NARROW = 2048  # of 65536: 8 of 256 levels

_EIGHT_BIT = frozenset(("1", "L", "LA", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr"))
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING = (5, 6, 7, 8)  # width and height change places
_PILLOW = r"PIL\."
_QUIET = ("ignore", None, Warning, re.compile(_PILLOW), 0)

logging.getLogger("PIL").addHandler(logging.NullHandler())
Image.preinit()


class Limits(NamedTuple):
    """What is decoded at all: formats by Pillow's name, pixels in all, pixels of the longer side."""

    formats: tuple[str, ...] = READ
    pixels: int = MAX_PIXELS
    side_px: int = MAX_PIXELS


class Extent(NamedTuple):
    """Width and height of a picture in pixels as its file stores it, and how EXIF turns it: 1 to 8, 1 is not at all."""

    width: int
    height: int
    turn: int

    @property
    def shown(self) -> tuple[int, int]:
        """Width and height as `decode` gives it."""
        return (self.height, self.width) if self.turn in _LYING else (self.width, self.height)


class Picture(NamedTuple):
    """Decoded pixels (h, w, 3) uint8, C-contiguous and read-only, and how the file stored them."""

    pixels: NDArray[np.uint8]
    mode: str
    format: str


def decode(data: bytes, *, limits: Limits = Limits()) -> Picture:  # noqa: B008 (a frozen record)
    """The pixels of one picture file; `limits` may be narrower than the product's own.

    Safe to call from several threads. Raises PeelError P301 (no bytes), P302 (no picture that is read),
    P303 (too many pixels), P304 (broken or cut short), P305 (pixels without one 8-bit meaning), P306
    (16 bits of which 8 would show next to nothing), P307 (a picture in its transparency alone), never
    anything else. Cost: one full decode, about 2 ms for a JPEG of 640 x 427.
    """
    _silence()
    if not data:
        raise PeelError(
            "P301",
            "picture refused",
            got="an empty file",
            allowed="a whole picture",
            do="fetch the file again or delete it",
        )
    try:
        return _decode(data, limits)
    except PeelError as error:
        if "MAX_TEXT" not in str(error.got):  # Pillow's limit on words in a PNG
            raise
    return _decode(without_words(data), limits)


def extent(data: bytes) -> Extent | None:
    """How large the picture is, by what its first bytes say; None where these are too few, or no picture.

    Decodes no pixel. Safe to call from several threads.
    """
    _silence()
    try:
        image = _open(data, READ)
        # Without EXIF at its beginning, Pillow would decode a PNG to look for one at its end.
        is_plain = image.format == "PNG" and b"eXIf" not in data
        return Extent(*image.size, 1 if is_plain else _orientation(image))
    except PeelError:
        return None


def _decode(data: bytes, limits: Limits) -> Picture:
    image = _open(data, limits.formats)
    stated = image.format or "picture"
    _refuse_bomb(image, limits)
    mode = _load(image, data)
    pixels = np.asarray(_turn(_to_rgb(image, mode), _orientation(image)))
    return Picture(pixels, mode, stated)


def _silence() -> None:
    """Keep Pillow's warnings from the person; what matters in them becomes an error or a stated rule.

    `warnings.catch_warnings` is not safe in threads, so the filter is set for the process. It is looked
    for at every call because test runners and notebooks put the list of filters back.
    """
    if warnings.filters[:1] != [_QUIET]:
        warnings.filterwarnings("ignore", module=_PILLOW)


def _open(data: bytes, formats: tuple[str, ...]) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=formats)
    except UnidentifiedImageError as error:
        if sniff(data[:HEAD_BYTES]) in formats:
            raise _broken(data, "its header cannot be read") from error
        raise PeelError(
            "P302",
            "picture refused",
            got=describe(data[:HEAD_BYTES]),
            allowed=f"one of {', '.join(formats)}, whole from its first byte",
            do="convert it, for instance to JPEG or PNG, or delete it",
        ) from error
    except Image.DecompressionBombError as error:
        raise _bomb(error) from error
    except MemoryError:
        raise
    except Exception as error:  # Pillow raises SyntaxError, ValueError, struct.error, ... as well
        raise _broken(data, str(error) or type(error).__name__) from error


def _load(image: Image.Image, data: bytes) -> str:
    """Decode all pixels of the first frame; the mode as it is stored."""
    try:
        image.load()
    except Image.DecompressionBombError as error:
        raise _bomb(error) from error
    except MemoryError:
        raise
    except Exception as error:
        raise _broken(data, str(error) or type(error).__name__) from error
    _refuse_bomb(image, Limits())
    return image.mode


def _refuse_bomb(image: Image.Image, limits: Limits) -> None:
    if image.width * image.height > limits.pixels:
        raise _bomb(f"{image.width * image.height} pixels", limits.pixels)
    if max(image.size) > limits.side_px:
        raise _too_large(
            f"{image.width} x {image.height} pixels", f"sides of at most {limits.side_px} pixels"
        )


def _bomb(stated: object, most: int = MAX_PIXELS) -> PeelError:
    return _too_large(f"{re.findall('[0-9]+', str(stated))[0]} pixels", f"at most {most} pixels")


def _too_large(got: str, allowed: str) -> PeelError:
    return PeelError(
        "P303",
        "picture refused before it is decoded",
        got=got,
        allowed=allowed,
        do="make it smaller, or delete it: such files are also made to fill a computer's memory",
    )


def _broken(data: bytes, reason: str) -> PeelError:
    reason = re.sub(r" at 0x[0-9a-f]+", "", reason)  # an address of memory differs in every run
    return PeelError(
        "P304",
        "picture broken or cut short",
        got=f"{describe(data[:HEAD_BYTES])} of {len(data)} bytes: {reason}",
        allowed="a whole picture",
        do="fetch the file again or delete it",
    )


def _to_rgb(image: Image.Image, mode: str) -> Image.Image:
    try:
        # Pillow opens 16-bit PGM as 32-bit, with values scaled to 0..65535.
        if mode.startswith("I;16") or (mode == "I" and image.format == "PPM"):
            wide = np.asarray(image).astype(np.uint32)
            _refuse_narrow(wide)
            return Image.fromarray(((wide + 128) // 257).astype(np.uint8)).convert("RGB")
        if mode in _EIGHT_BIT:
            plain = image.convert("RGB")
            _refuse_transparent(image, plain)
            return plain
    except PeelError:
        raise
    except Exception as error:
        raise _unclear(mode, f": {error}") from error
    raise _unclear(mode, "")


def _refuse_narrow(wide: NDArray[np.uint32]) -> None:
    low, high = int(wide.min()), int(wide.max())
    if 0 < high - low < _NARROW:
        raise PeelError(
            "P306",
            "16-bit picture with too narrow a range",
            got=f"values {low} to {high} of 0 to 65535, which 8 bits would show in {(high - low) // 257 + 1} of 256 levels",
            allowed=f"a range of {_NARROW} or more",
            do="stretch it to 8 bits before, with one low and one high for all pictures: "
            "(255.0 * (pixels - low) / (high - low)).clip(0, 255).astype('uint8')",
        )


def _refuse_transparent(image: Image.Image, plain: Image.Image) -> None:
    if not image.has_transparency_data or any(low < high for low, high in _extrema(plain)):
        return
    ((low, high),) = _extrema(image.convert("RGBA").getchannel("A"))
    if low < high:
        raise PeelError(
            "P307",
            "picture is in its transparency alone",
            got=f"one colour everywhere, under transparency of {low} to {high}",
            allowed="a picture in its colours: transparency is ignored",
            do="put it on a ground before: "
            "Image.alpha_composite(Image.new('RGBA', im.size, 'white'), im.convert('RGBA')).convert('RGB')",
        )


def _extrema(image: Image.Image) -> list[tuple[int, int]]:
    """The least and the greatest level of each channel."""
    return [channel.getextrema() for channel in image.split()]  # type: ignore[misc]


def _unclear(mode: str, detail: str) -> PeelError:
    return PeelError(
        "P305",
        "picture has no single meaning as 8-bit RGB",
        got=f"pixels of mode {mode}{detail}",
        allowed="grey, palette, RGB, YCbCr or CMYK of 8 bits, with or without transparency; grey of 16 bits",
        do="convert it to 8-bit RGB with the range that you want",
    )


def _orientation(image: Image.Image) -> int:
    """1..8; 1 where EXIF is absent or cannot be read: the pixels are whole all the same."""
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:
        return 1


def _turn(image: Image.Image, orientation: int) -> Image.Image:
    method = _TURNS.get(orientation)
    return image if method is None else image.transpose(method)
