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
from peel.images.shards import read_pixels
from peel.metrics.beta import chance_at_least
from peel.problem import Outputs
from peel.tables import read_arrays, read_table

WORSE = 0.1  # the chance of being at least as good under which a candidate counts as worse
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
    """Both on the sealed part of the project's `data`, on the names that both know.

    A picture is left out with its whole family when the standing model was trained on one of them.
    The candidate's answers are those that evaluate measured. Costs one run a picture.
    """
    rows = read_table(data / "split/test.parquet").to_pylist()
    outputs = read_arrays(data / "evaluate/outputs.npz")
    places = _unseen(rows, data, trained_on=trained_on)
    names = [name for name in candidate.names if name in standing.names]
    asked = {i: candidate.problem.label_within(rows[i]["label"], names) for i in places}
    labels = {i: label for i, label in asked.items() if label is not None}
    if not labels:
        return Outcome(0, better=0, worse=0)
    places = list(labels)
    shown = events.track(places, total=len(places), name="the earlier model on the test")
    old_outputs = [
        standing.run([read_pixels(data / "ingest/shards", rows[i]).pixels]) for i in shown
    ]
    earlier = {name: np.concatenate([one[name] for one in old_outputs]) for name in old_outputs[0]}
    mine = {name: array[places] for name, array in outputs.items()}
    new, old = (
        rightness(model, answered, labels=list(labels.values()), names=names)
        for model, answered in ((candidate, mine), (standing, earlier))
    )
    return Outcome(len(places), better=int((new > old).sum()), worse=int((new < old).sum()))


def _unseen(rows: Sequence[Row], data: Path, *, trained_on: TrainedOn) -> list[int]:
    train = read_table(data / "split/train.parquet").select(["family", "pixels"]).to_pylist()
    touched = {row["family"] for row in (*train, *rows) if row["pixels"] in trained_on}
    return [i for i, row in enumerate(rows) if row["family"] not in touched]


def rightness(
    model: Model, outputs: Outputs, *, labels: Sequence[str], names: Sequence[str]
) -> NDArray[np.float64]:
    """How right the model is on each item, 0 to 1, as far as these names are concerned."""
    problem = model.problem
    outputs, space = problem.within(outputs, model.card.space, names=names)
    targets = problem.read_targets(labels, space)
    ones = ({k: v[i : i + 1] for k, v in outputs.items()} for i in range(len(labels)))
    right = [
        problem.surrogate(one, target, space=space)
        for one, target in zip(ones, targets, strict=True)
    ]
    return np.array(right, dtype=np.float64)
