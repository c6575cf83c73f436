"""Who else could find things on the same maps: a ridge in the second stage, a convolutional head, and the union of both proposals.

Run: python benchmarks/contenders.py [--sets bccd fruits_nuts bccd50] [--times 1 2] [--depths 2] [--smaller], of 400 steps of the head, or
--networks efficientnet_lite0 efficientnet_lite1 --weights FOLDER for our detector on other maps. Needs ../shared/datasets. One thread, CPU seconds,
three folds. A contender has its place out of fold: `better` is how much more than ours it finds, with the standard error of
that difference over pictures drawn anew. The sealed part stands beside it and decides nothing.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from kinds import BACKBONE, Item, _size, bccd
from numpy.typing import NDArray
from sets import FOLDER
from threadpoolctl import threadpool_limits
from torch import Tensor, nn
from torchvision.ops import batched_nms

from peel.backbones.loading import ANYWHERE
from peel.backbones.source import WeightSource
from peel.detection import frame as frames
from peel.detection import maps, proposer, regions, rescorer, sums
from peel.detection.boxes import clipped
from peel.detection.detector import Detector
from peel.detection.learn import NO_FOLD, Material, Prepared, detect, prepare, views_of
from peel.detection.peaks import Peaks
from peel.detection.regions import RegionRows
from peel.detection.sight import sight
from peel.detection.union import Union
from peel.images.decode import decode
from peel.metrics.box_matches import ANY_SIZE, match
from peel.metrics.boxes import Found, truth_of
from peel.metrics.detection import average_precision, mean_average_precision

FOLDS, DRAWS = 3, 400
STEPS = 400
_SHRINKAGE = 1e-2
_OVERLAP, _LEAST = 0.5, 0.02


class Set(NamedTuple):
    """Pictures to learn from and sealed ones, of which there may be none; which hold how many classes."""

    learning: Material
    sealed: Material | None
    seed: int


class Contender(NamedTuple):
    """What it found out of fold and in the sealed part, and its CPU seconds after the pass, folds included."""

    name: str
    found: list[Found]
    sealed: list[Found]
    seconds: float


class RidgeScorer(nn.Module):
    """In the place of the hidden layer: what a box is worth, and its moves, by ridge."""

    def __init__(self, projection: rescorer.Projection, rows: RegionRows) -> None:
        super().__init__()
        k = rows.worth.shape[1]
        worth = sums.solve(sums.of(rows.rows, rows.worth), _SHRINKAGE)
        moves = [
            sums.solve(sums.of(rows.rows[on], rows.moves[on, c]), _SHRINKAGE)
            for c, on in enumerate(rows.is_firm.T)
        ]
        self.projection, self.worth, self.moves, self.k = projection, worth, moves, k

    def forward(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """As a Rescorer does."""
        seen = self.projection(rows)
        return self.worth(seen), torch.stack([move(seen) for move in self.moves], 1)


def ours(data: Set) -> tuple[Contender, Prepared]:
    """The detector as it is built."""
    start = time.process_time()
    prepared = prepare(data.learning, seed=data.seed)
    found, whole = prepared.held_out(), prepared.whole()
    seconds = time.process_time() - start
    return Contender("ours", found, _sealed(whole, data), seconds), prepared


def ridge(data: Set, prepared: Prepared) -> Contender:
    """The same rows and components, judged by ridge."""
    start = time.process_time()

    def without(fold: int) -> Detector:
        rows = regions.joined([part for f, part in prepared.rows.items() if f != fold])
        return Detector(prepared.proposers[fold], RidgeScorer(prepared.projection, rows))  # type: ignore[arg-type]

    found, whole = _held_out(without, data.learning), without(NO_FOLD)
    seconds = time.process_time() - start
    return Contender("ridge in the second stage", found, _sealed(whole, data), seconds)


def twice(data: Set) -> Contender:
    """Ours with twice the proposals, as many as a union has: what more boxes alone are worth."""
    usual = proposer.KEPT
    proposer.KEPT = 2 * usual
    one, _ = ours(data)
    proposer.KEPT = usual
    return one._replace(name="ours, twice the proposals")


def union(data: Set, *, steps: int) -> list[Contender]:
    """A convolutional head that learns for so many steps: what it finds by itself, and the second stage behind it and ridge."""
    start = time.process_time()
    prepared = prepare(data.learning, peak_steps=steps, seed=data.seed)
    between = time.process_time() - start
    found, whole = prepared.held_out(), prepared.whole()
    seconds = time.process_time() - start
    heads = {fold: one.peaks for fold, one in prepared.proposers.items() if isinstance(one, Union)}
    alone = [
        one
        for fold, places in data.learning.parts().items()
        for one in zip(places, by_itself(heads[fold], data.learning, places=places), strict=True)
    ]
    sealed: list[Found] = []
    if data.sealed is not None:
        places = [*range(len(data.sealed.truths))]
        sealed = by_itself(heads[NO_FOLD], data.sealed, places=places)
    itself = [one for _, one in sorted(alone, key=lambda pair: pair[0])]
    return [
        Contender(f"conv head, {steps} steps", itself, sealed, between),
        Contender(f"union, {steps} steps", found, _sealed(whole, data), seconds),
    ]


@torch.no_grad()
def by_itself(head: Peaks, material: Material, *, places: Sequence[int]) -> list[Found]:
    """The peaks of a head, without a second stage, in pixels of the picture."""
    found = []
    for place in places:
        view = views_of(material.maps.frame, [material.sizes[place]])
        (boxes,), (logit,), (label,) = head.named(material.maps.take([place]))
        boxes, score = clipped(boxes, view.window[0]) / view.shrink[0], logit.sigmoid()
        sure = (score > _LEAST).nonzero()[:, 0]
        left = sure[batched_nms(boxes[sure], score[sure], label[sure], _OVERLAP)]
        found.append(Found(*(np.asarray(part[left]) for part in (boxes, score, label))))
    return found


def _held_out(without: Callable[[int], Detector], material: Material) -> list[Found]:
    found: dict[int, Found] = {}
    for fold, places in material.parts().items():
        found.update(zip(places, detect(without(fold), material, places=places), strict=True))
    return [found[place] for place in range(len(material.truths))]


def _sealed(detector: Detector, data: Set) -> list[Found]:
    if data.sealed is None:
        return []
    return [*detect(detector, data.sealed, places=range(len(data.sealed.truths)))]


class Table:
    """Rows of a set, each beside the first."""

    def __init__(self, name: str, data: Set) -> None:
        self.data, self.first = data, np.zeros((0, 0))
        rng = np.random.default_rng(0)
        n = len(data.learning.truths)
        again = rng.multinomial(n, np.full(n, 1 / n), size=DRAWS)
        self.weights = np.concatenate([np.ones((1, n)), again])
        print(f"\n| {name} | out of fold: mAP50, mAP | better by | sealed | AP50 | CPU s |")
        print("|---|---|---|---|---|---|", flush=True)

    def add(self, one: Contender) -> None:
        """Its scores, and how much better than the first it is."""
        learning, sealed = self.data.learning, self.data.sealed
        own, each = _scores(one.found, learning, weights=self.weights)
        if not len(self.first):
            self.first = own
        more = own - self.first
        errors = more[1:].std(axis=0)
        words = ", ".join(f"{m:+.3f} ± {e:.3f}" for m, e in zip(more[0], errors, strict=True))
        there = "-"
        if sealed is not None:
            (test,), _ = _scores(one.sealed, sealed, weights=np.ones((1, len(sealed.truths))))
            there = f"{test[0]:.3f}, {test[1]:.3f}"
        print(
            f"| {one.name} | {own[0, 0]:.3f}, {own[0, 1]:.3f} | {words} | {there} "
            f"| {' '.join(f'{a:.2f}' for a in each)} | {one.seconds:.0f} |",
            flush=True,
        )


def _scores(
    found: Sequence[Found], material: Material, *, weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(b, 2) the mean average precision at .5 and over all overlaps; (k,) that at .5 by class."""
    matches = match(found, material.truths, k=material.k, at=ANY_SIZE)
    each = [average_precision(one, weights=weights.astype(np.float64)) for one in matches]
    mean = mean_average_precision(each)[:, 0]
    return np.stack([mean[:, 0], mean.mean(1)], 1), np.array([one[0, 0, 0] for one in each])


