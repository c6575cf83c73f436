"""The verdict on what the file answered, and metrics.json."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from peel.metrics import gate
from peel.params.sections import Gate
from peel.problem import Problem
from peel.types.score import Score, Verdict


class Answered(NamedTuple):
    """(n, k) outputs of the file, (n,) targets and families of the test items, and the classes' names."""

    outputs: NDArray[np.float64]
    targets: NDArray[np.int64]
    families: NDArray[np.int64]
    class_names: Sequence[str]


def judge(problem: Problem, answered: Answered, *, asked: Gate) -> tuple[list[Score], Verdict]:
    """All scores, and the verdict on the one that the gate names; raises P192 where it takes no threshold."""
    outputs, targets, families, names = answered
    scores = problem.score(outputs, targets, families=families)
    score = gate.find_score(scores, asked.metric, allowed=problem.metrics)
    evidence = problem.evidence(outputs, targets, families=families, metric=asked.metric)
    return scores, gate.judge(score, evidence, gate=asked, class_names=names)


def flat(scores: Sequence[Score], verdict: Verdict, *, n_test: int) -> dict[str, Any]:
    """metrics.json: one level, as `dvc metrics` likes it."""
    told = {"schema_", "words", "untested", "more_of"}
    result: dict[str, Any] = verdict.model_dump(mode="json", exclude=told)
    result |= {"n_test": n_test}
    for score in scores:
        result |= {
            score.name: round(score.value, 6),
            f"{score.name}_low": round(score.low, 6),
            f"{score.name}_high": round(score.high, 6),
        }
    return {k: v for k, v in result.items() if v is not None}
