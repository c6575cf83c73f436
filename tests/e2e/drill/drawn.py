"""Cameras whose pictures are drawn: scenes in which things lie, with boxes, and clips of a ball. No two are the same."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from peel.metrics.boxes import overlaps
from peel.problem import find
from peel.testing import clips, scenes
from peel.types.marks import Mark
from tests.e2e.drill.camera import Camera, Shot, dipped

_SAME = 0.5


@dataclass
class Scenes(Camera):
    """Balls, crates and stars on an uneven ground; their boxes are the label. Where it `lies`, they are those of another scene."""

    def worth(self, answer: Mapping[str, Any], label: str) -> float:
        """F1 at overlap .5, the surest box first; 1 where nothing is there and nothing was found."""
        marks, left = find("detection").marks_of(label), answer["things"]
        right = 0
        for mark in marks:
            same = [
                i
                for i, one in enumerate(left)
                if one["name"] == mark.name and _overlap(one["box"], mark.box) >= _SAME
            ]
            right += bool(same)
            left = [one for i, one in enumerate(left) if not same or i != same[0]]
        n = len(marks) + len(answer["things"])
        return 2 * right / n if n else 1.0

    def shoot(self) -> Shot:
        """The next scene, and what is in it."""
        picture, things = scenes.draw(self._rng)
        told = scenes.draw(self._rng)[1] if self.lies else things
        label = find("detection").state_marks(
            [Mark(one.name, one.box) for one in told], size=scenes.SIZE
        )
        out = io.BytesIO()
        dipped(Image.fromarray(picture), self.dip).save(out, "JPEG", quality=90)
        return Shot(out.getvalue(), label)


@dataclass
class Films(Camera):
    """Clips of a ball that lies, rolls or swells; how it moves is the label. Where it `lies`, that is anybody's word."""

    def shoot(self) -> Shot:
        """The next clip, each of a scene of its own."""
        true, said = (str(self._rng.choice(clips.MOVES)) for _ in range(2))
        seed = int(self._rng.integers(10_000, 2**31))
        frames = [
            np.asarray(dipped(Image.fromarray(frame), self.dip))
            for frame in clips.draw(true, seed=seed, take=0)
        ]
        with tempfile.TemporaryDirectory() as work:
            path = Path(work) / "clip.mp4"
            clips.encode(path, frames)
            return Shot(path.read_bytes(), said if self.lies else true, media="video/mp4")


def _overlap(box: Any, other: Any) -> float:
    return float(overlaps(np.array([box]), np.array([other]))[0, 0])
