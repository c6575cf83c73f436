"""What motmetrics and TrackEval say of tracks: run it where both are, and it prints reference.json.

    python -m venv other && other/bin/pip install motmetrics==1.4.0 trackeval==1.3.0
    other/bin/python tests/data/tracks/reference.py ../shared/datasets/video.zip > tests/data/tracks/reference.json

Beside the two sequences as motmetrics brings them it asks about drawn films (`drawn`), which need no file.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections import defaultdict

import numpy as np

np.asfarray = lambda values, dtype=np.float64: np.asarray(
    values, dtype
)  # motmetrics 1.4.0 asks for it
SEQUENCES = ("TUD-Campus", "TUD-Stadtmitte")
DRAWN = 6


def drawn(seed: int):
    """A film of 40 frames as two lists of lines of MOT: what is there, and tracks that are wrong in many ways."""
    rng = np.random.default_rng(seed)
    truth, found = [], []
    start, way = rng.uniform(0, 150, (8, 2)), rng.normal(0, 4, (8, 2))
    names = np.arange(8)
    for frame in range(1, 41):
        swap = rng.integers(0, 8, 2)
        if rng.random() < 0.3:
            names[swap] = names[swap[::-1]]
        for thing in range(8):
            if not seed + thing * 4 < frame < 40 - thing:
                continue
            box = [*(start[thing] + way[thing] * frame).round(1), 30.0, 40.0]
            truth.append([frame, thing + 1, *box])
            if rng.random() < 0.8:
                near = (np.array(box) + rng.normal(0, 3, 4)).round(1)
                found.append([frame, int(names[thing]) + 11, *near.tolist()])
        if rng.random() < 0.4:
            found.append(
                [frame, 90 + frame % 3, *rng.uniform(0, 150, 2).round(1).tolist(), 30.0, 40.0]
            )
    return truth, found


def lines(text: str):
    """The lines of a file in MOT's form, as far as the box."""
    rows = np.loadtxt(io.StringIO(text), delimiter=",", ndmin=2)
    return [[int(row[0]), int(row[1]), *row[2:6].tolist()] for row in rows]


def by_frame(rows, frame):
    """Tracks and boxes of one frame."""
    here = [row for row in rows if row[0] == frame]
    return [row[1] for row in here], np.array([row[2:] for row in here]).reshape(-1, 4)


def by_motmetrics(truth, found):
    """MOTA, IDF1 and the counts."""
    import motmetrics as mm

    told = mm.MOTAccumulator()
    for frame in sorted({row[0] for row in truth + found}):
        (true_ids, true), (ids, boxes) = by_frame(truth, frame), by_frame(found, frame)
        told.update(true_ids, ids, mm.distances.iou_matrix(true, boxes, max_iou=0.5), frameid=frame)
    names = [
        "mota",
        "idf1",
        "num_switches",
        "num_misses",
        "num_false_positives",
        "num_objects",
        "num_predictions",
    ]
    row = mm.metrics.create().compute(told, metrics=names).iloc[0]
    mine = ["mota", "idf1", "switches", "missed", "wrong", "objects", "found"]
    return {to: float(row[name]) for to, name in zip(mine, names, strict=True)}


def by_trackeval(truth, found):
    """HOTA, the mean over its overlaps."""
    import trackeval

    frames = sorted({row[0] for row in truth + found})
    true_places, places = defaultdict(lambda: len(true_places)), defaultdict(lambda: len(places))
    data = {"gt_ids": [], "tracker_ids": [], "similarity_scores": []}
    for frame in frames:
        (true_ids, true), (ids, boxes) = by_frame(truth, frame), by_frame(found, frame)
        data["gt_ids"].append(np.array([true_places[one] for one in true_ids], int))
        data["tracker_ids"].append(np.array([places[one] for one in ids], int))
        similar = trackeval.datasets._base_dataset._BaseDataset._calculate_box_ious(true, boxes)
        data["similarity_scores"].append(similar)
    data |= {
        "num_gt_ids": len(true_places),
        "num_tracker_ids": len(places),
        "num_gt_dets": len(truth),
        "num_tracker_dets": len(found),
        "num_timesteps": len(frames),
    }
    return {
        "hota": float(np.mean(trackeval.metrics.HOTA().eval_sequence(data)["HOTA"])),
        "idf1_of_trackeval": float(
            trackeval.metrics.Identity({"PRINT_CONFIG": False}).eval_sequence(data)["IDF1"]
        ),
    }


def main() -> None:
    """Print the figures."""
    films = {f"drawn-{seed}": drawn(seed) for seed in range(DRAWN)}
    with zipfile.ZipFile(sys.argv[1]) as archive:
        for name in SEQUENCES:
            read = (
                archive.read(f"video/mot_text/{name}/{part}.txt").decode()
                for part in ("gt", "test")
            )
            films[name] = tuple(map(lines, read))
    told = {name: {**by_motmetrics(*film), **by_trackeval(*film)} for name, film in films.items()}
    json.dump(told, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
