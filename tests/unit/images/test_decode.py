from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from peel.errors import PeelError
from peel.images.decode import MAX_PIXELS, decode
from peel.images.digest import of_pixels

DATA = Path(__file__).resolve().parents[2] / "data" / "pictures"
ROWS, COLUMNS = np.mgrid[:12, :16]
RGB = np.stack([COLUMNS * 16, ROWS * 20, (ROWS + COLUMNS) * 9], -1).astype(np.uint8)
GREY = (ROWS * 16 + COLUMNS).astype(np.uint8)
WIDE = (ROWS * 5000 + COLUMNS * 300).astype(np.uint16)


def saved(image: Image.Image, form: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def with_alpha(mode: str) -> Image.Image:
    image = Image.fromarray(RGB).convert(mode)
    image.putalpha(Image.fromarray(GREY))
    return image


def indexed(shift: int = 0) -> Image.Image:
    """A palette picture of stated indices: no quantizer, which could change with Pillow."""
    image = Image.frombytes("P", (16, 12), np.roll(GREY % 32, shift, axis=1).tobytes())
    image.putpalette([level * 7 % 256 for level in range(96)])
    return image


def palette(transparency: bytes | int | None = None) -> bytes:
    image = indexed()
    return saved(image) if transparency is None else saved(image, transparency=transparency)


def frames(form: str, **options: Any) -> bytes:
    whole = [Image.fromarray(np.roll(RGB, step, axis=1)) for step in range(3)]
    images = [indexed(step) for step in range(3)] if form == "GIF" else whole
    return saved(images[0], form, save_all=True, append_images=images[1:], duration=50, **options)


def turned(orientation: int, form: str = "PNG") -> bytes:
    exif = Image.Exif()
    exif[274] = orientation
    return saved(Image.fromarray(RGB), form, exif=exif)


def png_header(width: int, height: int) -> bytes:
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    size, check = struct.pack(">I", 13), struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + size + chunk + check + struct.pack(">I", 10) + b"IDAT"


def refused(data: bytes, code: str) -> PeelError:
    with pytest.raises(PeelError) as caught:
        decode(data)
    assert caught.value.code == code
    return caught.value


GOLDEN: dict[str, tuple[Callable[[], bytes], str, str, str]] = {
    "RGB PNG": (lambda: saved(Image.fromarray(RGB)), "RGB", "PNG", "fc1fc1ce48ef12df"),
    "RGB BMP": (lambda: saved(Image.fromarray(RGB), "BMP"), "RGB", "BMP", "fc1fc1ce48ef12df"),
    "RGB TIFF": (lambda: saved(Image.fromarray(RGB), "TIFF"), "RGB", "TIFF", "fc1fc1ce48ef12df"),
    "RGB PPM": (lambda: saved(Image.fromarray(RGB), "PPM"), "RGB", "PPM", "fc1fc1ce48ef12df"),
    "RGBA": (lambda: saved(with_alpha("RGB")), "RGBA", "PNG", "fc1fc1ce48ef12df"),
    "grey": (lambda: saved(Image.fromarray(GREY)), "L", "PNG", "d74f8786a0502b2c"),
    "LA": (lambda: saved(with_alpha("L")), "LA", "PNG", "8674d62a466e01e5"),
    "one bit": (lambda: saved(Image.fromarray(GREY > 90)), "1", "PNG", "823ef138a65de2fb"),
    "palette": (palette, "P", "PNG", "462eb7d44eebb699"),
    "palette, transparent": (lambda: palette(bytes(range(32))), "P", "PNG", "462eb7d44eebb699"),
    "16-bit PNG": (lambda: saved(Image.fromarray(WIDE)), "I;16", "PNG", "675a419a257d8798"),
    "16-bit TIFF": (
        lambda: saved(Image.fromarray(WIDE), "TIFF"),
        "I;16",
        "TIFF",
        "675a419a257d8798",
    ),
    "CMYK TIFF": (
        lambda: saved(Image.fromarray(RGB).convert("CMYK"), "TIFF"),
        "CMYK",
        "TIFF",
        "fc1fc1ce48ef12df",
    ),
    "animated GIF": (lambda: frames("GIF"), "P", "GIF", "462eb7d44eebb699"),
    "animated WebP": (lambda: frames("WEBP", lossless=True), "RGB", "WEBP", "fc1fc1ce48ef12df"),
    "JPEG": ((DATA / "colour.jpg").read_bytes, "RGB", "JPEG", "33a5c05ec5c09278"),
    "progressive JPEG": (
        (DATA / "progressive_turned.jpg").read_bytes,
        "RGB",
        "JPEG",
        "2b43908c795452b1",
    ),
    "grey JPEG": ((DATA / "grey.jpg").read_bytes, "L", "JPEG", "9928ecc7db1513e4"),
    "CMYK JPEG": ((DATA / "cmyk.jpg").read_bytes, "CMYK", "JPEG", "38a64e5f8aa2bbd6"),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_pixels_are_the_golden_ones(name: str) -> None:
    make, mode, form, golden = GOLDEN[name]
    picture = decode(make())
    assert (picture.mode, picture.format) == (mode, form)
    assert of_pixels(picture.pixels)[:16] == golden


def test_pixels_are_whole_and_fixed() -> None:
    pixels = decode(saved(Image.fromarray(GREY))).pixels
    assert (pixels.shape, pixels.dtype) == ((12, 16, 3), np.uint8)
    assert pixels.flags.c_contiguous
    assert not pixels.flags.writeable


def test_grey_becomes_three_equal_channels() -> None:
    pixels = decode(saved(Image.fromarray(GREY))).pixels
    assert (pixels == GREY[..., None]).all()


def test_transparency_leaves_the_colour_alone() -> None:
    assert (decode(saved(with_alpha("RGB"))).pixels == RGB).all()
    assert (decode(palette(bytes(32))).pixels == decode(palette()).pixels).all()
    assert (decode(palette(3)).pixels == decode(palette()).pixels).all()


@pytest.mark.parametrize(
    ("value", "level"), [(0, 0), (128, 0), (129, 1), (257, 1), (32768, 128), (65535, 255)]
)
def test_sixteen_bits_are_divided_by_257(value: int, level: int) -> None:
    wide = np.full((2, 3), value, np.uint16)
    assert (decode(saved(Image.fromarray(wide))).pixels == level).all()


def test_sixteen_bit_pgm_follows_the_rule() -> None:
    pgm = b"P5 16 12 65535\n" + WIDE.astype(">u2").tobytes()
    assert (decode(pgm).pixels == decode(saved(Image.fromarray(WIDE))).pixels).all()


TURNS: dict[int, Callable[[Any], Any]] = {
    1: lambda a: a,
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.transpose(1, 0, 2),
    6: lambda a: a[::-1].transpose(1, 0, 2),
    7: lambda a: a[::-1, ::-1].transpose(1, 0, 2),
    8: lambda a: a[:, ::-1].transpose(1, 0, 2),
}


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
@pytest.mark.parametrize("orientation", TURNS)
def test_exif_rotation_is_applied_once(orientation: int, form: str) -> None:
    assert np.array_equal(decode(turned(orientation, form)).pixels, TURNS[orientation](RGB))


def test_jpeg_is_turned_as_well() -> None:
    assert decode((DATA / "progressive_turned.jpg").read_bytes()).pixels.shape == (16, 12, 3)


@pytest.mark.parametrize("exif", [b"Exif\0\0MM\0*\0\0", b"Exif\0\0garbage", b"\xff" * 40])
def test_broken_exif_turns_nothing(exif: bytes) -> None:
    data = saved(Image.fromarray(RGB), "PNG", exif=exif)
    assert (decode(data).pixels == RGB).all()


def test_unknown_orientation_turns_nothing() -> None:
    assert (decode(turned(9)).pixels == RGB).all()


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG", "TIFF"])
def test_first_frame_stands_for_animation(form: str) -> None:
    options = {"lossless": True} if form == "WEBP" else {}
    alone = saved(indexed() if form == "GIF" else Image.fromarray(RGB), form, **options)
    assert (decode(frames(form, **options)).pixels == decode(alone).pixels).all()


def test_empty_file_is_refused() -> None:
    refused(b"", "P301")


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"<html>not found</html>", "web page"),
        (b"PK\x03\x04 docx", "Office"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "PostScript"),
        (b"hello", "unknown"),
    ],
)
def test_no_picture_is_refused_by_name(data: bytes, word: str) -> None:
    assert word in str(refused(data, "P302").got)


