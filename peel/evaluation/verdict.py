"""The verdict on what the file answered, and metrics.json."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peel.metrics import gate
from peel.params.sections import Gate
from peel.problem import Answered, Problem
from peel.types.score import Score, Verdict


def judge(problem: Problem, tested: Answered, *, asked: Gate) -> tuple[list[Score], Verdict]:
    """All scores, and the verdict on the one that the gate names, else the kind's own; raises P192 where it takes no threshold."""
    scores, metric = problem.score(tested), asked.metric or problem.metric.name
    score = gate.find_score(scores, metric, allowed=problem.metrics)
    evidence = problem.evidence(tested, metric)
    return scores, gate.judge(score, evidence, gate=asked, names=tested.space.names)


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
