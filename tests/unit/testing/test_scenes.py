"""Drawn things lie where their annotations say."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PIL import Image

from peel.testing import scenes


def test_things_lie_in_the_picture() -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        picture, things = scenes.draw(rng)
        assert picture.shape == (240, 320, 3)
        assert len(things) <= 6
        assert all(0 <= t.box[0] < t.box[2] <= 320 for t in things)
        assert all(0 <= t.box[1] < t.box[3] <= 240 for t in things)


def test_same_seed_gives_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        scenes.write(tmp_path / name, n=3)
    files = [sorted((tmp_path / name).rglob("*.*")) for name in ("a", "b")]
    assert [one.read_bytes() for one in files[0]] == [one.read_bytes() for one in files[1]]


def test_annotations_speak_of_the_pictures(tmp_path: Path) -> None:
    scenes.write(tmp_path, n=5)
    told = json.loads((tmp_path / "instances.json").read_text())
    assert [one["name"] for one in told["categories"]] == ["ball", "crate", "star"]
    assert {one["image_id"] for one in told["annotations"]} <= {one["id"] for one in told["images"]}
    for one in told["images"]:
        with Image.open(tmp_path / one["file_name"]) as image:
            assert image.size == (one["width"], one["height"])