@pytest.mark.parametrize("size", [(10_000, 10_000), (20_000, 20_000), (MAX_PIXELS + 1, 1)])
def test_bomb_is_refused_undecoded(size: tuple[int, int]) -> None:
    assert str(size[0] * size[1]) in str(refused(png_header(*size), "P303").got)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP", "PPM"])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_truncated_picture_is_refused(form: str, share: float) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    data = saved(Image.fromarray(noise), form)
    refused(data[: int(len(data) * share)], "P304")


def test_head_alone_is_broken() -> None:
    error = refused(b"\x89PNG\r\n\x1a\n", "P304")
    assert "PNG" in str(error.got)


def test_refusal_tells_no_memory_address() -> None:
    messages = {str(refused(data, "P304")) for data in [b"\x89PNG\r\n\x1a\n"] * 3}
    assert len(messages) == 1
    assert "0x" not in messages.pop()


@pytest.mark.parametrize("mode", ["F", "I", "LAB"])
def test_unclear_pixels_are_refused(mode: str) -> None:
    image = Image.new(mode, (4, 4))
    assert mode in str(refused(saved(image, "TIFF"), "P305").got)


@pytest.mark.parametrize(("form", "low"), [("TIFF", 40), ("PNG", 40_000)])
def test_narrow_sixteen_bits_are_refused(form: str, low: int) -> None:
    words = str(refused(saved(Image.fromarray(GREY.astype(np.uint16) + low), form), "P306"))
    assert f"values {low + int(GREY.min())} to {low + int(GREY.max())} of 0 to 65535" in words
    assert "(high - low)" in words


