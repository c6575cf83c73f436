"""A detector from maps and boxes, and what it finds in each picture when it did not learn from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from peel import events
from peel.detection import centres, peaks_training, regions, rescorer
from peel.detection.centres import CentreSums
from peel.detection.detector import Detections, Detector, Views
from peel.detection.frame import Frame
from peel.detection.goals import Goal, class_weights, jittered, of
from peel.detection.maps import MapFile
from peel.detection.peaks_training import Lesson
from peel.detection.proposer import Proposer, kept_for
from peel.detection.regions import RegionRows
from peel.detection.rescorer import Projection
from peel.detection.union import Union
from peel.metrics.boxes import Found, Truth

_AT_ONCE = 8
_TAUGHT, _COPIES = 0.75, 4  # share of a picture's proposals, and each of its objects moved a little
_MOST_ROWS, _FEWEST_ROWS = 60_000, 8  # of all pictures, of one
NO_FOLD = -1


class Material(NamedTuple):
    """Pictures: their maps, heights and widths, what is in them (k classes), and folds (n,) that hold families together."""

    maps: MapFile
    sizes: Sequence[tuple[int, int]]
    truths: Sequence[Truth]
    folds: NDArray[np.int64]
    k: int

    def goals(self) -> list[Goal]:
        """What is to be found, in the frame."""
        shrinks = [self.maps.frame.shrink(size) for size in self.sizes]
        return [of(t, shrink=s) for t, s in zip(self.truths, shrinks, strict=True)]

    def parts(self) -> dict[int, list[int]]:
        """The places of each fold's pictures."""
        return {int(f): np.flatnonzero(self.folds == f).tolist() for f in np.unique(self.folds)}


class Learnt(NamedTuple):
    """The detector of all pictures, and what was found in each of them by the one that had not seen its fold."""

    detector: Detector
    found: list[Found]


class Prepared(NamedTuple):
    """First stages without each fold, the rows that the second learns from by fold, and the components in which it does."""

    material: Material
    proposers: Mapping[int, Proposer | Union]
    rows: Mapping[int, RegionRows]
    projection: Projection
    seed: int

    @property
    def macs(self) -> int:
        """Multiply-adds of a picture, of the convolutional head if there is one."""
        first = self.proposers[NO_FOLD]
        return first.peaks.macs if isinstance(first, Union) else 0

    def whole(self) -> Detector:
        """The detector of all pictures."""
        return self.without(NO_FOLD)

    def without(self, left_out: int) -> Detector:
        """The one that has not seen a fold."""
        others = [part for fold, part in self.rows.items() if fold != left_out]
        judge = rescorer.train(regions.joined(others), self.projection, seed=self.seed)
        return Detector(self.proposers[left_out], judge)

    def held_out(self) -> list[Found]:
        """What is found in each picture by the one that has not seen its fold."""
        found: dict[int, Found] = {}
        parts = self.material.parts()
        for fold, places in events.track(parts.items(), total=len(parts), name="folds"):
            seen = detect(self.without(fold), self.material, places=places)
            found.update(zip(places, seen, strict=True))
        return [found[place] for place in range(len(self.material.truths))]


def learn(material: Material, *, seed: int = 0) -> Learnt:
    """Both stages, on all pictures and without each fold; the same seed gives the same numbers on one machine."""
    prepared = prepare(material, seed=seed)
    return Learnt(prepared.whole(), prepared.held_out())


def prepare(material: Material, *, peak_steps: int = 0, seed: int = 0) -> Prepared:
    """All but the second stage itself; with `peak_steps` a convolutional head that learns for so many steps proposes too.

    That learns from proposals of a first one that did not see the picture: those of one that did are better than any it will meet.
    """
    rng, parts = torch.Generator().manual_seed(seed), material.parts()
    goals = material.goals()
    ridges = _proposers(material, goals, rng=rng)
    proposers: dict[int, Proposer | Union] = {**ridges}
    if peak_steps:
        proposers = _unions(material, ridges, steps=peak_steps, seed=seed)
    rows = {
        fold: _rows(material, goals, of=(proposers[fold], places), rng=rng)
        for fold, places in parts.items()
    }
    projection = rescorer.project(torch.cat([part.rows for part in rows.values()]))
    rows = {fold: part._replace(rows=projection(part.rows)) for fold, part in rows.items()}
    return Prepared(material, proposers, rows, projection, seed)


