"""A film that a model is asked about, with its shots; and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from peel.events import track
from peel.films.film import WHOLE, Frame, Wanted, open_film, unreadable
from peel.films.shots import SMALL, Shot, find_shots
from peel.text import printable

Outputs = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class Reel:
    """Its place, its name for a person, frames a second (0: unknown), how many there are, and its shots."""

    path: Path
    name: str
    fps: float
    n_frames: int
    shots: tuple[Shot, ...]

    def frames(self, wanted: Wanted = WHOLE, *, name: str) -> Iterator[Frame]:
        """Its frames, decoded anew; tells the progress of what is called `name`. Raises P290, P291."""
        with open_film(self.path, wanted) as film:
            yield from track(film, total=-(-self.n_frames // wanted.every), name=name)

    def size(self) -> tuple[int, int]:
        """Width and height of its frames. Raises P290, P291."""
        with open_film(self.path) as film:
            return film.width, film.height

    def every(self, per_second: float) -> int:
        """Each how manieth frame is asked for so many a second; a film that states no rate is taken for one of 25."""
        return max(1, round((self.fps or 25.0) / per_second))


class Eye(NamedTuple):
    """A model that is asked: pictures (h, w, 3) in, the file's outputs out, items in front; what it may say.

    A model of clips is asked about grids of `frames` frames, and was built on clips of so many `seconds` (0: not known).
    """

    run: Callable[[Sequence[NDArray[np.uint8]]], Outputs]
    space: Any
    frames: int = 1
    seconds: float = 0.0


class Watching(NamedTuple):
    """How a film is watched: frames a second that are asked, and seconds that one answer of a model of clips is about.

    None: as the kind, or the model, thinks best. `truth` is a file that says which things are where, beside which the answer is held.
    """

    per_second: float | None = None
    window_s: float | None = None
    truth: Path | None = None


@dataclass(frozen=True)
class Seen:
    """What is said of a film: rows of the table `table` (its columns begin with "video"), words for the screen.

    `files` are more files about it: the end of a name, and what writes it to a path. `scores` say how right it is, where a
    truth was given: columns (the first is "video") with their values.
    """

    table: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[object, ...]]
    files: Mapping[str, Callable[[Path], None]] = field(default_factory=dict)
    words: str = ""
    scores: Mapping[str, object] = field(default_factory=dict)


def find_reel(path: Path) -> Reel:
    """The film at `path`, looked through once for its shots. Raises P290 where nothing can be read, P291 beyond the limits."""
    name = printable(str(path))
    with open_film(path, SMALL) as film:
        frames = track(film, total=film.stated, name=f"shots of {name}")
        shots = find_shots(frames, fps=film.fps)
        fps = film.fps
    if not shots:
        raise unreadable(name, "no frame in it")
    return Reel(path, name, fps, shots[-1].last + 1, tuple(shots))
