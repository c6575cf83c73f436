"""Films that a test draws."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

SIZE = (64, 96)


def scene(seed: int, n: int) -> list[np.ndarray]:
    """n frames (h, w, 3) of one shot: coloured blocks of its own, and a square that moves."""
    rng = np.random.default_rng(seed)
    ground = np.kron(rng.integers(0, 256, (4, 6, 3)), np.ones((16, 16, 1))).astype(np.uint8)
    frames = []
    for at in range(n):
        frame = ground.copy()
        frame[20:30, at % 80 : at % 80 + 10] = 255
        frames.append(frame)
    return frames


def turn(path: Path, a: int, b: int, c: int, d: int) -> Path:
    """Say in an mp4 how its frames are to be shown: what was at x, y is at a x + c y, b x + d y."""
    data = path.read_bytes()
    at = data.index(b"tkhd") + 44
    matrix = struct.pack(">9i", a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30)
    path.write_bytes(data[:at] + matrix + data[at + 36 :])
    return path


def write_film(path: Path, frames: Sequence[np.ndarray], *, start_s: int = 0) -> Path:
    """Encode the frames at 25 a second."""
    with av.open(str(path), "w") as film:
        stream = film.add_stream("mpeg4", rate=25, options={"qscale": "2"})
        stream.height, stream.width = frames[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        for number, frame in enumerate(frames):
            picture = av.VideoFrame.from_ndarray(frame, format="rgb24")
            picture.pts, picture.time_base = 25 * start_s + number, Fraction(1, 25)
            film.mux(stream.encode(picture))
        for packet in stream.encode():
            film.mux(packet)
    return path
