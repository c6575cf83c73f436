from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from ruamel.yaml import YAML

from peel.evaluation import evaluate, strips
from peel.evaluation.strips import SIDE_PX
from peel.report.facts import STRIPS
from peel.tracking.follower import Part

ROOT = Path(__file__).parents[3]


def picture(item):
    return np.full((60, 80, 3), 40 * item, np.uint8)


def test_strip_has_each_part_in_order(tmp_path):
    parts = (Part(3, (0, 0, 20, 20), "found"), Part(1, (70, 50, 200, 90), "missed"))
    strips.draw([parts], tmp_path / "tracks", picture=picture)
    strip = np.asarray(Image.open(tmp_path / "tracks" / "000.jpg")).astype(int)
    assert strip.shape == (SIDE_PX, 2 * SIDE_PX + 4, 3)
    middle = SIDE_PX // 2
    assert abs(strip[middle, middle] - 120).max() < 6
    assert abs(strip[middle, -middle] - 40).max() < 6
    assert abs(strip[middle, 1] - strips.COLOURS["found"]).max() < 40


def test_no_strip_makes_no_folder(tmp_path):
    strips.draw([], tmp_path / "tracks", picture=picture)
    assert not (tmp_path / "tracks").exists()


def test_strips_are_kept_by_the_pipeline():
    """DVC brings back what a stage names, and the report reads them there."""
    stages = YAML(typ="safe").load((ROOT / "dvc.yaml").read_text("utf-8"))["stages"]
    (kept,) = (out for out in stages["evaluate"]["outs"] if STRIPS.is_relative_to(out))
    assert kept in stages["report"]["deps"]
    assert Path("data/evaluate") / evaluate.STRIPS == STRIPS
