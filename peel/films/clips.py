"""A clip as one picture: a few of its frames in a grid, decoded by a process with limits for each clip."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import math
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from peel.errors import PeelError
from peel.films import grid
from peel.films.film import LIMITS, Limits, beyond, open_descriptor, unreadable
from peel.process.environment import child_environment
from peel.text import counted, printable

MOST_S = 120.0
# To wait for as long as it takes.
FOREVER = -1.0
# A timer of 0 seconds would never end.
_SHORTEST_S = 0.001
_OF_ONE = LIMITS._replace(cpu_s=300)


class _Clip(NamedTuple):
    """The picture of a clip, and how many seconds that lasts."""

    pixels: NDArray[np.uint8]
    seconds: float


class Clips:
    """Decodes clips into pictures of `frames` frames each; its process starts with the first one and ends with it."""

    def __init__(self, frames: int, *, limits: Limits = _OF_ONE) -> None:
        self.frames, self._limits = frames, limits
        self._asked: _Decoder | None = None
        self._lock = threading.Lock()

    def read(self, data: bytes, *, name: str) -> bytes:
        """The picture of a clip's bytes, as a PNG. Raises P290, P291, P692, P693."""
        with _file(data) as file:
            clip = self._seen(file, printable(name))
        return grid.to_png(clip.pixels, seconds=clip.seconds)

    def see(self, data: bytes, *, name: str, wait_s: float = FOREVER) -> NDArray[np.uint8]:
        """The same picture (h, w, 3); raises P298 where it, or other clips before it, keep the decoder busy for longer than `wait_s`."""
        with _file(data) as file:
            return self._seen(file, printable(name), wait_s=wait_s).pixels

    def open(self, path: Path) -> NDArray[np.uint8]:
        """The picture (h, w, 3) of the clip at `path`. Raises P290, P291, P692, P693."""
        name = printable(str(path))
        descriptor = open_descriptor(path, name)
        try:
            return self._seen(descriptor, name).pixels
        finally:
            os.close(descriptor)

    def _seen(self, clip: int, name: str, *, wait_s: float = FOREVER) -> _Clip:
        """One clip at a time: what two threads ask at once would come as one."""
        until = math.inf if wait_s == FOREVER else time.monotonic() + wait_s
        if not self._lock.acquire(timeout=wait_s):
            raise _late(f"{name}, and other films that were decoded before it until the deadline")
        try:
            left_s = max(_SHORTEST_S, until - time.monotonic()) if until < math.inf else 0.0
            return self._decoded(clip, name, left_s=left_s)
        except PeelError as error:
            if time.monotonic() < until:
                raise
            raise _late(f"{name}, which was not decoded before the deadline") from error
        finally:
            self._lock.release()

    def _decoded(self, clip: int, name: str, *, left_s: float) -> _Clip:
        """What the process says of the clip, that ends what it does for it after `left_s` seconds; 0: never."""
        wanted = self.frames, grid.SIDE, MOST_S
        asked = {"limits": self._limits, "wanted": wanted, "left_s": left_s}
        here, there = os.pipe()
        with os.fdopen(here, "rb") as answer:
            try:
                socket.send_fds(self._process(), [json.dumps(asked).encode()], [clip, there])
            finally:
                os.close(there)
            return self._told(answer, name)

    def _told(self, answer: IO[bytes], name: str) -> _Clip:
        line = answer.readline()
        told: dict[str, Any] = (
            json.loads(line) if line.endswith(b"\n") else {"why": "limit", "words": _ENDED}
        )
        if "why" in told:
            raise _refusal(name, told, least=self.frames)
        h, w = told["height"], told["width"]
        data = answer.read(self.frames * h * w * 3)
        if len(data) < self.frames * h * w * 3:
            raise beyond(name, _ENDED)
        frames = np.frombuffer(data, np.uint8).reshape(self.frames, h, w, 3)
        return _Clip(grid.join(list(frames)), told["seconds"])

    def _process(self) -> socket.socket:
        """What is asked; begun anew where it is there no more."""
        if self._asked is None or self._asked.child.poll() is not None:
            self._asked = _begin()
            weakref.finalize(self, _end, self._asked)
        return self._asked.by


@contextlib.contextmanager
def _file(data: bytes) -> Iterator[int]:
    """An open file with these bytes, for the time of the block."""
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        file.seek(0)
        yield file.fileno()


class _Decoder(NamedTuple):
    """The process, and the socket by which it is asked."""

    by: socket.socket
    child: subprocess.Popen[bytes]


def _begin() -> _Decoder:
    if importlib.util.find_spec("av") is None:
        raise unreadable("a film", "no library that decodes films is here", do=_INSTALL)
    here, other = socket.socketpair()
    with other:
        child = subprocess.Popen(
            [sys.executable, "-m", "peel.films.clip_child", str(other.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=child_environment({"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}),
            pass_fds=(other.fileno(),),
        )
    return _Decoder(here, child)


def _end(asked: _Decoder) -> None:
    asked.by.close()
    asked.child.wait()


_INSTALL = "install Peel with the extra `build`: pip install 'peel-automl[build]'"
_ENDED = "what decodes it was ended, for the time or the memory that it took"


def _late(got: str) -> PeelError:
    return PeelError(
        "P298",
        "film was not decoded while its caller waited",
        got=got,
        allowed="films that are decoded before the deadline of whoever asks",
        do="ask again; one film is decoded at a time",
    )


def _refusal(name: str, told: dict[str, Any], *, least: int) -> PeelError:
    words = str(told["words"])
    if told["why"] == "short":
        return PeelError(
            "P692",
            "clip is too short",
            got=f"{name}: {counted(int(words), 'frame')}",
            allowed=f"at least {least} frames, as many as stand for a clip",
            do="leave it out, or set ingest.frames in params.yaml to fewer",
        )
    if told["why"] == "long":
        return PeelError(
            "P693",
            "clip is too long",
            got=f"{name}: {printable(words)}",
            allowed=f"clips of at most {MOST_S:g} seconds: a few frames stand for all of it",
            do="cut it into clips that show one thing each: peel shots tells where shots begin",
        )
    if told["why"] == "limit":
        return beyond(name, printable(words))
    return unreadable(name, words or "no frame in it")
