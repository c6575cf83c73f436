"""Tracks: how many things keep their name, beside SORT and with the same boxes.

Run: python benchmarks/tracks.py. `mot_text` are two sequences of MOT15 of which the true boxes are known: each true box is
moved and scaled at random by 5 (10) % of its sides, 20 % are left out, five seeds; the means over both sequences. `SORT` is the
published one, `SORT, a second` keeps an unseen thing as long as ours does. `filled` fills the frames between two sights, as `peel predict`
does. Without ../shared/datasets/video.zip nothing is measured.
"""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sort import sort

from peel.metrics.boxes import Found
from peel.tracking import filled
from peel.tracking.scores import Seen, score_tracks
from peel.tracking.tracker import Levels, Tracker

SETS = Path(__file__).resolve().parents[2] / "shared" / "datasets"
SEQUENCES = ("TUD-Campus", "TUD-Stadtmitte")
SEEDS, DROPPED, SECOND = 5, 0.2, 25
Telling = Callable[[Sequence[Found]], list[Seen]]


def main() -> None:
    """Print the table, or say that the sequences are not here."""
    if not (SETS / "video.zip").exists():
        print("video.zip is not here: tracks were not measured")
        return
    truth = [read(name, "gt") for name in SEQUENCES]
    other = [[_found(one) for one in read(name, "test")] for name in SEQUENCES]
    for off in (0.05, 0.1):
        drawn = [[spoiled(one, off, seed=seed) for seed in range(SEEDS)] for one in truth]
        tell(f"boxes off by {off:.0%}", truth, drawn=drawn)
    tell("test.txt of motmetrics as boxes", truth, drawn=[[one] for one in other])


def tell(what: str, truth: Sequence[list[Seen]], *, drawn: Sequence[list[list[Found]]]) -> None:
    """A line for each way to track."""
    ways: dict[str, Telling] = {
        "SORT": lambda frames: sort(frames, memory=1),
        "SORT, a second": lambda frames: sort(frames, memory=SECOND),
        "Peel": lambda frames: track(frames, is_filled=False),
        "Peel, filled": lambda frames: track(frames, is_filled=True),
    }
    print(what)
    for name, way in ways.items():
        began = time.process_time()
        told = [[way(frames) for frames in films] for films in drawn]
        seconds = time.process_time() - began
        scores = [
            np.mean([score_tracks(true, one)[:4] for one in films], axis=0)
            for true, films in zip(truth, told, strict=True)
        ]
        mota, idf1, hota, switches = np.mean(scores, axis=0)
        each = " ".join(f"{score[1]:.3f}" for score in scores)
        rate = sum(len(one) for films in drawn for one in films) / seconds
        print(
            f"  {name:15} MOTA {mota:.3f}  IDF1 {idf1:.4f} ({each})  HOTA {hota:.3f}  switches {switches:.1f}; {rate:.0f} frames a CPU second"
        )


def track(frames: Sequence[Found], *, is_filled: bool) -> list[Seen]:
    """Our own tracks."""
    tracker = Tracker(Levels(np.array([0.5]), np.array([0.25])), SECOND)
    for number, found in enumerate(frames):
        tracker.update(number, found)
    rows = list(filled.rows(filled.told(tracker.tracks)))
    return [
        _seen([row for row in rows if row.frame == number and (is_filled or row.is_seen)])
        for number in range(len(frames))
    ]


def spoiled(truth: Sequence[Seen], off: float, *, seed: int) -> list[Found]:
    """The true boxes, moved, scaled and some of them dropped."""
    rng, frames = np.random.default_rng(seed), []
    for one in truth:
        boxes = one.boxes[rng.random(len(one.ids)) >= DROPPED]
        sides, centres = boxes[:, 2:] - boxes[:, :2], (boxes[:, 2:] + boxes[:, :2]) / 2
        centres = centres + rng.normal(0, off, centres.shape) * sides
        half = sides * np.exp(rng.normal(0, off, sides.shape)) / 2
        moved = np.concatenate([centres - half, centres + half], axis=1)
        frames.append(Found(moved, np.ones(len(moved)), np.zeros(len(moved), np.int64)))
    return frames


def read(name: str, part: str) -> list[Seen]:
    """A sequence of mot_text, frame by frame."""
    with zipfile.ZipFile(SETS / "video.zip") as archive:
        gt, asked = (
            np.loadtxt(archive.open(f"video/mot_text/{name}/{each}.txt"), delimiter=",")
            for each in ("gt", part)
        )
    return [_of_frame(asked[asked[:, 0] == at]) for at in range(1, int(gt[:, 0].max()) + 1)]


def _of_frame(rows: NDArray[np.float64]) -> Seen:
    corners = np.concatenate([rows[:, 2:4], rows[:, 2:4] + rows[:, 4:6]], axis=1)
    return Seen(rows[:, 1].astype(np.int64), corners, np.zeros(len(rows), np.int64))


def _found(one: Seen) -> Found:
    return Found(one.boxes, np.ones(len(one.ids)), one.classes)


def _seen(rows: Sequence[filled.Row]) -> Seen:
    boxes = np.array([row.box for row in rows]).reshape(-1, 4)
    ids, labels = ([getattr(row, key) for row in rows] for key in ("track", "label"))
    return Seen(np.array(ids, np.int64), boxes, np.array(labels, np.int64))


if __name__ == "__main__":
    main()
