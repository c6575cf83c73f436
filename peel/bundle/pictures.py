"""What may be handed to a model: paths, bytes of a file, pixels; and the pictures in folders."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from peel.bundle.golden import is_picture
from peel.errors import PeelError
from peel.films import grid
from peel.films.names import has_film_name
from peel.sources.disk import DiskTree
from peel.sources.pictures import is_picture as is_picture_file

Picture = Path | str | bytes | NDArray[np.uint8]


def find_pictures(places: Iterable[Path]) -> list[Path]:
    """The files that are named, and the pictures in the folders that are named (and below), sorted.

    In a folder the same files count as in a source: by the ending of their name, else by their first bytes, hidden
    ones never. A file that is named itself always counts, there or not: its answer says what is wrong. Raises P666
    where nothing is found (nor a film), P206 for a folder that cannot be listed.
    """
    places = list(places)
    found = [
        path for place in places for path in (_walk(place) if os.path.isdir(place) else [place])
    ]
    if not found:
        raise PeelError(
            "P666",
            "no picture or film there",
            got=", ".join(map(str, places)) or "no path",
            allowed="pictures or films, and folders that hold some",
            do="check the path",
        )
    return found


def find_films(places: Iterable[Path]) -> list[Path]:
    """The films that are named, and those in named folders without a picture; none where pictures are asked about.

    Raises P691 where some of the places are films and some are not.
    """
    places = list(places)
    films = [_films(place) for place in places]
    others = [place for place, own in zip(places, films, strict=True) if not own]
    found = [film for own in films for film in own]
    if found and others:
        raise PeelError(
            "P691",
            "pictures and films are asked about apart",
            got=f"the film {found[0]}, and {others[0]}",
            allowed="films alone, or pictures alone",
            do="type the command twice, once for each",
        )
    return found


def films_in(places: Iterable[Path]) -> list[Path]:
    """The films in those of the places that are folders, and below, sorted; a model of pictures passes them over where pictures are."""
    return [
        place / path
        for place in places
        if os.path.isdir(place)
        for path in DiskTree(place, follow_links=True).entries
        if has_film_name(path)
    ]


def _films(place: Path) -> list[Path]:
    if not os.path.isdir(place):
        return [place] if has_film_name(place.name) else []
    tree = DiskTree(place, follow_links=True)
    films = [path for path in tree.entries if has_film_name(path)]
    has_picture = films and any(is_picture_file(tree, path) for path in tree.entries)
    return [] if has_picture else [place / path for path in films]


def name_of(picture: Picture, place: int) -> str:
    """A path as given, else "item N"; bytes of a name that are no UTF-8 are written as escapes."""
    if isinstance(picture, str | Path):
        return str(picture).encode("utf-8", "backslashreplace").decode("utf-8")
    return f"item {place}"


def read_bytes(picture: Path | str | bytes) -> bytes:
    """The bytes of a picture's file; raises P665 where the file cannot be read."""
    if isinstance(picture, bytes):
        return picture
    try:
        return Path(picture).read_bytes()
    except (OSError, ValueError, TypeError) as error:
        raise PeelError(
            "P665",
            "picture cannot be read",
            got=f"{picture}: {getattr(error, 'strerror', None) or error}",
            allowed="the path of an image file",
            do="check the path and its permissions",
        ) from error


def check_pixels(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The array itself; raises P664 for one that is no (h, w, 3) uint8 picture."""
    if not is_picture(pixels):
        raise PeelError(
            "P664",
            "array is no picture",
            got=f"shape {'x'.join(map(str, pixels.shape))}, {pixels.dtype}",
            allowed="(height, width, 3) RGB, uint8, 0 to 255",
            do="for floats of 0..1: (255 * pixels).round().astype('uint8'); for grey: repeat it thrice",
        )
    return pixels


def check_grid(pixels: NDArray[np.uint8], frames: int) -> NDArray[np.uint8]:
    """The picture itself; raises P695 where it cannot hold `frames` frames of a clip as Peel puts them together."""
    height, width, _ = pixels.shape
    if frames > 1 and not grid.is_one(pixels, frames):
        rows, columns = grid.shape(frames)
        raise PeelError(
            "P695",
            "model of clips is asked about a picture",
            got=f"a picture of {width} x {height} pixels",
            allowed=f"a film, or {rows} x {columns} of its frames in one picture, each at most {grid.SIDE} pixels on its shorter side",
            do="ask about a film; for pictures build a model from pictures",
        )
    return pixels


def _walk(folder: Path) -> list[Path]:
    """As a source of class folders is read; links are followed, because what is answered is not shared."""
    tree = DiskTree(folder, follow_links=True)
    return [folder / path for path in tree.entries if is_picture_file(tree, path)]
