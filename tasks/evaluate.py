"""Stage evaluate: the file on the sealed test part -> scores and verdict."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from peel.backbones.network import Weighing
from peel.evaluation import twin
from peel.evaluation.evaluate import Job, evaluate
from peel.params.environment import weights_dir
from peel.params.load import FILE, load, old_words
from peel.problem import find
from peel.tables import read_table
from peel.types.model import Choice
from peel.types.sample import Sample
from tasks.stage import run


def main() -> str:
    """Score the file and judge it."""
    params = load()
    choice = Choice.read(Path("data/search/choice.json"))
    table = read_table(Path("data/split/test.parquet"))
    columns = (table[name].to_pylist() for name in Sample._fields)
    families = np.unique(table["family"].to_pylist(), return_inverse=True)[1]
    weighing = Weighing(folder=weights_dir(params.weights.dir), download=params.weights.download)
    job = Job(
        problem=find(params.problem.kind),
        choice=choice,
        samples=[Sample(*row) for row in zip(*columns, strict=True)],
        labels=table["label"].to_pylist(),
        paths=table["path"].to_pylist(),
        families=families.astype(np.int64),
        trained=Path("data/train"),
        twin=twin.load(choice, Path("data/train"), weighing=weighing),
        shards=Path("data/ingest/shards"),
        state=Path(".peel"),
        gate=params.gate,
        notes=old_words(FILE.read_text(encoding="utf-8")),
    )
    return evaluate(job, Path("data/evaluate")).words


if __name__ == "__main__":
    run("evaluate", main)
