from __future__ import annotations

import io

import pytest
from PIL import Image, PngImagePlugin

from peel.images.png import without_words


def png(**words: str) -> bytes:
    info = PngImagePlugin.PngInfo()
    for name, value in words.items():
        info.add_text(name, value)
    buffer = io.BytesIO()
    Image.new("L", (3, 3)).save(buffer, "PNG", pnginfo=info)
    return buffer.getvalue()


def test_words_go_and_the_rest_stays() -> None:
    assert without_words(png(a="b", c="d")) == png() == without_words(png())


def test_rotation_in_xmp_stays() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", "<x/>")
    buffer = io.BytesIO()
    Image.new("L", (3, 3)).save(buffer, "PNG", pnginfo=info)
    assert without_words(buffer.getvalue()) == buffer.getvalue()


@pytest.mark.parametrize("cut", [8, 9, 15, 20, 40])
def test_cut_file_stays_as_it_is(cut: int) -> None:
    assert without_words(png()[:cut]) == png()[:cut]
    assert without_words(b"\xff\xd8\xff") == b"\xff\xd8\xff"
