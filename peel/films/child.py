"""The process that decodes a film, so that a file that was made to do harm harms nobody but this process.

`python -m peel.films.child FD SIZE EVERY FRAMES PIXELS MEMORY CPU_S` reads the open file FD, which has no name here: no path, no
address and no playlist leads from it to anything else. It writes a line of JSON with the facts, then each frame as its
time (a double, seconds) and its pixels (h, w, 3) uint8, then NaN and a line of JSON that says how it ended.
"""

from __future__ import annotations

import errno
import json
import math
import os
import resource
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple

import av
import av.error
import numpy as np
from numpy.typing import NDArray

from peel.films.asked import TIME, Asked

# Containers of one film in one file; lists of other files (HLS, DASH, concat) and devices are none of them.
DEMUXERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,ogg,flv,asf"


class Beyond(Exception):
    """A limit was reached, in words."""


class Broken(Exception):
    """There is nothing, or nothing more, to decode, in words."""


def main(asked: Asked, out: BinaryIO) -> None:
    """Decode; what cannot be decoded is told and raises nothing."""
    av.logging.set_level(None)
    ended = {"why": "end"}
    told = _Told(out)
    try:
        with os.fdopen(asked.file, "rb") as file:
            _decode(file, asked, told=told)
    except Beyond as error:
        ended = {"why": "limit", "words": str(error)}
    except Exception as error:  # whatever a library raises of bytes that may be anything
        ended = broken(error, asked)
    if told.began:
        out.write(TIME.pack(math.nan))
        _say(out, ended)
    else:
        _say(out, {"refused": ended})


