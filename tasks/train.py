"""Stage train: the choice on all training items -> one ONNX file."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from peel.backbones.network import Weighing
from peel.cache import Cache
from peel.heads.classes import Classes
from peel.params.environment import weights_dir
from peel.params.load import load
from peel.problem import find
from peel.tables import read_table
from peel.training.train import Job, train
from peel.types.model import Choice
from peel.types.sample import Sample
from tasks.stage import run


def main() -> str:
    """Fit the chosen heads, cut the network, write the file."""
    params = load()
    choice = Choice.read(Path("data/search/choice.json"))
    table = read_table(Path("data/split/train.parquet"))
    labels, items = table["label"].to_pylist(), table["item"].to_pylist()
    columns = (table[name].to_pylist() for name in Sample._fields)
    named = "".join(f"{item} {label}\n" for item, label in zip(items, labels, strict=True))
    job = Job(
        choice=choice,
        kind=params.problem.kind,
        samples=[Sample(*row) for row in zip(*columns, strict=True)],
        classes=Classes(
            find(params.problem.kind).read_targets(labels, choice.class_names),
            len(choice.class_names),
        ),
        folds=np.array(table["fold"].to_pylist()),
        data_digest=hashlib.sha256(named.encode("utf-8", "surrogateescape")).hexdigest(),
        shards=Path("data/ingest/shards"),
        cache=Cache(Path(".peel/cache")),
        weighing=Weighing(folder=weights_dir(params.weights.dir), download=params.weights.download),
    )
    facts = train(job, Path("data/train"))
    return f"{facts['megabytes']} MB, depth {facts['depth']} of {facts['depth_full']}"


if __name__ == "__main__":
    run("train", main)
