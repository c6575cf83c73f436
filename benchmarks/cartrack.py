"""Cars of a film, each one track: a detector is trained on the first half of the film by time, and follows the cars of the second.

Run: python benchmarks/cartrack.py [FOLDER]. One thread. Such a split is for measuring only: Peel itself never puts frames of a film into two
parts. The second half shows three cars; two of them come in as the first half ends. With FOLDER the film with tracks is written there.
Without ../shared/datasets/video.zip nothing is measured.
"""

from __future__ import annotations

import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from kinds import BACKBONE, Item
from numpy.typing import NDArray
from sets import FOLDER
from threadpoolctl import threadpool_limits

from peel.detection import frame as frames
from peel.detection import maps
from peel.detection.export import to_onnx
from peel.detection.learn import Learnt, Material, learn
from peel.detection.sight import Sight, sight
from peel.films.film import WHOLE, Frame, Wanted
from peel.films.reel import Eye, Reel, Watching, find_reel
from peel.films.shots import Shot
from peel.metrics.box_matches import ANY_SIZE, match
from peel.metrics.boxes import Truth
from peel.metrics.detection import choose_thresholds
from peel.problem import find, find_viewer
from peel.runtime.session import open_session, run
from peel.tracking.scores import Seen, score_tracks
from peel.types.label_space import LabelSpace

FOLDS, EMPTY_EVERY = 5, 5
NAMES = ("car",)


class Lines(NamedTuple):
    """The lines of gt.txt: frames from 0, tracks, boxes, and whether each counts."""

    frames: NDArray[np.int64]
    ids: NDArray[np.int64]
    boxes: NDArray[np.float64]
    counts: NDArray[np.bool_]

    def at(self, frame: int) -> Lines:
        """Those of one frame."""
        return Lines(*(part[self.frames == frame] for part in self))


class Later(Reel):
    """The second half of a film, its frames counted from 0."""

    def frames(self, wanted: Wanted = WHOLE, *, name: str) -> Iterator[Frame]:
        """Those from the middle on."""
        for frame in super().frames(wanted, name=name):
            if frame.number >= self.n_frames:
                yield frame._replace(number=frame.number - self.n_frames)


def main() -> None:
    """Train, follow, tell."""
    if not (FOLDER / "video.zip").is_file():
        sys.exit("SKIPPED: no ../shared/datasets/video.zip beside this checkout")
    torch.set_num_threads(1)
    with threadpool_limits(1), tempfile.TemporaryDirectory() as work:
        place = Path(work) / "car-detection.mp4"
        with zipfile.ZipFile(FOLDER / "video.zip") as archive:
            place.write_bytes(archive.read("video/cartrack/car-detection.mp4"))
            rows = np.loadtxt(archive.open("video/cartrack/gt/gt.txt"), delimiter=",")
        reel, lines = find_reel(place), _lines(rows)
        middle = reel.n_frames // 2
        start = time.process_time()
        eye = trained(_items(reel, lines, middle=middle), Path(work) / "maps")
        print(f"trained in {time.process_time() - start:.0f} CPU s")
        later = Later(place, reel.name, reel.fps, middle, (Shot(0, middle, 0.0, 0.0),))
        follow(later, eye, lines=lines)


def follow(later: Later, eye: Eye, *, lines: Lines) -> None:
    """The tracks of the second half beside the true ones."""
    start = time.process_time()
    viewer = find_viewer("detection")
    assert viewer
    seen = viewer.watch(later, eye, how=Watching())
    spent = time.process_time() - start
    with tempfile.TemporaryDirectory() as work:
        seen.files["tracks.txt"](Path(work) / "tracks.txt")
        told = np.loadtxt(Path(work) / "tracks.txt", delimiter=",", ndmin=2).reshape(-1, 9)
        if len(sys.argv) > 1:
            for name, write in seen.files.items():
                write(Path(sys.argv[1]) / name)
    total = later.n_frames + 1
    truth = [_seen(lines.at(later.n_frames + n)) for n in range(total)]
    found = _lines(told)
    scores = score_tracks(truth, [_seen(found.at(n)) for n in range(total)])
    print(seen.words)
    for row in seen.rows:
        print("  ", *row[1:])
    print(f"{len(seen.rows)} tracks of {len({i for one in truth for i in one.ids.tolist()})} cars")
    print(f"{scores}\n{spent:.1f} CPU s, {total / spent:.1f} frames of the film a CPU second")


def trained(items: Sequence[Item], folder: Path) -> Eye:
    """The exported detector; folds are stretches of time, for frames beside each other are nearly the same."""
    truths = [item.truth for item in items]
    sizes = [(item.picture.shape[0], item.picture.shape[1]) for item in items]
    network = sight(BACKBONE, frames.choose(sizes, truths))
    file = maps.MapFile(folder, n=len(items), sight=network)
    sizes = maps.fill_in(file, (item.picture for item in items), look=network.look())
    folds = np.arange(len(items)) * FOLDS // len(items)
    learnt = learn(Material(file, sizes, truths, folds, len(NAMES)))
    return _eye(learnt, network, truths=truths)


def _eye(learnt: Learnt, network: Sight, *, truths: Sequence[Truth]) -> Eye:
    levels = choose_thresholds(match(learnt.found, truths, k=len(NAMES), at=ANY_SIZE))
    print(f"frame {network.frame.height} x {network.frame.width}, thresholds {levels.round(3)}")
    space = LabelSpace(names=NAMES, decision={"thresholds": levels.tolist()})
    outputs = find("detection").outputs(space)
    model = to_onnx(learnt.detector, network, outputs=outputs, metadata={"class_names": [*NAMES]})
    session = open_session(model)

    def look(pictures: Sequence[NDArray[np.uint8]]) -> dict[str, NDArray[Any]]:
        (picture,) = pictures
        return run(session, picture[None], outputs=outputs)

    return Eye(look, space)


def _items(reel: Reel, lines: Lines, *, middle: int) -> list[Item]:
    """Frames of the first half with cars, and some without."""
    items = []
    for frame in reel.frames(name="frames to learn from"):
        here = lines.at(frame.number)
        if frame.number < middle and (len(here.ids) or frame.number % EMPTY_EVERY == 0):
            none = np.zeros(len(here.ids), np.bool_)
            truth = Truth(here.boxes, none.astype(np.int64), crowd=none, difficult=~here.counts)
            items.append(Item(frame.pixels, truth))
    print(f"{len(items)} frames to learn from, {sum(len(i.truth.classes) for i in items)} boxes")
    return items


def _lines(rows: NDArray[np.float64]) -> Lines:
    corners = np.concatenate([rows[:, 2:4], rows[:, 2:4] + rows[:, 4:6]], axis=1)
    whole = rows[:, :2].astype(np.int64)
    return Lines(whole[:, 0] - 1, whole[:, 1], corners, rows[:, 6] > 0)


def _seen(here: Lines) -> Seen:
    kept = here.counts
    return Seen(here.ids[kept], here.boxes[kept], np.zeros(int(kept.sum()), np.int64))


if __name__ == "__main__":
    main()
