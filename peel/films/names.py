"""Which files are films: by their names."""

from __future__ import annotations

import posixpath

_NAMES = ".mp4 .m4v .mov .mkv .webm .avi .mpg .mpeg .ts .m2ts .mts .ogv .flv .wmv .asf .3gp .3g2"
_SUFFIXES = frozenset(_NAMES.split())


def has_film_name(path: str) -> bool:
    """Whether the name ends as a film's does, whatever lies in the file.

    >>> has_film_name("goals/UPPER.MP4"), has_film_name("goals/notes.txt")
    (True, False)
    """
    return posixpath.splitext(path)[1].lower() in _SUFFIXES
