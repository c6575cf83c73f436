"""The gate: whether the score of the file reaches the threshold, how sure that is, and in words."""

from __future__ import annotations

import math
from collections.abc import Sequence

from peel.errors import PeelError
from peel.metrics.beta import chance_at_least
from peel.metrics.wilson import Z_95, items_to_reach
from peel.types.score import Score, Verdict

# A mean of class shares that is 0.9 on paper comes out as 0.8999999999999999.
_ROUNDING = 1e-12
_FEW = 30
_OUTCOMES = {"pass": "reached", "fail": "missed", "undecided": "reached, but not for sure"}


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
        do="set gate.metric in params.yaml to one of these",
    )


def judge(  # noqa: PLR0913 - two facts about the score, two wishes of the person
    score: Score, *, n: int, correct: int | None, threshold: float, sure: bool
) -> Verdict:
    """The verdict on a score of `n` test items, where more is better.

    `pass` when the score reaches the threshold, else `fail`. With `sure` the lower end of the 95 %
    interval must reach it too; where only the score does, the verdict is `undecided` and
    `more_test_items` says how many more labelled test items would decide at the same score.

    `probability` is the chance that the true score reaches the threshold. Where the score is a
    share of items, `correct` of `n`, it comes from the Beta posterior with Jeffreys' prior; else
    from a normal whose standard deviation is that of the end of the interval on the threshold's side.

    >>> s = Score(name="accuracy", value=199 / 212, low=0.898, high=0.964)
    >>> v = judge(s, n=212, correct=199, threshold=0.9, sure=True)
    >>> v.verdict, round(v.probability, 3), v.more_test_items
    ('undecided', 0.976, 20)
    """
    verdict = _decide(score, threshold, sure=sure)
    more = _more_items(score, threshold, n=n, correct=correct) if verdict == "undecided" else None
    if correct is None:
        chance = _normal_chance(score, threshold)
    else:
        chance = chance_at_least(threshold, right=correct, wrong=n - correct)
    bare = Verdict(
        verdict=verdict,
        metric=score.name,
        score=score.value,
        low=score.low,
        high=score.high,
        threshold=threshold,
        probability=chance,
        more_test_items=more,
    )
    return bare.model_copy(update={"words": _words(bare, n=n, correct=correct)})


def _decide(score: Score, threshold: float, *, sure: bool) -> str:
    if score.value < threshold - _ROUNDING:
        return "fail"
    return "undecided" if sure and score.low < threshold - _ROUNDING else "pass"


def _more_items(score: Score, threshold: float, *, n: int, correct: int | None) -> int | None:
    """At the same score; an interval that is no Wilson's shrinks with the root of the items."""
    gap = score.value - threshold
    if correct is not None:
        total = items_to_reach(correct / n, threshold)
    elif gap > _ROUNDING:
        total = math.ceil(n * ((score.value - score.low) / gap) ** 2)
    else:
        total = None
    return None if total is None else max(1, total - n)


def _normal_chance(score: Score, threshold: float) -> float:
    gap = score.value - threshold
    end = score.low if gap > 0 else score.high
    if end == score.value:
        return float(gap >= 0)
    return 0.5 * (1 + math.erf(gap / abs(score.value - end) * Z_95 / math.sqrt(2)))


def _words(verdict: Verdict, *, n: int, correct: int | None) -> str:
    digits = _digits(verdict)
    score, low, high = (
        f"{value:.{digits}f}" for value in (verdict.score, verdict.low, verdict.high)
    )
    asked = max(
        f"{verdict.threshold:.{digits}f}", f"{verdict.threshold:.6g}", key=len
    )  # never 1.00 for 0.999
    items = "sealed test image" + ("" if n == 1 else "s")
    if correct is None:
        what = f"{verdict.metric.replace('_', ' ').capitalize()} is {score} on {n} {items}"
    else:
        what = f"{correct} of {n} {items} {'is' if n == 1 else 'are'} right, {score}"
    return (
        f"{what} (95 % interval {low} to {high}); you asked for {asked}: {_OUTCOMES[verdict.verdict]}. "
        f"{_advice(verdict)}{_caution(n)}The chance that the true score reaches it is {_percent(verdict.probability)}."
    )


def _digits(verdict: Verdict) -> int:
    """Two decimals, or as many more as it takes to see which side of the threshold decided."""
    decider = verdict.low if verdict.verdict == "undecided" else verdict.score
    digits = 2
    while digits < 6 and decider != verdict.threshold:
        if f"{decider:.{digits}f}" != f"{verdict.threshold:.{digits}f}":
            break
        digits += 1
    return digits


def _advice(verdict: Verdict) -> str:
    if verdict.verdict != "undecided":
        return ""
    if verdict.more_test_items is None:
        return "No number of further test labels would decide at this very score. "
    labels = "label" if verdict.more_test_items == 1 else "labels"
    return f"About {verdict.more_test_items} more test {labels} at the same score would decide. "


def _caution(n: int) -> str:
    return "So few test images decide little: label more. " if n < _FEW else ""


def _percent(chance: float) -> str:
    if chance > 0.99:
        return "more than 99 %"
    return "less than 1 %" if chance < 0.01 else f"{100 * chance:.0f} %"
