"""Make the golden numbers of average precision: `python make.py ODFORMS` with numpy and pycocotools 2.0.11 installed.

Two scenes, each with what pycocotools says of it: one that is drawn here (crowds, ties, every size), and the boxes and
detections of 100 pictures of VOC 2007 as github.com/rafaelpadilla/review_object_detection_metrics has them (MIT); ODFORMS
is its folder with `gts` and `dets`.
"""

import contextlib
import io
import json
import sys
from pathlib import Path

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

HERE = Path(__file__).parent
SIDE = 400


def _shifted(box, rng):
    left, top, width, height = box
    by = rng.normal(0, 0.15, 4) * [width, height, width, height]
    return [left + by[0], top + by[1], max(2, width + by[2]), max(2, height + by[3])]


def drawn(n=40, k=4):
    """Objects with shifted copies of some, and boxes of nothing."""
    rng = np.random.default_rng(5)
    true, found = [], []
    for item in range(n):
        for _ in range(rng.integers(0, 9)):
            label, size = int(rng.integers(0, k)), float(np.exp(rng.uniform(2, 5.3)))
            box = [*rng.uniform(0, SIDE - 120, 2), size, size * rng.uniform(0.6, 1.6)]
            box = [round(float(x), 2) for x in box]
            crowd = int(rng.random() < 0.08)
            true.append([item, label, *box, crowd])
            for _ in range(rng.integers(0, 4)):
                score = round(float(rng.random()), 2)
                copy = [round(float(x), 2) for x in _shifted(box, rng)]
                found.append([item, label if rng.random() < 0.9 else (label + 1) % k, *copy, score])
        for _ in range(rng.integers(0, 5)):
            box = [*rng.uniform(0, SIDE - 120, 2), *rng.uniform(5, 120, 2)]
            found.append(
                [
                    item,
                    int(rng.integers(0, k)),
                    *(round(float(x), 2) for x in box),
                    round(float(rng.random()) * 0.6, 2),
                ]
            )
    # One class is found and never there.
    return {"n": n, "k": k + 1, "true": true, "found": [*found, [0, k, 1, 1, 50, 50, 0.5]]}


def odforms(folder):
    """Everything as the two COCO files say, categories by name."""
    truth = json.loads((folder / "gts/coco_format_v1/instances_default.json").read_text())
    said = json.loads((folder / "dets/coco_format/coco_dets.json").read_text())
    names = sorted(one["name"] for one in truth["categories"])
    paths = sorted(one["file_name"] for one in truth["images"])

    def rows(told, last):
        label = {one["id"]: names.index(one["name"]) for one in told["categories"]}
        item = {one["id"]: paths.index(one["file_name"]) for one in told["images"]}
        return [
            [item[a["image_id"]], label[a["category_id"]], *a["bbox"], a[last]]
            for a in told["annotations"]
        ]

    return {
        "n": len(paths),
        "k": len(names),
        "true": rows(truth, "iscrowd"),
        "found": rows(said, "score"),
    }


def average_precision(scene):
    """(k, 4, 10) as nested lists, by class, size and overlap; null where there is no object."""
    true = COCO()
    true.dataset = {
        "images": [{"id": i, "width": SIDE, "height": SIDE} for i in range(scene["n"])],
        "categories": [{"id": c, "name": str(c)} for c in range(scene["k"])],
        "annotations": [
            {
                "id": i + 1,
                "image_id": item,
                "category_id": label,
                "bbox": box,
                "area": box[2] * box[3],
                "iscrowd": crowd,
            }
            for i, (item, label, *box, crowd) in enumerate(scene["true"])
        ],
    }
    true.createIndex()
    found = true.loadRes(
        [
            {"image_id": item, "category_id": label, "bbox": box, "score": score}
            for item, label, *box, score in scene["found"]
        ]
    )
    run = COCOeval(true, found, "bbox")
    run.evaluate()
    run.accumulate()
    run.summarize()
    precision = run.eval["precision"][..., -1]  # overlap, recall, class, size; 100 boxes
    values = precision.mean(axis=1).transpose(1, 2, 0)
    is_there = (precision > -1).all(axis=1).transpose(1, 2, 0)
    nested = np.where(is_there, values, np.nan).tolist()
    nested = [[[None if x != x else x for x in row] for row in part] for part in nested]
    return {
        "average_precision": nested,
        "map": run.stats[0],
        "map50": run.stats[1],
        "by_size": run.stats[3:6].tolist(),
    }


if __name__ == "__main__":
    for name, scene in (("drawn", drawn()), ("voc", odforms(Path(sys.argv[1])))):
        with contextlib.redirect_stdout(io.StringIO()):
            golden = average_precision(scene)
        (HERE / f"{name}.json").write_text(json.dumps({**scene, **golden}) + "\n")
        print(name, golden["map"], golden["map50"], golden["by_size"])
