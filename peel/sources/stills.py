"""Films with tracks in MOT's form: each frame that has a line is read as a picture of its own.

`road/film.mp4` beside `road/gt/gt.txt` gives `road/film.mp4/000017.jpg`. A film is decoded by a process of its own, as far as the frames that
are read ask for. Only when one is read that went by before, all of them are put into a file without a name, on the project's own disk.
"""

from __future__ import annotations

import io
import posixpath
import re
import shutil
import tempfile
import weakref
from collections.abc import Generator, Mapping, Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from peel.errors import PeelError
from peel.events import track
from peel.files import guard
from peel.films.film import LIMITS, open_film
from peel.films.names import has_film_name
from peel.images.digest import of_file
from peel.images.formats import HEAD_BYTES, has_picture_name
from peel.sources.documents import read_lines
from peel.sources.source import Entry, Tree, skip, text
from peel.types.source import Skipped

TRUTH = "gt/gt.txt"
_QUALITY = 95
# Another number whenever the same frame may give other bytes.
_FORM = 1
_FRAME = re.compile(r"\s*0*([1-9]\d{0,6})\s*,")


class StillTree:
    """The files of a tree; in the place of a film with tracks stand its frames."""

    def __init__(self, tree: Tree, films: Mapping[str, Sequence[int]]) -> None:
        self._tree = tree
        self.form, self.origin, self.folders = tree.form, tree.origin, tree.folders
        self._films, skipped = dict[str, _Film](), list[Skipped]()
        self._now: _Film | None = None
        for path, numbers in films.items():
            try:
                self._films[path] = _Film(tree, path, numbers=numbers)
            except PeelError as error:
                skipped.append(skip(error, path))
        others = {path: each for path, each in tree.entries.items() if path not in films}
        stills = {each.path: each for film in self._films.values() for each in film.entries}
        self.entries = dict(sorted({**others, **stills}.items()))
        self.skipped = (*tree.skipped, *skipped)

    def read(self, path: str) -> bytes:
        """The whole file, or a frame as a JPEG; raises P290, P291, P292 and P701 for a frame that cannot be had."""
        film = self._films.get(posixpath.dirname(path))
        if film is None:
            return self._tree.read(path)
        if self._now and self._now is not film:
            self._now.rest()
        self._now = film
        return film.read(path)

    def made_of(self, path: str) -> str:
        """The SHA-256 of the film and the number of the frame, else ""."""
        film = self._films.get(posixpath.dirname(path))
        return f"{film.digest} {posixpath.basename(path)}" if film and film.digest else ""

    def head(self, path: str, size: int = HEAD_BYTES) -> bytes:
        """Its first bytes; of a frame those that say how large it is."""
        film = self._films.get(posixpath.dirname(path))
        return film.head[:size] if film else self._tree.head(path, size)


def with_stills(tree: Tree) -> Tree:
    """The tree, or one in which the films that have tracks are their frames."""
    films = {}
    for path in tree.entries:
        film = _film_beside(tree, path) if f"/{path}".lower().endswith(f"/{TRUTH}") else None
        if film:
            films[film] = _numbers(tree, path)
    return StillTree(tree, films) if films else tree


def is_still(path: str) -> bool:
    """Whether a path is that of a frame of a film.

    >>> is_still("road/film.mp4/000017.jpg"), is_still("road/img1/000017.jpg")
    (True, False)
    """
    return has_film_name(posixpath.dirname(path))


def _film_beside(tree: Tree, truth: str) -> str | None:
    """The one film in the folder around gt; none where pictures lie below that folder."""
    top = posixpath.dirname(posixpath.dirname(truth))
    start = f"{top}/" if top else ""
    below = [path for path in tree.entries if path.startswith(start)]
    films = [path for path in below if posixpath.dirname(path) == top and has_film_name(path)]
    return films[0] if len(films) == 1 and not any(map(has_picture_name, below)) else None


def _numbers(tree: Tree, truth: str) -> list[int]:
    """The frames that have a line; one that no film can have is left to who reads the lines."""
    found = {int(at[1]) for line in read_lines(tree, truth) if (at := _FRAME.match(line))}
    return sorted(number for number in found if number <= LIMITS.frames)


