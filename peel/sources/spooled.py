"""Frames of one film as JPEGs, by number: in their order as they are decoded, else from a file on the project's own disk."""

from __future__ import annotations

import io
import tempfile
import weakref
from collections.abc import Generator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from peel.errors import PeelError
from peel.events import track
from peel.files import guard
from peel.films.film import LIMITS, Limits, open_film
from peel.text import printable

_QUALITY = 95
_Decoded = Generator[tuple[int, NDArray[np.uint8]]]


class Frames:
    """Those of the `numbers`, which count from 1 and are sorted; `failed` is what ended the film, if it was no end.

    The film is decoded as far as is asked. Only when a frame is asked for that went by before, all of them are put into a file without a name.
    """

    def __init__(self, film: Path, numbers: Sequence[int], *, limits: Limits = LIMITS) -> None:
        self.failed: PeelError | None = None
        self._film, self._numbers, self._limits = film, numbers, limits
        self._reached = 0
        self._coming = self._decoded()

    def read(self, number: int) -> bytes | None:
        """One of them; None for one that the film does not have. Raises P701 and P702 where what went by cannot be kept."""
        return self._ahead(number) if number > self._reached else self._again(number)

    def rest(self) -> None:
        """No process decodes any further; what is read from now on went by."""
        self._coming.close()
        self._reached = self._numbers[-1]

    def _ahead(self, number: int) -> bytes | None:
        for at, pixels in self._coming:
            self._reached = at
            if at == number:
                if number == self._numbers[-1]:
                    self.rest()
                return to_jpeg(Image.fromarray(pixels))
        return None

    def _again(self, number: int) -> bytes | None:
        self.rest()
        if number not in self._spooled:
            return None
        start, size = self._spooled[number]
        self._spool.seek(start)
        return self._spool.read(size)

    def _decoded(self) -> _Decoded:
        """In their order, to where the film ends or fails."""
        left = set(self._numbers)
        try:
            with open_film(self._film, limits=self._limits) as film:
                for frame in film:
                    if frame.number + 1 in left:
                        left.remove(frame.number + 1)
                        yield frame.number + 1, frame.pixels
                    if not left:
                        return
        except PeelError as error:
            self.failed = error

    @cached_property
    def _spooled(self) -> dict[int, tuple[int, int]]:
        """Where in the spool each of them lies, and how many bytes it has."""
        folder, found = here(), dict[int, tuple[int, int]]()
        with guard(folder):
            self._spool = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 (it is read as long as this object lives)
            weakref.finalize(self, self._spool.close)
            name = f"frames of {printable(str(self._film))}"
            try:
                for number, pixels in track(self._decoded(), total=len(self._numbers), name=name):
                    data = to_jpeg(Image.fromarray(pixels))
                    found[number] = self._spool.tell(), len(data)
                    self._spool.write(data)
            except OSError:
                self._spool.close()
                raise
        return found


def here() -> Path:
    """Where much may lie: on the disk of the project, if this is one, for what is ingested will lie there too."""
    own = Path(".peel")
    return own if own.is_dir() else Path(tempfile.gettempdir())


def to_jpeg(picture: Image.Image) -> bytes:
    """The bytes of a frame."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=_QUALITY, subsampling=0)
    return buffer.getvalue()
