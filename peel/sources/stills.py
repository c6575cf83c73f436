"""Films with tracks in MOT's form: each frame that has a line is read as a picture of its own.

`road/film.mp4` beside `road/gt/gt.txt` gives `road/film.mp4/000017.jpg`. A film is decoded by a process of its own.
"""

from __future__ import annotations

import posixpath
import re
import shutil
import tempfile
import weakref
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from PIL import Image

from peel.errors import PeelError
from peel.files import guard
from peel.films.film import LIMITS, open_film
from peel.films.names import has_film_name
from peel.images.digest import of_file
from peel.images.formats import HEAD_BYTES, has_picture_name
from peel.sources.documents import BROKEN, read_lines
from peel.sources.source import Entry, Tree, skip, text
from peel.sources.spooled import Frames, here, to_jpeg
from peel.types.source import Skipped

TRUTH = "gt/gt.txt"
# Another number whenever the same frame may give other bytes.
_FORM = 2
_FRAME = re.compile(r"\s*0*([1-9]\d{0,6})\s*,")


class StillTree:
    """The files of a tree; in the place of a film with tracks stand its frames."""

    def __init__(self, tree: Tree, films: Mapping[str, Sequence[int]]) -> None:
        self._tree = tree
        self.form, self.origin, self.folders = tree.form, tree.origin, tree.folders
        self._films, skipped = dict[str, _Film](), list[Skipped]()
        self._now: _Film | None = None
        for path, numbers in films.items():
            if not numbers:
                skipped.append(_no_line(path))
                continue
            try:
                self._films[path] = _Film(tree, path, numbers=numbers)
            except PeelError as error:
                skipped.append(skip(error, path))
        others = {path: each for path, each in tree.entries.items() if path not in films}
        stills = {each.path: each for film in self._films.values() for each in film.entries}
        self.entries = dict(sorted({**others, **stills}.items()))
        self.skipped = (*tree.skipped, *skipped)
        self.unsaid = {path: film.unsaid for path, film in self._films.items() if film.unsaid}

    def read(self, path: str) -> bytes:
        """The whole file, or a frame as a JPEG; raises P290, P291, P292 and P701 for a frame that cannot be had."""
        film = self._films.get(posixpath.dirname(path))
        if film is None:
            return self._tree.read(path)
        if self._now and self._now is not film:
            self._now.frames.rest()
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


def unsaid(tree: Tree) -> Mapping[str, int]:
    """How many frames of each film have no line, as far as the film states how many it has; without those that have all."""
    return tree.unsaid if isinstance(tree, StillTree) else {}


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
        with open_film(self._place) as film:
            blank = Image.new("RGB", (film.width, film.height))
            last = film.stated or numbers[-1]
        self.unsaid = last - sum(number <= last for number in numbers)
        self.head = to_jpeg(blank)
        whole = tree.entries[path]
        self.entries = [
            Entry(f"{path}/{n:06d}.jpg", whole.size, (*whole.stamp, n, _FORM, *_version()))
            for n in numbers
        ]

    def read(self, path: str) -> bytes:
        """One of its frames; raises P290 or P291 where the film fails before it, P292 where it ends before it."""
        number = int(posixpath.basename(path).partition(".")[0])
        data = self.frames.read(number)
        if data is None:
            raise self.frames.failed or _no_frame(self._path, number)
        return data

    @cached_property
    def frames(self) -> Frames:
        """The frames as they are decoded."""
        return Frames(self._place, self._numbers)

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
        folder = tempfile.mkdtemp(dir=here())
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        place = Path(folder) / "film"
        with guard(place):
            place.write_bytes(self._tree.read(self._path))
        return place


def _version() -> tuple[int, ...]:
    """Of the library that decodes films."""
    return tuple(int(part) for part in version("av").split(".")[:2])


def _no_line(path: str) -> Skipped:
    return Skipped(
        path=text(path),
        code=BROKEN,
        reason=f"a film left out with all its frames: {TRUTH} beside it has no line that begins with the number of a frame and a comma",
        do=f"write its tracks into {TRUTH}, such as 1,7,10,20,30,40,1,1,1 (frame, track, left, top, width, height, 1, class, 1), or take the film away",
    )


def _no_frame(path: str, number: int) -> PeelError:
    return PeelError(
        "P292",
        "film has no such frame",
        got=f"frame {number} of {text(path)}",
        allowed="frames from 1 to the last one that can be decoded",
        do="check that the tracks are those of this film, and that it is whole",
    )