def measure(name: str, data: Set, *, asked: argparse.Namespace) -> None:
    """All contenders on one set."""
    table = Table(name, data)
    first, prepared = ours(data)
    table.add(first)
    table.add(ridge(data, prepared))
    if asked.twice:
        table.add(twice(data))
    for often in asked.times:
        for one in union(data, steps=int(often * STEPS)):
            table.add(one)


def fruits() -> list[Item]:
    """18 pictures of dates, figs and hazelnuts."""
    with zipfile.ZipFile(FOLDER / "fruits_nuts.zip") as archive:
        said = json.loads(archive.read("fruits_nuts/trainval.json"))
        numbers = sorted({one["category_id"] for one in said["annotations"]})
        items = []
        for image in said["images"]:
            own = [one for one in said["annotations"] if one["image_id"] == image["id"]]
            box = np.array([one["bbox"] for one in own], np.float64).reshape(-1, 4)
            box[:, 2:] += box[:, :2]
            label = np.array([numbers.index(one["category_id"]) for one in own], np.int64)
            data = archive.read(f"fruits_nuts/images/{image['file_name']}")
            items.append(Item(decode(data).pixels, truth_of(box, label)))
        return items


class View(NamedTuple):
    """The network, how many of its maps are read, whether in the smaller frame, and where its weights lie."""

    network: str
    depths: int
    is_small: bool = False
    source: WeightSource = ANYWHERE


