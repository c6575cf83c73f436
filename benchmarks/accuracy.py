"""Accuracy of the exported file alone on pictures that Peel never saw, beside a linear probe; and what it cost.

Run: python benchmarks/accuracy.py [SET...]. Each set is split here; the learning part goes through `peel.fit` in a
temporary project, the hidden part through the ONNX file with Pillow and ONNX Runtime only.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageOps
from sets import Item, present, read
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import peel
from peel import events, files
from peel.backbones.cut import INPUT
from peel.backbones.network import prepare
from peel.backbones.source import WeightSource
from peel.runners.local import Resizer
from peel.runtime.library import ort
from peel.runtime.session import open_session
from peel.types.evaluation import Evaluation
from peel.types.event import Ended
from peel.types.items import Size

STAGES = ("search", "train", "evaluate")


class Result(NamedTuple):
    """One row of the table."""

    n_learn: int
    n_hidden: int
    accuracy: float
    low: float
    high: float
    probe: float
    cpu_s: dict[str, float]
    difference: float


def pixels(item: Item) -> np.ndarray:
    """(h, w, 3) as any other program would read it."""
    image = Image.open(BytesIO(item.data))
    return np.asarray(ImageOps.exif_transpose(image).convert("RGB"))


def measure(name: str) -> Result:
    """Build on the learning part, score the file on the hidden one."""
    items = read(name)
    learn, hidden = ([i for i in items if i.is_hidden is side] for side in (False, True))
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        for item in learn:
            path = Path(folder) / "pictures" / item.label / item.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(item.data)
        peel.fit(Path(folder) / "pictures", project=project)
        metrics = files.read_json(project / "data/evaluate/metrics.json")
        evaluation = Evaluation.read(project / "data/evaluate/evaluation.json")
        told = [e for p in (project / ".peel/events").iterdir() for e in events.read(p)[0]]
        return Result(
            n_learn=len(learn),
            n_hidden=len(hidden),
            accuracy=score_file(project / "bundle/model.onnx", hidden),
            low=metrics["low"],
            high=metrics["high"],
            probe=linear_probe(learn, hidden),
            cpu_s={e.stage: e.cpu_s for e in told if isinstance(e, Ended)},
            difference=evaluation.parity.largest,
        )


def score_file(path: Path, hidden: list[Item]) -> float:
    """The share of right answers of the file alone."""
    session = ort.InferenceSession(path, providers=["CPUExecutionProvider"])
    names = json.loads(session.get_modelmeta().custom_metadata_map["class_names"])
    answers = [session.run(None, {"image": pixels(i)[None]})[0][0].argmax() for i in hidden]
    return float(np.mean([names[a] == i.label for a, i in zip(answers, hidden, strict=True)]))


def linear_probe(learn: list[Item], hidden: list[Item]) -> float:
    """Logistic regression on the mean of the last layer of the same network, on all of the learning part."""
    network = prepare("efficientnet_lite0", size=Size(224), source=WeightSource())
    session, resizer, last = (
        open_session(network.graph),
        Resizer(Size(224), Path()),
        network.taps[-1],
    )

    def features(items: list[Item]) -> np.ndarray:
        rows = [session.run([last.output], {INPUT: resizer.see(pixels(i))})[0][0] for i in items]
        return (
            np.stack(rows)[:, : last.width] ** 2
        )  # the mean itself: the tap gives its square root

    probe = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000, C=0.1))
    probe.fit(features(learn), [i.label for i in learn])
    return float(probe.score(features(hidden), [i.label for i in hidden]))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", help="names; all that lie here by default")
    names = parser.parse_args().sets or present()
    print(
        "| set | learnt from / judged on | Peel | linear probe | Peel's own interval | CPU s: search, train, evaluate | for 500 images | file against model |"
    )
    print("|---|---|---|---|---|---|---|---|", flush=True)
    for name in names:
        start = time.monotonic()
        r = measure(name)
        total = sum(r.cpu_s[s] for s in STAGES)
        each = ", ".join(f"{r.cpu_s[s]:.0f}" for s in STAGES)
        row = (
            f"| {name} | {r.n_learn} / {r.n_hidden} | {r.accuracy:.3f} | {r.probe:.3f} | {r.low:.2f} to {r.high:.2f} "
            f"| {each} | {total * 500 / r.n_learn:.0f} | {r.difference:.1e} |"
        )
        print(row, flush=True)
        print(f"{name}: {time.monotonic() - start:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
