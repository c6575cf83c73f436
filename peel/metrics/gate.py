"""The gate: whether the score of the file reaches the threshold, how sure that is, and what would decide."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from peel.errors import PeelError
from peel.metrics.evidence import Evidence
from peel.metrics.gate_words import words
from peel.params.sections import Gate
from peel.types.score import ROUNDING, Score, Verdict

_MOST_ITEMS = 1_000_000


def find_score(scores: Sequence[Score], metric: str, *, allowed: Sequence[str]) -> Score:
    """The score that the gate compares; raises P192 for a metric that takes no threshold."""
    check_metric(metric, allowed=[score.name for score in scores if score.name in allowed])
    return next(score for score in scores if score.name == metric)


def check_metric(metric: str, *, allowed: Sequence[str]) -> None:
    """Raises P192 when `metric` is not among those that take a threshold."""
    if metric in allowed:
        return
    raise PeelError(
        "P192",
        "gate metric refused",
        got=metric,
        allowed=", ".join(allowed),
        do="set gate.metric in params.yaml to one of these, or to null for the first",
    )


def judge(score: Score, evidence: Evidence, *, gate: Gate, names: Sequence[str]) -> Verdict:
    """The verdict on a score where more is better.

    `pass`: the score reaches the threshold, the chance that the true score does is at least
    gate.chance, so is the chance that it beats the best constant answer, and every class has test
    items; where none has any, nothing is decided. `fail`: the chance is under 1 - gate.chance, or the score is no better than the constant
    answer. Else `undecided`. How many labels would decide is told where it is undecided, or where a
    score that fails reaches the threshold. More right answers never make it worse, a higher threshold never better.

    **Source**: decision 0015.

    >>> from peel.metrics.evidence import Shares
    >>> seen = Shares(n=12, right=12, tested=(6, 6), effective=12, constant=0.5, only_model=6, only_constant=0)
    >>> s = Score(name="accuracy", value=1.0, low=0.757, high=1.0)
    >>> v = judge(s, seen, gate=Gate(threshold=0.99), names=("cat", "dog"))
    >>> v.verdict, round(v.probability, 2), v.more_test_items
    ('undecided', 0.38, 70)
    """
    case = _Case(score.value, evidence, gate)
    untested = tuple(name for name, n in zip(names, evidence.tested, strict=True) if not n)
    verdict, reason = case.decide()
    bare = Verdict(
        verdict=verdict,
        metric=score.name,
        score=score.value,
        low=score.low,
        high=score.high,
        threshold=gate.threshold,
        probability=evidence.chance(gate.threshold),
        chance=gate.chance,
        constant=evidence.constant,
        reason=reason,
        untested=untested,
    )
    if verdict == "undecided" or bare.is_only_too_small:
        of = tuple(names[i] for i in _wanted(evidence, reason))
        bare = bare.model_copy(update={"more_test_items": case.more_items(reason), "more_of": of})
    return bare.model_copy(update={"words": words(bare, n=evidence.n, right=evidence.right)})


class _Case(NamedTuple):
    """A score, what is known about it, and what is asked; `times` as in Evidence."""

    score: float
    evidence: Evidence
    gate: Gate

    def decide(self) -> tuple[str, str]:
        """The verdict, and what denied a pass."""
        found = self.evidence
        if not any(found.tested):
            return "undecided", "untested"
        if found.has_rival and self.score <= found.constant + ROUNDING:
            return "fail", "constant"
        if self._is_hopeless():
            return "fail", "threshold"
        if not (self._reaches() and self._is_sure()):
            return "undecided", "threshold"
        if not self._beats_constant():
            return "undecided", "constant"
        return ("pass", "") if all(found.tested) else ("undecided", "untested")

    def more_items(self, reason: str) -> int | None:
        """The fewest further items that decide at the same score; None where no number does.

        To beat the constant answer, of classes only items of the others count.
        """
        n = self.evidence.n
        total = None if reason == "untested" else _fewest(lambda total: self._decides(total / n), n)
        if total is None:
            return None
        share = self.evidence.against_constant if reason == "constant" else 1.0
        return max(1, math.ceil((total - n) * share))

    def _decides(self, times: float) -> bool:
        if self._reaches():
            return self._is_sure(times) and self._beats_constant(times)
        return self._is_hopeless(times)

    def _reaches(self) -> bool:
        return self.score >= self.gate.threshold - ROUNDING

    def _is_sure(self, times: float = 1.0) -> bool:
        return self.evidence.chance(self.gate.threshold, times) >= self.gate.chance

    def _is_hopeless(self, times: float = 1.0) -> bool:
        return self.evidence.chance(self.gate.threshold, times) < 1 - self.gate.chance

    def _beats_constant(self, times: float = 1.0) -> bool:
        found = self.evidence
        return not found.has_rival or found.chance_over_constant(times) >= self.gate.chance


def _wanted(evidence: Evidence, reason: str) -> list[int]:
    """The classes of which labels would decide, the rarest first; empty where it does not matter."""
    tested = evidence.tested
    rarest = sorted(range(len(tested)), key=lambda i: tested[i])
    if reason == "untested":
        return [i for i in rarest if not tested[i]]
    if reason == "constant":
        return rarest[:-1] if evidence.against_constant < 1 else []
    return rarest[:1] if evidence.right is None else []


def _fewest(holds: Callable[[int], bool], n: int) -> int | None:
    """The smallest number above `n` for which it holds, by doubling and halving."""
    low, high = n, 2 * n
    while not holds(high):
        low, high = high, 2 * high
        if high > _MOST_ITEMS:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high
