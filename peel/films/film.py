"""A film as its frames, decoded by a child process with limits of memory, time, pixels and frames."""

from __future__ import annotations

import contextlib
import json
import math
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from peel.errors import PeelError
from peel.events import warn
from peel.films.asked import TIME, Asked
from peel.process.environment import child_environment
from peel.process.supervisor import exit_words
from peel.text import printable

FORMS = "one film of mp4, mov, mkv, webm, avi, mpeg, ts, ogg, flv or wmv"
_CONVERT = "check that it plays; else convert it, such as with: ffmpeg -i FILM film.mp4"


class Limits(NamedTuple):
    """Of one film: frames, pixels of a frame, bytes of memory of the child, its CPU seconds."""

    frames: int = 500_000
    pixels: int = 4096 * 4096
    memory: int = 3 << 30
    cpu_s: int = 3600


class Wanted(NamedTuple):
    """Which frames: their width and height (0: as they are; a height alone: what the shorter side has at most), and each `every`-th of them."""

    width: int = 0
    height: int = 0
    every: int = 1


WHOLE, LIMITS = Wanted(), Limits()


class Frame(NamedTuple):
    """A frame: its number in the film, from 0, its time in seconds, its pixels (h, w, 3) uint8."""

    number: int
    seconds: float
    pixels: NDArray[np.uint8]


@dataclass
class Film:
    """An open film: size of the frames that come, frames a second (0: unknown), frames that the file states (0: none)."""

    name: str
    width: int
    height: int
    fps: float
    stated: int
    _pipe: IO[bytes]
    _every: int
    _child: subprocess.Popen[bytes]

    def __iter__(self) -> Iterator[Frame]:
        """The frames, in their order; a film that is broken ends where it breaks, with a warning. Raises P291."""
        size = self.width * self.height * 3
        number = 0
        while True:
            head = self._pipe.read(TIME.size)
            seconds = TIME.unpack(head)[0] if len(head) == TIME.size else math.nan
            if math.isnan(seconds):
                break
            data = self._pipe.read(size)
            if len(data) < size:
                break
            if math.isinf(seconds):
                seconds = number / self.fps if self.fps else float(number)
            pixels = np.frombuffer(data, np.uint8).reshape(self.height, self.width, 3)
            yield Frame(number, seconds, pixels)
            number += self._every
        self._end(number)

    def _end(self, number: int) -> None:
        line = self._pipe.readline()
        code = self._child.wait()
        said = json.loads(line) if line.endswith(b"\n") else _died(code)
        if said["why"] == "limit":
            raise beyond(self.name, said["words"])
        if said["why"] == "broken":
            warn(
                f"{self.name} is broken after frame {number}: {said['words']}; what came before is used"
            )


@contextlib.contextmanager
def open_film(path: Path, wanted: Wanted = WHOLE, *, limits: Limits = LIMITS) -> Iterator[Film]:
    """The film at `path` for the time of the block. Raises P290 where nothing of it can be read, P291 beyond the limits."""
    name = printable(str(path))
    descriptor = open_descriptor(path, name)
    try:
        asked = Asked(descriptor, *wanted, *limits)
        child = subprocess.Popen(
            [sys.executable, "-m", "peel.films.child", *map(str, asked)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=child_environment({"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}),
            pass_fds=(descriptor,),
        )
    finally:
        os.close(descriptor)
    pipe = child.stdout
    assert pipe
    try:
        facts = _facts(name, pipe.readline(), child=child)
        size = facts["width"], facts["height"]
        yield Film(name, *size, facts["fps"], facts["frames"], pipe, wanted.every, child)
    finally:
        child.kill()
        pipe.close()
        child.wait()


def open_descriptor(path: Path, name: str) -> int:
    """The open file of a film, which the caller closes; raises P290 for what is no file."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except FileNotFoundError as error:
        do = "check how its name is written; a film that has an address is downloaded first"
        raise unreadable(name, "there is no such file", do=do) from error
    except OSError as error:
        raise unreadable(name, str(error.strerror)) from error
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        if stat.S_ISDIR(mode):
            do = "name a film, or a folder with films in it"
            raise unreadable(name, "it is no file, but a folder", do=do)
        raise unreadable(name, "it is no file")
    return descriptor


def _facts(name: str, line: bytes, *, child: subprocess.Popen[bytes]) -> dict[str, Any]:
    facts: dict[str, Any] = (
        json.loads(line) if line.endswith(b"\n") else {"refused": _died(child.wait())}
    )
    if "refused" not in facts:
        return facts
    if facts["refused"]["why"] == "limit":
        raise beyond(name, facts["refused"]["words"])
    raise unreadable(name, facts["refused"].get("words") or "no frame in it")


def _died(code: int) -> dict[str, Any]:
    """What a child says that said nothing: the kernel ended it, for its time or its memory."""
    return {"why": "limit", "words": f"what decodes it was {exit_words(code)}"}


def unreadable(name: str, why: str, *, do: str = _CONVERT) -> PeelError:
    """The refusal of a film of which nothing can be read."""
    return PeelError(
        "P290",
        "film cannot be read",
        got=f"{name}: {printable(why)}",
        allowed=FORMS,
        do=do,
    )


def beyond(name: str, words: str) -> PeelError:
    """The refusal of a film that takes more than is allowed."""
    return PeelError(
        "P291",
        "film is beyond the limits",
        got=f"{name}: {words}",
        allowed="500,000 frames of at most 4096 x 4096 pixels, 3 GiB of memory, an hour of CPU time",
        do="cut it into shorter films, or make its frames smaller",
    )