class _Film:
    """A film of a tree as the pictures of some of its frames, which count from 1."""

    def __init__(self, tree: Tree, path: str, *, numbers: Sequence[int]) -> None:
        self._tree, self._path, self._numbers = tree, path, numbers
        self._failed: PeelError | None = None
        self._reached = 0
        with open_film(self._place) as film:
            blank = Image.new("RGB", (film.width, film.height))
        self.head = _jpeg(blank)
        whole = tree.entries[path]
        self.entries = [
            Entry(f"{path}/{n:06d}.jpg", whole.size, (*whole.stamp, n, _FORM, *_version()))
            for n in numbers
        ]

    def read(self, path: str) -> bytes:
        """One of its frames; raises P290 or P291 where the film fails before it, P292 where it ends before it."""
        number = int(posixpath.basename(path).partition(".")[0])
        data = self._ahead(number) if number > self._reached else self._again(number)
        if data is None:
            raise self._failed or _no_frame(self._path, number)
        return data

    def _ahead(self, number: int) -> bytes | None:
        """A frame behind those that were read."""
        for at, pixels in self._coming:
            self._reached = at
            if at == number:
                if number == self._numbers[-1]:
                    self.rest()
                return _jpeg(Image.fromarray(pixels))
        return None

    def rest(self) -> None:
        """No process decodes any further; what is read from now on went by."""
        self._coming.close()
        self._reached = LIMITS.frames

    def _again(self, number: int) -> bytes | None:
        """A frame that went by."""
        self.rest()
        if number not in self._spooled:
            return None
        start, size = self._spooled[number]
        self._spool.seek(start)
        return self._spool.read(size)

    @cached_property
    def _coming(self) -> Generator[tuple[int, NDArray[np.uint8]]]:
        return self._decoded()

    def _decoded(self) -> Generator[tuple[int, NDArray[np.uint8]]]:
        """The frames that have a line, in their order, to where the film ends or fails."""
        left = set(self._numbers)
        try:
            with open_film(self._place) as film:
                for frame in film:
                    if frame.number + 1 in left:
                        left.remove(frame.number + 1)
                        yield frame.number + 1, frame.pixels
                    if not left:
                        return
        except PeelError as error:
            self._failed = error

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the whole film; "" where it can be read no more, as `read` then says."""
        try:
            return of_file(self._place)
        except OSError:
            return ""

    @cached_property
    def _place(self) -> Path:
        """Where it lies on a disk; one of a zip is put into a file that goes with this object."""
        if self._tree.origin:
            return Path(self._tree.origin) / self._path
        folder = tempfile.mkdtemp(dir=_here())
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        place = Path(folder) / "film"
        with guard(place):
            place.write_bytes(self._tree.read(self._path))
        return place

    @cached_property
    def _spooled(self) -> dict[int, tuple[int, int]]:
        """Where in the spool each frame lies, and how many bytes it has."""
        folder = _here()
        with guard(folder):
            self._spool = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 (it is read as long as this object lives)
            weakref.finalize(self, self._spool.close)
            frames = track(
                self._decoded(), total=len(self._numbers), name=f"frames of {text(self._path)}"
            )
            try:
                return {number: self._put(pixels) for number, pixels in frames}
            except OSError:
                self._spool.close()
                raise

    def _put(self, pixels: NDArray[np.uint8]) -> tuple[int, int]:
        start, data = self._spool.tell(), _jpeg(Image.fromarray(pixels))
        self._spool.write(data)
        return start, len(data)


def _here() -> Path:
    """Where much may lie: the disk of the project, where there is one, for what is ingested will lie there too."""
    own = Path(".peel")
    return own if own.is_dir() else Path(tempfile.gettempdir())


def _jpeg(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=_QUALITY, subsampling=0)
    return buffer.getvalue()


def _version() -> tuple[int, ...]:
    """Of the library that decodes films."""
    return tuple(int(part) for part in version("av").split(".")[:2])


def _no_frame(path: str, number: int) -> PeelError:
    return PeelError(
        "P292",
        "film has no such frame",
        got=f"frame {number} of {text(path)}",
        allowed="frames from 1 to the last one that can be decoded",
        do="check that the tracks are those of this film, and that it is whole",
    )