def test_flat_sixteen_bits_are_read() -> None:
    assert decode(saved(Image.fromarray(np.full((9, 9), 300, np.uint16)))).pixels.max() == 1


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_picture_in_transparency_is_refused(mode: str) -> None:
    image = Image.new("RGBA", (16, 12))
    image.putalpha(Image.fromarray(GREY))
    words = refused(palette_of_one() if mode == "P" else saved(image.convert(mode)), "P307").do
    assert "alpha_composite" in words


def palette_of_one() -> bytes:
    image = Image.frombytes("P", (16, 12), (GREY % 2).tobytes())
    image.putpalette([7] * 6)
    return saved(image, transparency=b"\x00\xff")


def test_plain_picture_with_alpha_is_read() -> None:
    assert decode(saved(Image.new("RGBA", (9, 9), (1, 2, 3, 4)))).pixels.max() == 3


@pytest.mark.parametrize("form", ["tEXt", "zTXt", "iTXt"])
def test_long_words_hide_no_picture(form: str) -> None:
    words = PngImagePlugin.PngInfo()
    if form == "iTXt":
        words.add_itxt("workflow", "x" * 1_200_000, zip=True)
    else:
        words.add_text("workflow", "x" * 1_200_000, zip=form == "zTXt")
    plain = decode(saved(Image.fromarray(RGB))).pixels
    assert (decode(saved(Image.fromarray(RGB), pnginfo=words)).pixels == plain).all()


def test_rotation_beside_long_words_is_applied() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("workflow", "x" * 1_200_000, zip=True)
    exif = Image.Exif()
    exif[274] = 6
    data = saved(Image.fromarray(RGB), pnginfo=words, exif=exif)
    assert decode(data).pixels.shape == (16, 12, 3)


def test_no_warning_reaches_the_person() -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        decode(palette(bytes(range(32))))
        refused(png_header(10_000, 10_000), "P303")
    assert told == []


def test_threads_give_the_same_pixels() -> None:
    files = [make() for make, *_ in GOLDEN.values()] * 5
    alone = [of_pixels(decode(data).pixels) for data in files]
    with ThreadPoolExecutor(8) as pool, warnings.catch_warnings():
        warnings.simplefilter("error")
        assert [of_pixels(p.pixels) for p in pool.map(decode, files)] == alone


@pytest.mark.slow
def test_every_dirty_file_has_its_answer(datasets: Path) -> None:
    read, refusals = 0, []
    with (
        zipfile.ZipFile(datasets / "dirty.zip") as dirty,
        warnings.catch_warnings(record=True) as told,
    ):
        warnings.simplefilter("always")
        for name in dirty.namelist():
            try:
                decode(dirty.read(name))
                read += 1
            except PeelError as error:
                refusals.append(error.code)
    assert told == []
    assert read >= 95
    assert set(refusals) == {"P301", "P302", "P303", "P304", "P305", "P306"}
