"""Small things in large pictures: the usual frame of at most 960 pixels, a larger one, and tiles; what each finds, takes and holds.

Run: python benchmarks/small_things.py [--only drawn bccd] [--ways usual larger tiles build]. Two sets: 24 pictures of 2400 x 1800 that are drawn (discs and
crosses of 12 to 24 pixels among squares alike that are nothing, and crates of 100 to 300), 12 more sealed; and those of bccd (../shared/datasets)
joined three by three, learning ones and sealed ones apart. A way is measured in a process of its own, one thread. "build" is
what the search takes of itself.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import kinds
import numpy as np
import torch
from large_sets import SETS, Large, pictures
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from peel.cache import Cache
from peel.detection import frame as frames
from peel.detection import maps
from peel.detection.detector import Detector
from peel.detection.export import to_onnx
from peel.detection.frame import Frame
from peel.detection.learn import Material, learn
from peel.detection.sight import Sight, sight
from peel.images import shards
from peel.images.digest import of_bytes
from peel.metrics.box_matches import EVERYWHERE, match
from peel.metrics.boxes import Found, Truth
from peel.metrics.detection import average_precision, mean_average_precision
from peel.params.sections import Search
from peel.problem import Finder
from peel.runners.place import Place
from peel.runtime.session import open_session
from peel.search import tried
from peel.search.request import Asked
from peel.split.items import Items
from peel.types.marks import Mark, MarkRules
from peel.types.sample import Sample

WAYS = ("usual", "larger", "tiles", "build")
TILE, SHARED = 960, 0.25


class Line(NamedTuple):
    """A row of the table: mAP50 out of fold and sealed with its parts, CPU seconds, and GB at most of learning and of an answer."""

    way: str
    promised: float
    sealed: str
    build_s: float
    build_gb: float
    answer_s: float
    answer_gb: float

    def __str__(self) -> str:
        return (
            f"| {self.way} | {self.promised:.3f} | {self.sealed} | {self.build_s:.0f} | {self.build_gb:.2f} | {self.answer_s:.2f} | "
            f"{self.answer_gb:.2f} |"
        )


def measure(name: str, way: str, *, parts: tuple[list[Large], list[Large]]) -> Line:
    """One way on one set."""
    torch.set_num_threads(1)
    train, test = parts
    with threadpool_limits(1), tempfile.TemporaryDirectory() as folder:
        before, start = _peak_gb(), time.process_time()
        network, detector, promised = _learnt(train, way, folder=Path(folder), names=SETS[name])
        build_s, build_gb = time.process_time() - start, _peak_gb() - before
        held = [item.truth for item in train]
        own = float("nan") if promised is None else _scores(promised, held)[0]
        model = to_onnx(detector, network, outputs=kinds.OUTPUTS, metadata={})
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        found, answer_s, answer_gb = pool.submit(_answers, model, test, way=way).result()
    total, sizes, classes = _scores(found, [item.truth for item in test])
    told = ", ".join(f"{n} {x:.2f}" for n, x in zip(SETS[name], classes, strict=True))
    sizes_told = " ".join(f"{x:.2f}" for x in sizes)
    at = f"{way}: {network.frame.width} x {network.frame.height}, {len(network.widths)} maps, {detector.proposer.kept} proposals"
    return Line(
        at, own, f"{total:.3f} | {sizes_told} | {told}", build_s, build_gb, answer_s, answer_gb
    )


def _learnt(
    train: Sequence[Large], way: str, *, folder: Path, names: Sequence[str]
) -> tuple[Sight, Detector, list[Found] | None]:
    if way == "build":
        return _built(train, folder=folder, names=names)
    sizes, truths = [item.size for item in train], [item.truth for item in train]
    frame = frames.choose(sizes, truths)
    if way == "larger":
        frame = frames.larger(sizes, truths, usual=frame) or frame
    folds = np.arange(len(train)) % kinds.FOLDS
    shown: Iterator[NDArray[np.uint8]] = (item.picture for item in train)
    if way == "tiles":
        cut = [_tiles(item) for item in train]
        frame, folds = Frame(TILE, TILE), np.repeat(folds, [len(each) for each in cut])
        shown = (
            part
            for item, places in zip(train, cut, strict=True)
            for part in _shown(item.picture, places)
        )
        truths = [
            _part(item.truth, at) for item, each in zip(train, cut, strict=True) for at in each
        ]
    network = sight(kinds.BACKBONE, frame)
    file = maps.MapFile(folder / "maps", n=len(truths), sight=network)
    seen = maps.fill_in(file, shown, look=network.look())
    learnt = learn(Material(file, seen, truths, folds, len(names)))
    return network, learnt.detector, None if way == "tiles" else learnt.found


def _built(
    train: Sequence[Large], *, folder: Path, names: Sequence[str]
) -> tuple[Sight, Detector, list[Found]]:
    problem = kinds.PROBLEM
    assert isinstance(problem, MarkRules)
    assert isinstance(kinds.FINDER, Finder)
    labels = [
        problem.state_marks(_marks(item.truth, names), size=item.size[::-1]) for item in train
    ]
    digests = [of_bytes(item.data) for item in train]
    pairs = [
        (digest, lambda data=item.data: data) for digest, item in zip(digests, train, strict=True)
    ]
    at = shards.pack(pairs, folder / "shards")
    samples = [Sample(digest, digest, *at[digest]) for digest in digests]
    n = len(train)
    items = Items(samples, labels, digests, np.arange(n), np.arange(n) % kinds.FOLDS)
    place = Place(shards=folder / "shards", cache=Cache(folder / "cache"))
    asked = Asked(items=items, problem=problem, learner=kinds.FINDER, how=Search(), place=place)
    every = tried.all_of(asked, kinds.FINDER)
    for each in every:
        print(
            f"{each.seen.frame}, {len(each.seen.network.widths)} maps: {each.score.value:.3f} out of fold",
            flush=True,
        )
    one = tried.taken(every)
    return one.seen.bare, one.prepared.whole(), one.found


def _marks(truth: Truth, names: Sequence[str]) -> list[Mark]:
    pairs = zip(truth.boxes.tolist(), truth.classes.tolist(), strict=True)
    return [
        Mark(names[label], (left, top, right, bottom))
        for (left, top, right, bottom), label in pairs
    ]


def _tiles(item: Large) -> list[tuple[int, int, int, int]]:
    """Left, top, right, bottom: the whole, and a grid of tiles that share a quarter."""
    height, width = item.size
    xs, ys = _starts(width), _starts(height)
    return [(0, 0, width, height), *((x, y, x + TILE, y + TILE) for y in ys for x in xs)]


def _starts(length: int) -> list[int]:
    n = 1 + int(np.ceil((length - TILE) / (TILE * (1 - SHARED))))
    return [int(x) for x in np.linspace(0, length - TILE, n).round()]


def _shown(
    picture: NDArray[np.uint8], places: Sequence[tuple[int, int, int, int]]
) -> Iterator[NDArray[np.uint8]]:
    for left, top, right, bottom in places:
        yield np.ascontiguousarray(picture[top:bottom, left:right])


def _part(truth: Truth, at: tuple[int, int, int, int]) -> Truth:
    """What of it lies in a tile; of what is cut nothing is said where less than half is left."""
    shift, size = np.array(at[:2] * 2), np.array([at[2] - at[0], at[3] - at[1]] * 2)
    moved = truth.boxes - shift
    cut = moved.clip(0, size)
    area, left = np.prod(moved[:, 2:] - moved[:, :2], 1), np.prod(cut[:, 2:] - cut[:, :2], 1)
    inside = left > 0
    return Truth(
        cut[inside],
        truth.classes[inside],
        np.zeros(inside.sum(), np.bool_),
        (left < area / 2)[inside],
    )


def _answers(model: bytes, test: Sequence[Large], *, way: str) -> tuple[list[Found], float, float]:
    """What a file finds, CPU seconds and the memory of an answer."""
    session = open_session(model)
    shown = [item.picture for item in test]
    before, found, spent = _peak_gb(), [], []
    for item, picture in zip(test, shown, strict=True):
        start = time.process_time()
        found.append(
            _of_tiles(session, item, picture=picture)
            if way == "tiles"
            else _answer(session, picture[None])[0]
        )
        spent.append(time.process_time() - start)
    return found, float(np.median(spent)), _peak_gb() - before


def _answer(session: Any, batch: NDArray[np.uint8]) -> list[Found]:
    answers = session.run(None, {"image": batch})
    return kinds._split(answers, len(batch))


def _of_tiles(session: Any, item: Large, *, picture: NDArray[np.uint8]) -> Found:
    """The whole and all tiles as a batch, then merged."""
    places = _tiles(item)
    whole, *parts = _shown(picture, places)
    answers = [*_answer(session, whole[None]), *_answer(session, np.stack(parts))]
    moved = [_moved(one, at, size=item.size) for one, at in zip(answers, places, strict=True)]
    together = Found(*(np.concatenate(each) for each in zip(*moved, strict=True)))
    return _merged(together)


def _moved(one: Found, at: tuple[int, int, int, int], *, size: tuple[int, int]) -> Found:
    """In pixels of the picture, without what touches a cut."""
    shift, edge = np.array(at[:2] * 2), np.array([size[1], size[0]])
    boxes = one.boxes + shift
    starts, ends = boxes[:, :2] - at[:2], at[2:] - boxes[:, 2:]
    touches = ((starts < 1) & (np.array(at[:2]) > 0)) | ((ends < 1) & (np.array(at[2:]) < edge))
    stays = ~touches.any(1)
    return Found(boxes[stays], one.scores[stays], one.classes[stays])


def _merged(found: Found) -> Found:
    """By class, the surest first; what shares half with one that stays, or lies in it by .6, goes."""
    order = np.argsort(-found.scores, kind="stable")
    stays: list[int] = []
    for i in order:
        rivals = [j for j in stays if found.classes[j] == found.classes[i]]
        if not rivals or not _same(found.boxes[i], found.boxes[rivals]).any():
            stays.append(i)
    return Found(found.boxes[stays], found.scores[stays], found.classes[stays])


def _same(box: NDArray[Any], others: NDArray[Any]) -> NDArray[np.bool_]:
    corner, end = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])
    common = (end - corner).clip(0).prod(1)
    area, areas = (box[2:] - box[:2]).prod(), (others[:, 2:] - others[:, :2]).prod(1)
    shares: NDArray[np.bool_] = (common / (area + areas - common).clip(1e-9) > 0.5) | (
        common / np.minimum(area, areas).clip(1e-9) > 0.6
    )
    return shares


def _scores(
    found: Sequence[Found], truths: Sequence[Truth]
) -> tuple[float, NDArray[Any], NDArray[Any]]:
    """mAP50, that of small, medium and large things, and by class."""
    k = 1 + max(int(one.classes.max(initial=-1)) for one in truths)
    matches = match(found, truths, k=k, at=EVERYWHERE)
    each = [average_precision(one, weights=np.ones((1, len(truths)))) for one in matches]
    mean = mean_average_precision(each)[0, :, 0]
    return float(mean[0]), mean[1:], np.array([one[0, 0, 0] for one in each])


def _peak_gb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", default=[*SETS])
    parser.add_argument("--ways", nargs="+", default=[*WAYS])
    asked = parser.parse_args()
    for name in asked.only:
        print(
            f"\n## {name}\n\n| way | out of fold | sealed mAP50 | small, medium, large | AP50 | build CPU s | build GB | answer CPU s | answer GB |"
        )
        print("|---|---|---|---|---|---|---|---|---|", flush=True)
        parts = pictures(name)
        for way in asked.ways:
            with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
                print(pool.submit(measure, name, way, parts=parts).result(), flush=True)


if __name__ == "__main__":
    main()
