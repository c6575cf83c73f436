"""Which files are pictures: by name, and by their first bytes."""

from __future__ import annotations

import posixpath
import re

HEAD_BYTES = 64

# What is read, in Pillow's names. EPS and WMF are left out because reading them starts other programs;
# the rest of Pillow's list because no camera, scanner or web page of today writes it. MPO comes as JPEG.
READ = (
    "JPEG",
    "PNG",
    "GIF",
    "BMP",
    "WEBP",
    "AVIF",
    "TIFF",
    "PPM",
    "JPEG2000",
    "ICO",
    "PSD",
    "QOI",
    "SGI",
    "DDS",
    "TGA",
)

_READ_SUFFIXES = (
    ".jpg .jpeg .jpe .jfif .png .gif .bmp .dib .webp .avif .avifs .tif .tiff .mpo .ppm .pgm .pbm .pnm "
    ".pfm .jp2 .j2k .jpx .ico .psd .qoi .sgi .dds .tga"
)
# Pictures that are not read. They are items all the same, so that each is put aside by name, with its reason.
_OTHER_SUFFIXES = ".heic .heif .hif .svg .eps .fits .jxl .dng .cr2 .cr3 .nef .arw .orf .rw2 .raf"
_SUFFIXES = frozenset(f"{_READ_SUFFIXES} {_OTHER_SUFFIXES}".split())

_MAGIC = (
    (re.compile(rb"\xff\xd8\xff"), "JPEG"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "PNG"),
    (re.compile(rb"GIF8[79]a"), "GIF"),
    (re.compile(rb"BM.{4}\0{4}", re.DOTALL), "BMP"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "WEBP"),
    (re.compile(rb".{4}ftypavi[fs]", re.DOTALL), "AVIF"),
    (re.compile(rb".{4}ftyp(?:hei|hev|mif1|msf1)", re.DOTALL), "HEIC"),
    (re.compile(rb"II[*+]\0|MM\0[*+]"), "TIFF"),
    (re.compile(rb"P[1-6Ff]\s"), "PPM"),
    (re.compile(rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51"), "JPEG2000"),
    (re.compile(rb"\0\0\0\x0cJXL |\xff\x0a"), "JPEG XL"),
    (re.compile(rb"8BPS"), "PSD"),
    (re.compile(rb"qoif"), "QOI"),
    (re.compile(rb"\x01\xda[\0\x01]"), "SGI"),
    (re.compile(rb"DDS "), "DDS"),
)
_NO_PICTURE = (
    (re.compile(rb"version https://git-lfs"), "a Git LFS pointer (run git lfs pull)"),
    (re.compile(rb"\s*<(?:\?xml[^>]*>\s*<)?svg", re.IGNORECASE), "an SVG drawing"),
    (re.compile(rb"\s*<"), "a web page or XML"),
    (re.compile(rb"\s*[{\[]"), "JSON"),
    (re.compile(rb"%PDF"), "a PDF"),
    (re.compile(rb"%!PS|\xc5\xd0\xd3\xc6"), "PostScript"),
    (re.compile(rb"PK\x03\x04|\xd0\xcf\x11\xe0"), "a zip or an Office document"),
    (re.compile(rb"\0\x05\x16[\0\x07]"), "a resource fork of macOS"),
    (re.compile(rb"SIMPLE  ="), "a FITS file"),
    (re.compile(rb".{4}ftyp", re.DOTALL), "a film"),
)


def has_picture_name(path: str) -> bool:
    """Whether the name ends as a picture's does, whatever lies in the file.

    >>> has_picture_name("cats/UPPER.JPG"), has_picture_name("cats/notes.txt")
    (True, False)
    """
    return posixpath.splitext(path)[1].lower() in _SUFFIXES


def sniff(head: bytes) -> str:
    """The picture format that the first bytes (`HEAD_BYTES` are enough) state; "" for none that is known.

    >>> sniff(b"GIF89a"), sniff(b"hello")
    ('GIF', '')
    """
    return next((name for pattern, name in _MAGIC if pattern.match(head)), "")


def describe(head: bytes) -> str:
    """What the first bytes look like, in words for a person.

    >>> describe(b"<!DOCTYPE html>"), describe(b"%PDF-1.7")
    ('a web page or XML', 'a PDF')
    """
    known = sniff(head)
    if known:
        return f"a {known} picture"
    return next((words for pattern, words in _NO_PICTURE if pattern.match(head)), "unknown bytes")
