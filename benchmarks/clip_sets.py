"""Clips told apart: six frames over time beside the middle frame alone, recordings kept whole beside clips divided by lot.

Run: python benchmarks/clip_sets.py. `actionclips` are 54 clips of a fight or none from 26 recordings (6 noFight clips name none, each of
which counts as one), `drawn` 90 clips of 30 scenes in which a ball lies, rolls or swells. The score is that of the search,
out of fold, the mean of five draws of folds. Where recordings are divided, it knows some of them already.
"""

from __future__ import annotations

import csv
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sets import learner

from peel.cache import Cache
from peel.films.clips import Clips
from peel.images import digest, shards
from peel.images.decode import decode
from peel.params.sections import Search
from peel.problem import find
from peel.runners.place import Place
from peel.search import plan
from peel.search.engine import explore
from peel.search.request import Request
from peel.testing.clips import write_clips
from peel.types.sample import Sample

SETS = Path(__file__).resolve().parents[2] / "shared" / "datasets"
KIND, FRAMES, DRAWS, FOLDS, SCENES = "classification", 6, 5, 5, 30


class Clip(NamedTuple):
    """A film, what it shows, and from which recording it is."""

    path: Path
    label: str
    recording: str


def main() -> None:
    """Print a line for each set and number of frames."""
    with tempfile.TemporaryDirectory() as work:
        for name, clips in sets(Path(work)):
            for frames in (1, FRAMES):
                began = time.process_time()
                samples, place = packed(clips, frames, folder=Path(work) / f"{name}-{frames}")
                whole, by_lot = (
                    np.mean([score(clips, samples, place=place, folds=folds) for folds in drawn])
                    for drawn in (
                        draws([c.recording for c in clips]),
                        draws(list(range(len(clips)))),
                    )
                )
                told = f"recordings whole {whole:.3f}, by lot {by_lot:.3f}"
                took = f"{time.process_time() - began:.0f} CPU s without decoding"
                print(f"{name:12} {frames} of each clip's frames: {told}; {took}")


def sets(work: Path) -> Iterator[tuple[str, list[Clip]]]:
    """Those that are here."""
    write_clips(work / "drawn", scenes=SCENES)
    yield "drawn", list(_clips(work / "drawn"))
    path = SETS / "actionclips.zip"
    if not path.exists():
        print("actionclips.zip is not here: only drawn clips were measured")
        return
    zipfile.ZipFile(path).extractall(work)
    yield "actionclips", list(_clips(work / "actionclips"))


def _clips(folder: Path) -> Iterator[Clip]:
    with open(folder / "groups.csv", newline="") as file:
        for row in csv.DictReader(file):
            yield Clip(folder / row["clip"], row["label"], row["group"] or row["clip"])


def packed(clips: Sequence[Clip], frames: int, *, folder: Path) -> tuple[list[Sample], Place]:
    """The clips as ingest would take them."""
    decoder = Clips(frames)
    data = [decoder.read(clip.path.read_bytes(), name=clip.path.name) for clip in clips]
    items = [digest.of_bytes(one) for one in data]
    readers = [(item, lambda one=one: one) for item, one in zip(items, data, strict=True)]
    at = shards.pack(readers, folder / "shards")
    pixels = [digest.of_pixels(decode(one).pixels) for one in data]
    samples = [Sample(i, p, *at[i], frames=frames) for i, p in zip(items, pixels, strict=True)]
    return samples, Place(shards=folder / "shards", cache=Cache(folder / "cache"))


def draws(groups: Sequence[object]) -> Iterator[NDArray[np.int64]]:
    """Folds of the items, whole groups in one."""
    of = np.unique([str(group) for group in groups], return_inverse=True)[1]
    for seed in range(DRAWS):
        yield (np.random.default_rng(seed).permutation(of.max() + 1) % FOLDS)[of]


def score(
    clips: Sequence[Clip], samples: list[Sample], *, place: Place, folds: NDArray[np.int64]
) -> float:
    """What the search says of its model, out of fold."""
    problem, face = find(KIND), learner(KIND)
    labels = [clip.label for clip in clips]
    space = problem.space(labels)
    targets = face.supervise(problem.read_targets(labels, space), space)
    families = np.unique([clip.recording for clip in clips], return_inverse=True)[1]
    rows = plan.rows(targets, folds=folds, families=families, learner=face)
    request = Request(
        samples=samples,
        rows=rows,
        space=space,
        metric=problem.metric.name,
        how=Search(),
        place=place,
    )
    return explore(request).model.score


if __name__ == "__main__":
    main()
