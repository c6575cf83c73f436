"""Stage search: the training items -> leaderboard and choice."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from peel.cache import Cache
from peel.heads.classes import Classes
from peel.params.environment import weights_dir
from peel.params.load import load
from peel.problem import Problem, find, find_learner
from peel.search.job import Job
from peel.search.plan import rows, sample
from peel.search.search import search
from peel.tables import read_table
from peel.types.sample import Sample
from tasks.stage import run


def main() -> str:
    """Search for the best mean of heads on one network."""
    params = load()
    problem = find(params.problem.kind)
    table = read_table(Path("data/split/train.parquet"))
    class_names = problem.class_names(table["label"].to_pylist())
    classes = _classes(problem, table, names=class_names)
    table = table.take(sample(classes))
    classes = _classes(problem, table, names=class_names)
    families = np.unique(table["family"].to_pylist(), return_inverse=True)[1].astype(np.int64)
    columns = (table[name].to_pylist() for name in Sample._fields)
    job = Job(
        samples=[Sample(*row) for row in zip(*columns, strict=True)],
        rows=rows(classes, folds=np.array(table["fold"].to_pylist()), families=families),
        families=families,
        class_names=class_names,
        metric=problem.metric.name,
        learner=find_learner(params.problem.kind),
        backbones=params.search.backbones,
        size_px=params.search.size_px,
        mean_of=params.search.mean_of,
        effort=params.search.effort,
        shards=Path("data/ingest/shards"),
        cache=Cache(Path(".peel/cache")),
        weights_folder=weights_dir(params.weights.dir),
        download=params.weights.download,
    )
    choice = search(job, Path("data/search"))
    return f"{choice.backbone} to depth {choice.depth}, {choice.heads}, {choice.score:.3f}"


def _classes(problem: Problem, table: pa.Table, *, names: tuple[str, ...]) -> Classes:
    return Classes(problem.read_targets(table["label"].to_pylist(), names), len(names))


if __name__ == "__main__":
    run("search", main)
