"""Drawn clips, whose label is how a thing moves: it can only be told from several frames."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from peel.files import write_text
from peel.text import to_csv

Pixels = NDArray[np.uint8]
MOVES = ("lies", "rolls", "swells")
HEIGHT, WIDTH, FRAMES, FPS = 96, 128, 36, 24
_DOTS = 60


def write_clips(folder: Path, *, scenes: int) -> int:
    """Write `folder`/MOVE/*.mp4, three clips of each scene, and groups.csv with their labels and scenes; how many there are."""
    lines = []
    for scene in range(scenes):
        for number, move in enumerate(MOVES):
            path = folder / move / f"{scene:03d}.mp4"
            path.parent.mkdir(parents=True, exist_ok=True)
            encode(path, list(draw(move, seed=scene, take=number)))
            lines.append((f"{move}/{path.name}", move, f"scene {scene}"))
    write_text(folder / "groups.csv", to_csv(("clip", "label", "group"), lines))
    return len(lines)


def write_film(path: Path, *, moves: Sequence[str], seed: int) -> None:
    """A film of one shot after another, in each of which the thing moves otherwise."""
    shots = (draw(move, seed=seed + at, take=at) for at, move in enumerate(moves))
    encode(path, [frame for shot in shots for frame in shot])


def draw(move: str, *, seed: int, take: int) -> Iterator[Pixels]:
    """The frames of one clip: the ground of its scene, and on it a ball that moves as is said, with a camera that trembles."""
    ground = _ground(np.random.default_rng(seed))
    rng = np.random.default_rng((seed, take, 1))
    colour = rng.integers(0, 256, 3)
    radius, top = rng.uniform(14, 20), rng.uniform(30, HEIGHT - 30)
    left, speed = rng.uniform(20, WIDTH - 20), rng.choice([-1, 1]) * rng.uniform(2.0, 4.0)
    for at in range(FRAMES):
        size = radius * (1 + 0.6 * np.sin(at / 4)) if move == "swells" else radius
        across = (left + speed * at) % WIDTH if move == "rolls" else left
        frame = _ball(ground, (across, top, size), colour=colour)
        noise = rng.normal(0, 6, (HEIGHT, WIDTH, 1))
        yield (
            np.roll(frame + noise, rng.integers(-1, 2, 2), axis=(0, 1))
            .clip(0, 255)
            .astype(np.uint8)
        )


def encode(path: Path, frames: Sequence[Pixels]) -> None:
    """An MP4 of MPEG-4 frames."""
    with av.open(str(path), "w") as film:
        stream = film.add_stream("mpeg4", rate=FPS, options={"qscale": "3", "threads": "1"})
        stream.height, stream.width = frames[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        for frame in frames:
            film.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
        film.mux(stream.encode())


def _ground(rng: np.random.Generator) -> NDArray[np.float64]:
    """Dots of a few colours on one: no two scenes look alike."""
    ground = np.ones((HEIGHT, WIDTH, 3)) * rng.integers(40, 216, 3)
    colours = rng.integers(0, 256, (4, 3))
    for across, top, size, colour in zip(
        rng.uniform(0, WIDTH, _DOTS),
        rng.uniform(0, HEIGHT, _DOTS),
        rng.uniform(2, 6, _DOTS),
        colours[rng.integers(0, 4, _DOTS)],
        strict=True,
    ):
        ground = _ball(ground, (across, top, size), colour=colour)
    return ground


def _ball(
    frame: NDArray[np.float64], where: tuple[float, float, float], *, colour: NDArray[np.int64]
) -> NDArray[np.float64]:
    across, top, radius = where
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    inside = (rows - top) ** 2 + (columns - across) ** 2 < radius**2
    return np.where(inside[..., None], colour, frame)
