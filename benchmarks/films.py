"""Shots: how many cuts are found, in films as they are and in clips joined at known frames, and what it costs.

Run: python benchmarks/films.py. `cuts` are four films of which every cut is known; `joined` are 30 of the actionclips one after the
other, five draws, encoded anew; a cut counts as found within 2 frames. What a clip's own cuts cost in precision is not known.
"""

from __future__ import annotations

import csv
import itertools
import random
import resource
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from peel.films.cuts import compare
from peel.films.film import open_film
from peel.films.shots import SMALL, find_shots

SETS = Path(__file__).resolve().parents[2] / "shared" / "datasets"
CLIPS, DRAWS = 30, 5
_SIZE = (320, 240)


class Counted(NamedTuple):
    """Cuts that were found, that are none, and that were missed; frames."""

    found: int
    wrong: int
    missed: int
    frames: int


def main() -> None:
    """Print the table, or say that the films are not here."""
    if not (SETS / "video.zip").exists():
        print("video.zip is not here: films were not measured")
        return
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        for name in ("video", "actionclips"):
            zipfile.ZipFile(SETS / f"{name}.zip").extractall(folder)
        began = _cpu_s()
        known = [count(path, truth) for path, truth in films(folder / "video" / "cuts")]
        tell("cuts", known, cpu_s=_cpu_s() - began)
        drawn = list(joined(folder))
        began = _cpu_s()
        tell(
            "joined",
            [count(path, truth) for path, truth in drawn],
            cpu_s=_cpu_s() - began,
        )


def _cpu_s() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def tell(name: str, counted: Sequence[Counted], *, cpu_s: float) -> None:
    """One line of the table."""
    found, wrong, missed, frames = map(sum, zip(*counted, strict=True))
    f1 = 2 * found / (2 * found + wrong + missed)
    print(
        f"{name:8} {found} found, {wrong} wrong, {missed} missed: F1 {f1:.3f}; {frames} frames, {frames / cpu_s:.0f} a CPU second"
    )


def count(path: Path, truth: Sequence[int]) -> Counted:
    """The cuts of one film beside the true ones."""
    with open_film(path, SMALL) as film:
        shots = find_shots(film)
    told = compare(truth, [shot.first for shot in shots[1:]])
    return Counted(*told, shots[-1].last + 1)


def films(folder: Path) -> Iterator[tuple[Path, list[int]]]:
    """The films of which each cut is known."""
    with open(folder / "truth.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    for path in sorted(folder.glob("*.mp4")):
        yield path, [int(row["cut"]) for row in rows if row["file"] == path.name]


def joined(folder: Path) -> Iterator[tuple[Path, list[int]]]:
    """Clips one after the other, with the frames at which they were joined."""
    paths = sorted((folder / "actionclips").glob("*/*.mp4"))
    for seed in range(DRAWS):
        drawn = [list(_small(path)) for path in random.Random(seed).sample(paths, CLIPS)]
        path = folder / f"joined-{seed}.mp4"
        _encode(path, itertools.chain.from_iterable(drawn))
        yield path, list(itertools.accumulate(len(clip) for clip in drawn))[:-1]


def _small(path: Path) -> Iterator[NDArray[np.uint8]]:
    with open_film(path) as film:
        for frame in film:
            yield np.asarray(Image.fromarray(frame.pixels).resize(_SIZE))


def _encode(path: Path, frames: Iterator[NDArray[np.uint8]]) -> None:
    with av.open(str(path), "w") as film:
        stream = film.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = *_SIZE, "yuv420p"
        for frame in frames:
            film.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
        film.mux(stream.encode())


if __name__ == "__main__":
    main()
