"""Which files are films: by their names, and by their first bytes."""

from __future__ import annotations

import posixpath
import re

_NAMES = ".mp4 .m4v .mov .mkv .webm .avi .mpg .mpeg .ts .m2ts .mts .ogv .flv .wmv .asf .3gp .3g2"
_SUFFIXES = frozenset(_NAMES.split())


def has_film_name(path: str) -> bool:
    """Whether the name ends as a film's does, whatever lies in the file.

    >>> has_film_name("goals/UPPER.MP4"), has_film_name("goals/notes.txt")
    (True, False)
    """
    return posixpath.splitext(path)[1].lower() in _SUFFIXES


_BEGINNINGS = re.compile(
    rb".{4}ftyp|\x1a\x45\xdf\xa3|RIFF.{4}AVI |OggS|FLV|\0\0\x01[\xba\xb3]|\x47.{187}\x47|\x30\x26\xb2\x75",
    re.DOTALL,
)


def begins_as_film(head: bytes) -> bool:
    r"""Whether a file begins as a film does (188 bytes are enough); some pictures (AVIF, HEIC) do too.

    >>> begins_as_film(b"RIFF\0\0\0\0AVI LIST"), begins_as_film(b"#EXTM3U")
    (True, False)
    """
    return bool(_BEGINNINGS.match(head))
