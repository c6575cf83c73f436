"""A candidate against the model that stands: both on the sealed pictures that neither was trained on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from peel import events
from peel.bundle.predict import Model
from peel.bundle.trained_on import TrainedOn
from peel.errors import PeelError
from peel.images.shards import read_pixels
from peel.metrics.beta import chance_at_least
from peel.problem import Problem, find
from peel.tables import read_table

WORSE = 0.1  # the chance of being at least as good under which a candidate counts as worse
_COLUMNS = ("item", "label", "family", "pixels", "shard", "offset", "size")
Row = dict[str, Any]


class Outcome(NamedTuple):
    """Of `n` pictures `better` went to the candidate alone and `worse` to the model that stands."""

    n: int
    better: int
    worse: int

    @property
    def is_worse(self) -> bool:
        """Of the pictures on which they differ, significantly fewer went to the candidate.

        **Source**: decision 0016; with Jeffreys' prior this is McNemar's mid-p test, one-sided.
        """
        return chance_at_least(0.5, right=self.better, wrong=self.worse) < WORSE


def compare(candidate: Model, standing: Model, *, data: Path, trained_on: TrainedOn) -> Outcome:
    """Both on the sealed part of the project's `data`, on the classes that both know.

    A picture is left out with its whole family when the standing model was trained on one of them.
    The candidate's answers are those that evaluate measured. Costs one run a picture.
    """
    rows = read_table(data / "split/test.parquet").to_pylist()
    answered = read_table(data / "evaluate/predictions.parquet")
    names = sorted(name for name in answered.column_names if name.startswith("p_"))
    outputs = np.stack([answered[f"p_{i}"].to_numpy() for i in range(len(names))], axis=1)
    places = _unseen(rows, data, trained_on=trained_on)
    problem = find(candidate.card.kind)
    places = [i for i in places if _is_shared(rows[i]["label"], candidate, standing)]
    shown = events.track(places, total=len(places), name="the earlier model on the test")
    earlier = [
        standing.predict_probabilities([read_pixels(data / "ingest/shards", rows[i]).pixels])[0]
        for i in shown
    ]
    labels = [rows[i]["label"] for i in places]
    new = _rightness(problem, outputs[places], labels=labels, names=candidate.class_names)
    old = _rightness(problem, earlier, labels=labels, names=standing.class_names)
    return Outcome(len(places), better=int((new > old).sum()), worse=int((new < old).sum()))


def _unseen(rows: Sequence[Row], data: Path, *, trained_on: TrainedOn) -> list[int]:
    train = read_table(data / "split/train.parquet").select(["family", "pixels"]).to_pylist()
    touched = {row["family"] for row in (*train, *rows) if row["pixels"] in trained_on}
    return [i for i, row in enumerate(rows) if row["family"] not in touched]


def _is_shared(label: str, *models: Model) -> bool:
    try:
        for model in models:
            find(model.card.kind).read_targets([label], model.class_names)
    except PeelError:
        return False
    return True


def _rightness(
    problem: Problem,
    outputs: Sequence[Any] | NDArray[Any],
    *,
    labels: Sequence[str],
    names: Sequence[str],
) -> NDArray[np.float64]:
    targets = problem.read_targets(labels, names)
    right = [problem.surrogate(row, target) for row, target in zip(outputs, targets, strict=True)]
    return np.array(right, dtype=np.float64)