def see(both: tuple[list[Item], list[Item]], view: View, *, folder: Path, seed: int) -> Set:
    """The maps of learning and sealed pictures, in the frame that the learning ones ask for, or in three quarters of it."""
    learning, sealed = both
    frame = frames.choose([_size(one) for one in learning], [one.truth for one in learning])
    if view.is_small:
        frame = frames.smaller(frame) or frame
    network = sight(view.network, frame, source=view.source)

    def material(items: Sequence[Item], name: str) -> Material:
        file = maps.MapFile(folder / name, n=len(items), sight=network)
        sizes = maps.fill_in(file, (one.picture for one in items), look=network.look())
        folds, truths = np.arange(len(items)) % FOLDS, [one.truth for one in items]
        return Material(file.finest(view.depths), sizes, truths, folds, 3)

    start = time.process_time()
    data = Set(material(learning, "learning"), material(sealed, "sealed") if sealed else None, seed)
    print(
        f"{view.network} at {frame.height} x {frame.width}, {len(learning)} pictures and {len(sealed)} sealed ones: "
        f"passes of {time.process_time() - start:.0f} CPU s",
        flush=True,
    )
    return data


def networks(both: tuple[list[Item], list[Item]], views: Sequence[View], *, seed: int) -> None:
    """Our detector on the maps of one network and another."""
    table: Table | None = None
    for view in views:
        with tempfile.TemporaryDirectory() as folder:
            data = see(both, view, folder=Path(folder), seed=seed)
            table = table or Table("bccd, another network", data)
            one, _ = ours(data)
            table.add(one._replace(name=f"{view.network}, {view.depths} maps"))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", nargs="+", default=["bccd", "fruits_nuts", "bccd50"])
    parser.add_argument("--times", nargs="+", type=float, default=[1.0, 2.0])
    parser.add_argument("--depths", type=int, default=2)
    parser.add_argument("--twice", action="store_true", help="also ours with twice the proposals")
    parser.add_argument("--smaller", action="store_true", help="three quarters of the frame")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--networks", nargs="+", default=[])
    parser.add_argument("--weights", type=Path, help="folder with weights of other networks")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    train, test = bccd()
    some = np.random.default_rng(asked.seed).permutation(len(train))[:50]
    every: dict[str, Callable[[], tuple[list[Item], list[Item]]]] = {
        "bccd": lambda: (train, test),
        "fruits_nuts": lambda: (fruits(), []),
        "bccd50": lambda: ([train[place] for place in some], test),
    }
    source = WeightSource(folder=asked.weights)
    with threadpool_limits(1):
        if asked.networks:
            views = [View(name, asked.depths, asked.smaller, source) for name in asked.networks]
            networks((train, test), views, seed=asked.seed)
            return
        for name in asked.sets:
            with tempfile.TemporaryDirectory() as folder:
                view = View(BACKBONE, asked.depths, asked.smaller)
                data = see(every[name](), view, folder=Path(folder), seed=asked.seed)
                measure(f"{name}, seed {asked.seed}", data, asked=asked)


if __name__ == "__main__":
    main()