def limit(asked: Asked) -> None:
    """What this process may take, from the kernel."""
    resource.setrlimit(resource.RLIMIT_AS, (asked.memory, asked.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (asked.cpu_s, asked.cpu_s))


def broken(error: Exception, asked: Asked) -> dict[str, str]:
    """What is told of a film that cannot be decoded, or not further."""
    if isinstance(error, MemoryError | ImportError) or getattr(error, "errno", 0) in _STARVED:
        return {"why": "limit", "words": f"more than {asked.memory >> 20} MiB of memory"}
    if isinstance(error, av.error.EOFError):
        return {"why": "broken", "words": "no frame in it"}
    words = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return {"why": "broken", "words": words}


@dataclass
class _Told:
    """What was written: nothing, or the facts and then frames."""

    out: BinaryIO
    began: bool = False


def _decode(file: BinaryIO, asked: Asked, *, told: _Told) -> None:
    with opened(file) as film:
        stream = stream_of(film, asked)
        facts = _facts(stream)
        for seconds, pixels in _frames(film, stream, asked=asked):
            if not told.began:
                told.began = True
                size = {"width": pixels.shape[1], "height": pixels.shape[0]}
                _say(told.out, {**facts, **size})
            told.out.write(TIME.pack(seconds))
            told.out.write(pixels.tobytes())


# What the system says where memory for a buffer or a thread is refused.
_STARVED = (errno.ENOMEM, errno.EAGAIN)
# Times that go back by less are those of frames that are out of order, or told badly.
_BACK_S = 0.5
_OPTIONS = {"format_whitelist": DEMUXERS, "protocol_whitelist": "none"}


def opened(file: BinaryIO) -> Any:
    """The container, to be closed; raises Broken for one that holds no film, or leads elsewhere."""
    try:
        return av.open(file, container_options=_OPTIONS)
    except av.error.ArgumentError as error:
        raise Broken("a file of another form") from error


def stream_of(film: Any, asked: Asked) -> Any:
    """The pictures of a film, decoded by one thread; raises Broken where there are none, Beyond where they are too large."""
    if not film.streams.video:
        raise Broken("no pictures in it")
    stream = film.streams.video[0]
    codec = stream.codec_context
    if codec is None:
        raise Broken("its pictures are packed in a way that is not known here")
    codec.thread_count = 1
    if codec.width * codec.height > asked.pixels:
        raise Beyond(f"{codec.width} x {codec.height} pixels of at most {asked.pixels}")
    return stream


def _facts(stream: Any) -> dict[str, Any]:
    rate = stream.average_rate or stream.guessed_rate
    return {"fps": float(rate) if rate else 0.0, "frames": int(stream.frames)}


class Times:
    """The times of the frames of a film, from its beginning, as players show them, whatever the hour of a broadcast says.

    Where they begin anew, as in films that were put behind one another, they go on.
    """

    def __init__(self, film: Any) -> None:
        self._last, self._step = -math.inf, 0.0
        self._more = -(film.start_time or 0) / av.time_base

    def of(self, frame: Any) -> float | None:
        """The seconds of the next frame; None where it says none."""
        if frame.time is None:
            return None
        seconds: float = frame.time + self._more
        if seconds < self._last - _BACK_S:
            self._more += self._last + self._step - seconds
            seconds = self._last + self._step
        elif self._last < seconds < self._last + _BACK_S:
            self._step = seconds - self._last
        self._last = seconds
        return seconds


def _frames(film: Any, stream: Any, *, asked: Asked) -> Iterator[tuple[float, NDArray[np.uint8]]]:
    size, times, turns = (), Times(film), Turns()
    for number, frame in enumerate(film.decode(stream)):
        if number >= asked.frames:
            raise Beyond(f"more than {asked.frames} frames")
        seconds = times.of(frame)
        if number % asked.every:
            continue
        if frame.width * frame.height > asked.pixels:
            raise Beyond(f"{frame.width} x {frame.height} pixels of at most {asked.pixels}")
        pixels = _upright(frame, asked, turn=turns.of(frame))
        size = size or pixels.shape
        if pixels.shape != size:
            raise Broken("frames of several sizes")
        yield seconds if seconds is not None else math.inf, pixels


def _upright(frame: Any, asked: Asked, *, turn: Turn) -> NDArray[np.uint8]:
    """As it is shown: in RGB, of the size that was asked, turned as the file says."""
    if asked.height and not asked.width:
        return shrunk(frame, asked.height, turn=turn)
    size = asked.width or frame.width, asked.height or frame.height
    return _turned(frame, size[::-1] if asked.width and turn.lies else size, turn=turn)


def shrunk(frame: Any, side: int, *, turn: Turn) -> NDArray[np.uint8]:
    """As it is shown, in RGB, its shorter side of at most `side` pixels."""
    share = min(1.0, side / min(frame.width, frame.height))
    size = max(1, round(share * frame.width)), max(1, round(share * frame.height))
    return _turned(frame, size, turn=turn)


def _turned(frame: Any, size: tuple[int, int], *, turn: Turn) -> NDArray[np.uint8]:
    """`size` is that of the frame as it is stored."""
    small = frame.reformat(width=size[0], height=size[1], format="rgb24").to_ndarray()
    upright = small.transpose(1, 0, 2) if turn.lies else small
    return np.ascontiguousarray(upright[:: turn.down, :: turn.across])


class Turn(NamedTuple):
    """How a frame is shown: whether its columns lie as rows, and then in which direction (1 or -1) it is read."""

    lies: bool = False
    down: int = 1
    across: int = 1


class Turns:
    """How the frames of a film are shown; the library keeps each frame of which this is asked, so it is asked once."""

    def __init__(self) -> None:
        self._rotation, self._turn = math.nan, Turn()

    def of(self, frame: Any) -> Turn:
        """Asked anew only where the frame is turned otherwise than the one before."""
        if frame.rotation != self._rotation:
            self._rotation, self._turn = frame.rotation, _said(frame)
        return self._turn


def _said(frame: Any) -> Turn:
    """As the film says by a matrix: quarters of a turn, and whether it is a mirror."""
    matrix = frame.side_data.get("DISPLAYMATRIX")
    if matrix is None:
        return Turn()
    a, b, _, c, d, *_ = struct.unpack("9i", bytes(matrix)[:36])
    lies = abs(b) > abs(a)
    across, down = (c, b) if lies else (a, d)
    return Turn(lies, -1 if down < 0 else 1, -1 if across < 0 else 1)


def _say(out: BinaryIO, words: dict[str, Any]) -> None:
    out.write(json.dumps(words).encode() + b"\n")
    out.flush()


if __name__ == "__main__":
    words = Asked(*map(int, sys.argv[1:]))
    limit(words)
    main(words, sys.stdout.buffer)
