"""The process that decodes many clips: for each one it forks, so that limits hold for one clip, and nothing is loaded twice.

`python -m peel.films.clip_child FD` reads from the socket FD a line of JSON with two open files: the clip, and where
what comes of it goes. That is a line of JSON, and then a few frames (h, w, 3) uint8, evenly spread over the clip.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple

import av
import numpy as np
from numpy.typing import NDArray

from peel.films.asked import Asked
from peel.films.child import Beyond, Broken, Times, Turns, broken, limit, opened, shrunk, stream_of

Pixels = NDArray[np.uint8]
# Of a longer clip the frames that are looked at are some hundred, evenly spread.
_HELD = 128
_MOST_WORDS = 1 << 12


class Wanted(NamedTuple):
    """How many frames, how many pixels their shorter side has at most, and how many seconds a clip has at most."""

    frames: int
    side: int
    seconds: float


class TooShort(Exception):
    """There are fewer frames than are wanted; its word is their number."""


class TooLong(Exception):
    """The clip is longer than is allowed; its words are how long."""


def serve(asking: socket.socket) -> None:
    """Answer until nobody asks any more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who forks need not wait
    while True:
        words, files, _, _ = socket.recv_fds(asking, _MOST_WORDS, 2)
        if not words:
            return
        if os.fork() == 0:
            asking.close()
            _answer(json.loads(words), files[0], out=files[1])
        for file in files:
            os.close(file)


def _answer(asked: dict[str, Any], clip: int, *, out: int) -> None:
    """In a process of its own, which ends here."""
    try:
        limits = Asked(clip, 0, 0, 1, *asked["limits"])
        limit(limits)
        signal.setitimer(signal.ITIMER_REAL, asked["left_s"])  # then nobody waits for it any more
        with os.fdopen(out, "wb") as answer:
            decode(limits, Wanted(*asked["wanted"]), out=answer)
    finally:
        os._exit(0)


def decode(asked: Asked, wanted: Wanted, *, out: BinaryIO) -> None:
    """Write the frames, or why there are none; raises nothing that a clip could be to blame for."""
    av.logging.set_level(None)
    try:
        with os.fdopen(asked.file, "rb") as file:
            chosen = _chosen(file, asked, wanted=wanted)
    except TooShort as error:
        told: dict[str, Any] = {"why": "short", "words": str(error)}
    except TooLong as error:
        told = {"why": "long", "words": str(error)}
    except Beyond as error:
        told = {"why": "limit", "words": str(error)}
    except Exception as error:  # whatever a library raises of bytes that may be anything
        told = broken(error, asked)
    else:
        height, width, _ = chosen.frames[0].shape
        head = {"height": height, "width": width, "seconds": chosen.seconds}
        out.write(json.dumps(head).encode() + b"\n")
        for frame in chosen.frames:
            out.write(frame.tobytes())
        return
    out.write(json.dumps(told).encode() + b"\n")


@dataclass
class _Spread:
    """Some frames of all that come, as evenly spread as can be known before the last one: each `every`-th of them."""

    every: int = 1
    seen: int = 0
    kept: list[Pixels] = field(default_factory=list)

    def wants(self) -> bool:
        """Whether the next frame is one of them."""
        return self.seen % self.every == 0

    def add(self, frame: Pixels) -> None:
        if len(self.kept) == _HELD:
            self.kept, self.every = self.kept[::2], 2 * self.every
        if self.wants():
            self.kept.append(frame)

    def choose(self, n: int) -> list[Pixels]:
        """The middles of n equal parts."""
        middles = [(2 * part + 1) * self.seen / (2 * n) for part in range(n)]
        last = len(self.kept) - 1
        return [self.kept[min(int(at / self.every), last)] for at in middles]


class _Chosen(NamedTuple):
    """The frames that stand for a clip, and how long it is (0: it says no times)."""

    frames: list[Pixels]
    seconds: float


def _chosen(file: BinaryIO, asked: Asked, *, wanted: Wanted) -> _Chosen:
    spread, times, turns = _Spread(), [], Turns()
    with opened(file) as film:
        stream = stream_of(film, asked)
        for frame, seconds in _frames(film, stream, asked=asked, wanted=wanted):
            if spread.wants():
                spread.add(shrunk(frame, wanted.side, turn=turns.of(frame)))
            spread.seen += 1
            times += [] if seconds is None else [seconds]
    if spread.seen < wanted.frames:
        raise TooShort(spread.seen)
    shapes = {frame.shape for frame in spread.kept}
    if len(shapes) > 1:
        raise Broken("frames of several sizes")
    lasts = (times[-1] - times[0]) * len(times) / (len(times) - 1) if len(times) > 1 else 0.0
    return _Chosen(spread.choose(wanted.frames), round(lasts, 3))


def _frames(
    film: Any, stream: Any, *, asked: Asked, wanted: Wanted
) -> Iterator[tuple[Any, float | None]]:
    start, times = None, Times(film)
    for number, frame in enumerate(film.decode(stream)):
        if number >= asked.frames:
            raise Beyond(f"more than {asked.frames} frames")
        if frame.width * frame.height > asked.pixels:
            raise Beyond(f"{frame.width} x {frame.height} pixels of at most {asked.pixels}")
        seconds = times.of(frame)
        if seconds is not None:
            start = seconds if start is None else start
            if seconds - start > wanted.seconds:
                raise TooLong(f"more than {wanted.seconds:g} seconds")
        yield frame, seconds


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
