from __future__ import annotations

import pytest

from peel.images.formats import READ, describe, has_picture_name, sniff


@pytest.mark.parametrize(
    "path", ["a.jpg", "x/B.JPEG", "c.Tif", "d.heic", "e f.webp", "odd.name.png"]
)
def test_picture_names_are_known(path: str) -> None:
    assert has_picture_name(path)


@pytest.mark.parametrize("path", ["a", "a.txt", ".jpg", "a.jpg/notes", "a.jpg.part", "jpg"])
def test_other_names_are_no_pictures(path: str) -> None:
    assert not has_picture_name(path)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"GIF89a", "GIF"),
        (b"BM\x36\x03\0\0\0\0\0\0", "BMP"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "WEBP"),
        (b"\0\0\0\x20ftypavif", "AVIF"),
        (b"\0\0\0\x18ftypheic", "HEIC"),
        (b"II*\0\x08\0\0\0", "TIFF"),
        (b"MM\0+\0\x08\0\0", "TIFF"),
        (b"P5\n12 8\n255\n", "PPM"),
        (b"\0\0\0\x0cjP  \r\n", "JPEG2000"),
        (b"8BPS\0\x01", "PSD"),
        (b"qoif\0\0", "QOI"),
        (b"\x01\xda\0\x01", "SGI"),
        (b"DDS |\0", "DDS"),
    ],
)
def test_first_bytes_tell_the_format(head: bytes, name: str) -> None:
    assert sniff(head) == name
    assert describe(head) == f"a {name} picture"


@pytest.mark.parametrize("head", [b"", b"BMW drives", b"P6", b"hello", b"RIFF\0\0\0\0WAVE"])
def test_other_bytes_are_no_picture(head: bytes) -> None:
    assert sniff(head) == ""


@pytest.mark.parametrize(
    ("head", "word"),
    [
        (b"version https://git-lfs.github.com/spec/v1", "git lfs pull"),
        (b'<?xml version="1.0"?>\n<svg>', "SVG"),
        (b"<!DOCTYPE html>", "web page"),
        (b'{"error": 404}', "JSON"),
        (b"PK\x03\x04", "Office"),
        (b"\0\x05\x16\x07", "resource fork"),
        (b"\0\0\0\x18ftypmp42", "film"),
        (b"%!PS-Adobe", "PostScript"),
        (b"\x01\x02\x03", "unknown"),
    ],
)
def test_what_it_is_instead_is_told(head: bytes, word: str) -> None:
    assert word in describe(head)


def test_no_format_runs_another_program() -> None:
    assert not {"EPS", "WMF"} & set(READ)
