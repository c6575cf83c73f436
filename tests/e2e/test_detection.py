"""Things in pictures, from annotations in COCO's form to boxes, and what the page draws of them."""

import json
import shutil

import numpy as np
import pytest
from PIL import Image

from tests.e2e.small import peel, repro, set_param
from tests.unit.finding import SIDE, picture

pytestmark = pytest.mark.e2e


def _write(folder, n=40):
    """Pictures of discs and bars with their annotations."""
    (folder / "images").mkdir(parents=True)
    rng, images, annotations = np.random.default_rng(0), [], []
    for number in range(n):
        pixels, marks = picture(rng)
        name = f"{number:03d}.png"
        Image.fromarray(pixels).save(folder / "images" / name)
        images.append({"id": number, "file_name": name, "width": SIDE, "height": SIDE})
        for mark in marks:
            left, top, right, bottom = map(int, mark.box)
            box = [left, top, right - left, bottom - top]
            annotations.append(
                {
                    "id": len(annotations),
                    "image_id": number,
                    "category_id": ["bar", "disc"].index(mark.name),
                    "bbox": box,
                    "iscrowd": 0,
                }
            )
    categories = [{"id": i, "name": name} for i, name in enumerate(["bar", "disc"])]
    told = {"images": images, "annotations": annotations, "categories": categories}
    (folder / "instances.json").write_text(json.dumps(told))
    return folder


def test_things_reach_an_answer(tmp_path):
    project = tmp_path / "project"
    made = peel("init", project, "--kind", "detection", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    set_param(project, "gate.threshold", 0.5)
    shutil.rmtree(project / "data" / "raw", ignore_errors=True)
    _write(project / "data" / "raw")
    assert len(repro(project)) == 9
    evaluation = json.loads((project / "data/evaluate/evaluation.json").read_text())
    assert evaluation["parity"]["same"]
    assert evaluation["verdict"]["score"] > 0.7
    page = (project / "data/report/report.html").read_text("utf-8")
    assert "Are the counts right?" in page
    assert "within a standard error of the best" in page
    first = project / "data/raw/images/000.png"
    done = peel(
        "predict", first, "--bundle", project / "data/export", "--format", "json", cwd=project
    )
    (answer,) = json.loads(done.stdout)
    assert set(answer["counts"]) <= {"bar", "disc"}
    assert len(answer["things"]) == sum(answer["counts"].values()) > 0
