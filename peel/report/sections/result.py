"""The result on the sealed test part: the scores, and below them what the kind itself tells."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from peel.html import words
from peel.html.charts import rows
from peel.html.charts.axis import Axis, around
from peel.report.facts import Facts
from peel.types.report import Wording
from peel.types.score import Score
from peel.types.stranger import Stranger


@dataclass(frozen=True, kw_only=True)
class View:
    """A chart with its table, and the kind's own part."""

    sentence: str
    scores: tuple[tuple[Score, str], ...]
    has_meanings: bool
    chart: Markup
    details: Markup
    stranger: str


def view(facts: Facts) -> View:
    """Each score with what it says."""
    meanings = facts.report.wording.meanings
    return View(
        sentence=_sentence(facts),
        scores=tuple((score, meanings.get(score.name, "")) for score in facts.scores),
        has_meanings=any(score.name in meanings for score in facts.scores),
        chart=_chart(facts),
        details=Markup(facts.report.details(facts.findings)),
        stranger=_stranger(facts.card.stranger, facts.report.wording)
        if facts.card.stranger
        else "",
    )


def _sentence(facts: Facts) -> str:
    """Whether the search promised what the test then showed."""
    choice, verdict = facts.choice, facts.verdict
    if choice.metric != verdict.metric:
        return ""
    expected = f"{words.percent(choice.score)} ({words.interval(choice.low, choice.high)})"
    promised = f"From the training pictures {expected} was to be expected"
    if choice.low <= verdict.high and verdict.low <= choice.high:
        return f"{promised}; the sealed test agrees."
    if verdict.score < choice.score:
        return f"{promised}; the sealed test says less, so its pictures differ from the training pictures."
    return f"{promised}; the sealed test says more, so its pictures are easier than the training pictures."


def _stranger(told: Stranger, wording: Wording) -> str:
    """What the distance is worth, where the file gives one."""
    tried = words.count(told.n_classes, wording.one, many=wording.many)
    return (
        f"Beside its answer the file says how far a picture is from those that it learnt from. Tried on {tried} left out in "
        f"turn: a picture of what was left out is further away than a known one in {words.percent(told.auroc)} of all pairs. "
        f"{words.percent(told.found)} of them are beyond the limit where an answer is marked “unlike anything in training”, "
        f"and {words.percent(1 - told.share)} of known pictures."
    )


def _chart(facts: Facts) -> Markup:
    """Those that a gate may ask for: shares of which more is better."""
    shares = [score for score in facts.scores if score.name in facts.problem.metrics]
    low, high = around([end for score in shares for end in (score.low, score.high)], least=0.2)
    drawn = [
        rows.Range(
            name=words.plain(score.name),
            value=score.value,
            low=score.low,
            high=score.high,
            text=words.percent(score.value),
        )
        for score in shares
    ]
    axis = Axis(low, high, 0.02, 0.97)
    return rows.ranges(drawn, axis, label="Scores with their 95% intervals")