def detect(detector: Detector, material: Material, *, places: Sequence[int]) -> Iterator[Found]:
    """What a detector finds in some pictures, one by one."""
    for start in range(0, len(places), _AT_ONCE):
        some = places[start : start + _AT_ONCE]
        views = views_of(material.maps.frame, [material.sizes[place] for place in some])
        with torch.no_grad():
            found = detector(material.maps.take(some), views)
        yield from split(found, len(some))


def views_of(frame: Frame, sizes: Sequence[tuple[int, int]]) -> Views:
    """How pictures of these heights and widths lie in the frame."""
    shrink = torch.tensor([frame.shrink(size) for size in sizes], dtype=torch.float32)
    return Views(shrink, torch.tensor(sizes, dtype=torch.float32) * shrink[:, None])


def split(found: Detections, n: int) -> list[Found]:
    """A batch's detections picture by picture."""
    boxes, scores, labels, images = (np.asarray(part) for part in found)
    return [Found(boxes[own], scores[own], labels[own]) for own in (images == i for i in range(n))]


def _proposers(
    material: Material, goals: Sequence[Goal], *, rng: torch.Generator
) -> dict[int, Proposer]:
    """The first stage without each fold, and of all pictures (`NO_FOLD`)."""
    weights = class_weights(goals, material.k)
    kept: dict[int, CentreSums] = {}
    for place, fold in enumerate(material.folds.tolist()):
        cells = centres.rows(material.maps.take([place]), goals[place], k=material.k, rng=rng)
        one = centres.add(cells, weights=weights)
        kept[fold] = centres.total([kept[fold], one]) if fold in kept else one
    maps, room = material.maps, kept_for([len(goal.boxes) for goal in goals])
    return {
        fold: Proposer(centres.fit(_without(kept, fold)), maps.widths, frame=maps.frame, kept=room)
        for fold in (*kept, NO_FOLD)
    }


def _unions(
    material: Material, ridges: Mapping[int, Proposer], *, steps: int, seed: int
) -> dict[int, Proposer | Union]:
    """Beside each first stage a convolutional one that saw the same pictures."""
    goals, maps, unions = material.goals(), material.maps, dict[int, Proposer | Union]()
    for fold, ridge in events.track(ridges.items(), total=len(ridges), name="convolutional heads"):
        places = np.flatnonzero(material.folds != fold).tolist()
        lesson = Lesson(maps, goals, places, material.k)
        unions[fold] = Union(ridge, peaks_training.train(lesson, steps=steps, seed=seed))
    return unions


def _without(kept: Mapping[int, CentreSums], fold: int) -> CentreSums:
    """Added up anew, not subtracted: what was left out leaves no rounding behind."""
    return centres.total([part for each, part in kept.items() if each != fold])


def _rows(
    material: Material,
    goals: Sequence[Goal],
    *,
    of: tuple[Proposer | Union, Sequence[int]],
    rng: torch.Generator,
) -> RegionRows:
    """The rows of a fold's pictures: their surest proposals, and boxes near their objects."""
    proposer, places = of
    most = max(_FEWEST_ROWS, _MOST_ROWS // len(goals))
    found = []
    for place in places:
        maps, goal = material.maps.take([place]), goals[place]
        with torch.no_grad():
            boxes = proposer(maps)[0][0]
            boxes = boxes[: int(_TAUGHT * len(boxes))]
            boxes = torch.cat([boxes, jittered(goal, copies=_COPIES, rng=rng)])
            boxes = boxes[torch.randperm(len(boxes), generator=rng)[:most]]
            rows = regions.pooled(maps, boxes[None])
        found.append(regions.judged(rows, boxes, goal=goal, k=material.k))
    return regions.joined(found)
