"""Things in pictures, forms of annotation, films: what holds, at what price, and whether the file says the same.

Run: python benchmarks/kinds.py [--draws 5] [--only boxes forms films]. Needs ../shared/datasets (bccd: 292 pictures to learn from, 72 sealed ones). One
thread; CPU seconds from raw pictures on. "Out of fold" is what the learning pictures themselves promise.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import forms
import numpy as np
import ssdlite
import torch
from numpy.typing import NDArray
from PIL import Image
from sets import FOLDER
from threadpoolctl import threadpool_limits

from peel.cache import Cache
from peel.detection import frame as frames
from peel.detection import maps
from peel.detection.detector import Detector
from peel.detection.equality import apart_px
from peel.detection.export import to_onnx
from peel.detection.learn import Material, split, views_of
from peel.detection.sight import Sight, sight
from peel.images import shards
from peel.images.decode import decode
from peel.images.digest import of_bytes
from peel.metrics.box_matches import ANY_SIZE, match
from peel.metrics.boxes import Found, Truth, truth_of
from peel.metrics.detection import (
    average_precision,
    choose_thresholds,
    count_errors,
    mean_average_precision,
    tally,
)
from peel.params.sections import Search
from peel.problem import Finder, find, find_learner
from peel.runners.place import Place
from peel.runtime.session import open_session
from peel.search import tried
from peel.search.request import Asked
from peel.split.items import Items
from peel.types.label_space import LabelSpace
from peel.types.marks import Mark, MarkRules
from peel.types.sample import Sample

NAMES = ("Platelets", "RBC", "WBC")
BACKBONE = "efficientnet_lite0"
FOLDS = 5
PROBLEM, FINDER = find("detection"), find_learner("detection")
OUTPUTS = PROBLEM.outputs(LabelSpace(names=NAMES))
# Scripts beside this one, with tables of their own; those of films need no detector.
OTHERS = ("films.py", "clips.py", "tracks.py", "cartrack.py")


class Item(NamedTuple):
    """A picture (h, w, 3) and what is in it."""

    picture: NDArray[np.uint8]
    truth: Truth


def bccd() -> tuple[list[Item], list[Item]]:
    """The learning and the sealed part; boxes without an area count nowhere."""
    path = FOLDER / "bccd.zip"
    if not path.is_file():
        sys.exit(
            "SKIPPED: no ../shared/datasets/bccd.zip beside this checkout, so nothing was measured"
        )
    with zipfile.ZipFile(path) as archive:
        learning, sealed = (
            archive.read(f"bccd/ImageSets/Main/{part}.txt").decode().split()
            for part in ("trainval", "test")
        )
        return [_item(archive, x) for x in learning], [_item(archive, x) for x in sealed]


def _item(archive: zipfile.ZipFile, name: str) -> Item:
    tree = ElementTree.fromstring(archive.read(f"bccd/Annotations/{name}.xml"))
    rows = [
        (
            NAMES.index(thing.findtext("name", "")),
            *(
                float(thing.findtext(f"bndbox/{side}", ""))
                for side in ("xmin", "ymin", "xmax", "ymax")
            ),
        )
        for thing in tree.iter("object")
    ]
    table = np.array(rows, np.float64).reshape(-1, 5)
    table = table[(table[:, 3] > table[:, 1]) & (table[:, 4] > table[:, 2])]
    picture = decode(archive.read(f"bccd/JPEGImages/{name}.jpg")).pixels
    return Item(picture, truth_of(table[:, 1:], table[:, 0].astype(np.int64)))


class Learnt(NamedTuple):
    """What the search took: the network, the detector of all pictures, what was found out of fold.

    CPU seconds of the passes, after them, and of these what the detector that was taken needed.
    """

    network: Sight
    detector: Detector
    found: list[Found]
    pass_s: float
    after_s: float
    own_s: float


def learn(items: Sequence[Item], folder: Path) -> Learnt:
    """As a build does it: depths and sizes are tried, one is taken; folds by place."""
    asked = _asked(items, folder)
    assert isinstance(FINDER, Finder)
    start = time.process_time()
    every = tried.all_of(asked, FINDER)
    one = tried.taken(every)
    whole_at = time.process_time()
    detector = one.prepared.whole()
    spent, whole = time.process_time() - start, time.process_time() - whole_at
    for each in every:
        word = "taken" if each is one else ""
        print(
            f"{each.seen.frame.height} x {each.seen.frame.width} to depth {each.seen.network.depths[-1]}: {each.score.value:.3f} out of "
            f"fold, {each.macs / 1e6:.0f} million multiply-adds, {each.seconds:.0f} CPU s after the pass {word}"
        )
    after = sum(each.seconds for each in every) + whole
    return Learnt(one.seen.bare, detector, one.found, spent - after, after, one.seconds + whole)


def _asked(items: Sequence[Item], folder: Path) -> Asked:
    assert isinstance(PROBLEM, MarkRules)
    data = [_png(item.picture) for item in items]
    labels = [PROBLEM.state_marks(_marks(item.truth), size=_size(item)[::-1]) for item in items]
    names = [of_bytes(one) for one in data]
    pairs = zip(names, data, strict=True)
    at = shards.pack([(name, partial(bytes, one)) for name, one in pairs], folder / "shards")
    samples = [Sample(name, name, *at[name]) for name in names]
    n = len(items)
    own = Items(samples, labels, names, np.arange(n), np.arange(n) % FOLDS)
    place = Place(shards=folder / "shards", cache=Cache(folder / "cache"))
    return Asked(items=own, problem=PROBLEM, learner=FINDER, how=Search(), place=place)


def _png(picture: NDArray[np.uint8]) -> bytes:
    buffer = BytesIO()
    Image.fromarray(picture).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _marks(truth: Truth) -> list[Mark]:
    pairs = zip(truth.boxes.tolist(), truth.classes.tolist(), strict=True)
    return [
        Mark(NAMES[label], (left, top, right, bottom))
        for (left, top, right, bottom), label in pairs
    ]


def see(items: Sequence[Item], network: Sight, *, folder: Path) -> Material:
    """All maps of pictures in one frame, for another head on them."""
    file = maps.MapFile(folder, n=len(items), sight=network)
    sizes = maps.fill_in(file, (item.picture for item in items), look=network.look())
    folds = np.arange(len(items)) % FOLDS
    return Material(file, sizes, [item.truth for item in items], folds, len(NAMES))


class Score(NamedTuple):
    """The mean average precision at overlap .5 and over .5 to .95, and by class."""

    half: float
    whole: float
    classes: NDArray[np.float64]

    def __str__(self) -> str:
        each = ", ".join(f"{name} {a:.2f}" for name, a in zip(NAMES, self.classes, strict=True))
        return f"{self.half:.3f} | {self.whole:.3f} | {each}"


def score(found: Sequence[Found], truths: Sequence[Truth]) -> Score:
    """As COCO counts."""
    matches = match(found, truths, k=len(NAMES), at=ANY_SIZE)
    each = [average_precision(one, weights=np.ones((1, len(truths)))) for one in matches]
    mean = mean_average_precision(each)[0, 0]
    return Score(float(mean[0]), float(mean.mean()), np.array([one[0, 0, 0] for one in each]))


class Tested(NamedTuple):
    """What the file found, how far it is from the model beside it in pixels, CPU ms a picture of the file and of the network alone."""

    found: list[Found]
    apart: float
    batches: float
    file_ms: float
    network_ms: float


def run_file(learnt: Learnt, items: Sequence[Item]) -> Tested:
    """The exported file on every sealed picture, alone and in batches of 2 and 64, beside PyTorch."""
    network = learnt.network
    session = open_session(
        to_onnx(learnt.detector, network, outputs=OUTPUTS, metadata={"class_names": list(NAMES)})
    )
    alone = open_session(network.graph.SerializeToString())
    resizing = open_session(frames.graph(network.frame, fill=network.fill).SerializeToString())
    twin = _twin(learnt)
    found, apart, spent, bare = [], 0.0, [], []
    for item in items:
        start = time.process_time()
        outputs = session.run(None, {"image": item.picture[None]})
        spent.append(time.process_time() - start)
        found += _split(outputs, 1)
        apart = max(apart, apart_px(found[-1], twin(item)))
        pixels = resizing.run(["pixels"], {"image": item.picture[None]})[0]
        start = time.process_time()
        alone.run(None, {"pixels": pixels})
        bare.append(time.process_time() - start)
    batches = max(_batch(session, items, found=found, size=size) for size in (2, 64))
    return Tested(
        found, apart, batches, float(np.median(spent)) * 1e3, float(np.median(bare)) * 1e3
    )


def _twin(learnt: Learnt) -> Callable[[Item], Found]:
    network = learnt.network
    look = network.look()

    def found(item: Item) -> Found:
        seen = [torch.from_numpy(one) for one in look(item.picture)]
        with torch.no_grad():
            answer = learnt.detector(seen, views_of(network.frame, [_size(item)]))
        return split(answer, 1)[0]

    return found


def _batch(session: Any, items: Sequence[Item], *, found: Sequence[Found], size: int) -> float:
    """How far answers in batches are from answers alone; pictures of one size only, as a batch has to be."""
    places = [i for i, item in enumerate(items) if _size(item) == _size(items[0])]
    worst = 0.0
    for start in range(0, len(places) - size + 1, size):
        some = places[start : start + size]
        outputs = session.run(None, {"image": np.stack([items[i].picture for i in some])})
        pairs = zip(_split(outputs, size), some, strict=True)
        worst = max(worst, *(apart_px(many, found[i]) for many, i in pairs))
    return worst


def _split(outputs: list[NDArray[Any]], n: int) -> list[Found]:
    boxes, scores, labels, image = outputs
    return [Found(boxes[image == i], scores[image == i], labels[image == i]) for i in range(n)]


def _size(item: Item) -> tuple[int, int]:
    return item.picture.shape[0], item.picture.shape[1]


def whole(train: Sequence[Item], test: Sequence[Item]) -> None:
    """All learning pictures."""
    with tempfile.TemporaryDirectory() as folder:
        learnt = learn(train, Path(folder) / "own")
        frame = frames.choose([_size(item) for item in train], [item.truth for item in train])
        network = sight(BACKBONE, frame)
        material = see(train, network, folder=Path(folder) / "train")
        baseline = ssdlite.train(material, seconds=learnt.own_s)
        other = ssdlite.detect(baseline, see(test, network, folder=Path(folder) / "test"))
    truths, own = [item.truth for item in test], [item.truth for item in train]
    tested = run_file(learnt, test)
    print(f"passes {learnt.pass_s:.0f} CPU s, all {learnt.pass_s + learnt.after_s:.0f} CPU s")
    print("\n| pictures | mAP50 | mAP50-95 | AP50 |\n|---|---|---|---|")
    print(f"| out of fold, {len(train)} | {score(learnt.found, own)} |")
    print(f"| sealed, {len(test)} | {score(tested.found, truths)} |")
    print(
        f"| SSDLite on the same network's maps, {learnt.own_s:.0f} CPU s, sealed | {score(other, truths)} |"
    )
    _counts(learnt, tested, truths=truths, own=own)
    print(f"file and model at most {tested.apart:.4f} px apart, in batches {tested.batches:.4f} px")
    print(
        f"file {tested.file_ms:.0f} ms, its network alone {tested.network_ms:.0f} ms: {tested.file_ms / tested.network_ms:.2f} x; "
        f"all of the network's blocks {_blocks_ms(learnt, test):.0f} ms"
    )


def _blocks_ms(learnt: Learnt, items: Sequence[Item]) -> float:
    """CPU milliseconds of the network with the blocks that were cut away, in the same frame."""
    network = sight(BACKBONE, learnt.network.frame)
    alone = open_session(network.graph.SerializeToString())
    resizing = open_session(frames.graph(network.frame, fill=network.fill).SerializeToString())
    spent = []
    for item in items[:20]:
        pixels = resizing.run(["pixels"], {"image": item.picture[None]})[0]
        start = time.process_time()
        alone.run(None, {"pixels": pixels})
        spent.append(time.process_time() - start)
    return float(np.median(spent)) * 1e3


def _counts(
    learnt: Learnt, tested: Tested, *, truths: Sequence[Truth], own: Sequence[Truth]
) -> None:
    """At the thresholds that the learning pictures chose."""
    thresholds = choose_thresholds(match(learnt.found, own, k=len(NAMES), at=ANY_SIZE))
    counts = tally(match(tested.found, truths, k=len(NAMES), at=ANY_SIZE), list(thresholds))
    right, said, there = counts.sum(axis=(0, 1))
    print(
        f"\nthresholds {thresholds.round(2)}: precision {right / said:.3f}, recall {right / there:.3f}, "
    )
    print(
        f"count error {count_errors(counts).mean():.2f} of {there / len(truths):.1f} things a picture"
    )


def few(train: Sequence[Item], test: Sequence[Item], *, draws: int) -> None:
    """Fifty learning pictures, drawn anew each time."""
    found = []
    truths = [item.truth for item in test]
    for draw in range(draws):
        places = np.random.default_rng(draw).permutation(len(train))[:50]
        with tempfile.TemporaryDirectory() as folder:
            learnt = learn([train[place] for place in places], Path(folder))
        found.append(score([*map(_twin(learnt), test)], truths))
        print(
            f"| draw {draw}, {learnt.after_s:.0f} CPU s after the pass | {found[-1]} |", flush=True
        )
    mean = np.mean([(one.half, one.whole) for one in found], axis=0)
    print(f"| mean of {draws} | {mean[0]:.3f} | {mean[1]:.3f} | |")


def boxes(draws: int) -> None:
    """Detection on bccd."""
    train, test = bccd()
    print("## Boxes: bccd\n")
    whole(train, test)
    if draws:
        print("\n| 50 pictures | mAP50 | mAP50-95 | AP50 |\n|---|---|---|---|")
        few(train, test, draws=draws)


def films() -> None:
    """The scripts of films, those that are here."""
    for name in OTHERS:
        path = Path(__file__).with_name(name)
        if path.is_file():
            print(f"\n## {name}\n", flush=True)
            subprocess.run([sys.executable, str(path)], check=False)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--only", nargs="+", default=["boxes", "forms", "films"])
    asked = parser.parse_args()
    torch.set_num_threads(1)
    with threadpool_limits(1):
        if "boxes" in asked.only:
            boxes(asked.draws)
        if "forms" in asked.only:
            forms.main()
    if "films" in asked.only:
        films()


if __name__ == "__main__":
    main()
