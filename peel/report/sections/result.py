"""The result on the sealed test part: scores, classes, confusions, and whether a confidence can be believed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from peel.html import words
from peel.html.charts import reliability, rows
from peel.html.charts.axis import Axis, around
from peel.metrics.wilson import wilson
from peel.report import confusion, glossary
from peel.report.facts import Facts
from peel.types.details import CalibrationBin, ClassScore
from peel.types.score import Score

MOST_ROWS, MOST_CELLS, MOST_SHADED = 20, 150, 20
_PAIRS, _MOST_PAIRS = 15, 500
_CUTS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)


@dataclass(frozen=True, kw_only=True)
class Cut:
    """What happens when only answers of at least this confidence are taken."""

    confidence: float
    n: int
    taken: float
    right: float


@dataclass(frozen=True, kw_only=True)
class View:
    """Four charts, each with its table."""

    sentence: str
    scores: tuple[Score, ...]
    scores_chart: Markup
    classes: tuple[ClassScore, ...]
    classes_chart: Markup | None
    classes_note: str
    pairs: tuple[confusion.Pair, ...]
    more_pairs: tuple[confusion.Pair, ...]
    matrix: tuple[confusion.Row, ...]
    is_shaded: bool
    bins: tuple[reliability.Bin, ...]
    bins_chart: Markup | None
    cuts: tuple[Cut, ...]
    cut_words: str


def view(facts: Facts) -> View:
    """What a kind of problem does not have (classes, confusions, confidences) is left out."""
    found = facts.evaluation
    classes = sorted(found.get("per_class") or [], key=_weakest_first)
    pairs = confusion.pairs(found["confusion"]) if "confusion" in found else []
    matrix = confusion.rows(found["confusion"]) if "confusion" in found else []
    bins = [_bin(one) for one in found.get("calibration") or []]
    cuts = _cuts(facts.predictions)
    return View(
        sentence=_sentence(facts),
        scores=tuple(facts.scores),
        scores_chart=_scores_chart(facts),
        classes=tuple(classes),
        classes_chart=_classes_chart(classes) if classes else None,
        classes_note=_classes_note(len(classes)),
        pairs=tuple(pairs[:_PAIRS]),
        more_pairs=tuple(pairs[_PAIRS:_MOST_PAIRS]),
        matrix=tuple(matrix) if len(matrix) <= MOST_CELLS else (),
        is_shaded=0 < len(matrix) <= MOST_SHADED,
        bins=tuple(bins),
        bins_chart=_bins_chart(bins, facts.predictions) if bins else None,
        cuts=tuple(cuts),
        cut_words=_cut_words(cuts),
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


def _scores_chart(facts: Facts) -> Markup:
    shares = [score for score in facts.scores if score.name not in glossary.LOWER_IS_BETTER]
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


def _weakest_first(one: ClassScore) -> tuple[bool, float, str]:
    """A class without test pictures has no score, so it comes last."""
    return one["n"] == 0, one["recall"], one["name"]


def _classes_chart(classes: Sequence[ClassScore]) -> Markup:
    tested = [one for one in classes if one["n"]][:MOST_ROWS]
    drawn = [
        rows.Range(
            name=one["name"],
            value=one["recall"],
            low=one["low"],
            high=one["high"],
            text=f"{one['recall'] * one['n']:,.0f} of {one['n']:,}, {words.percent(one['recall'])}",
        )
        for one in tested
    ]
    label = f"Share of each class that was recognised, {len(drawn)} classes, the weakest first"
    return rows.ranges(drawn, Axis(0, 1, 0.02, 0.97), label=label)


def _classes_note(n: int) -> str:
    return f"The {MOST_ROWS} weakest of {n} classes; all are in the table." if n > MOST_ROWS else ""


def _bin(one: CalibrationBin) -> reliability.Bin:
    low, high = wilson(one["accuracy"] * one["n"], one["n"])
    return reliability.Bin(
        start=one["low"],
        end=one["high"],
        n=one["n"],
        confidence=one["confidence"],
        accuracy=one["accuracy"],
        low=low,
        high=high,
    )


def _bins_chart(
    bins: Sequence[reliability.Bin], predictions: Sequence[Mapping[str, Any]]
) -> Markup:
    label = f"How often answers of each confidence were right, in {len(bins)} groups of answers"
    return reliability.draw(bins, [row["confidence"] for row in predictions], label=label)


def _cuts(predictions: Sequence[Mapping[str, Any]]) -> list[Cut]:
    """Only cuts that keep an answer."""
    found = []
    for cut in _CUTS:
        kept = [row["label"] == row["answer"] for row in predictions if row["confidence"] >= cut]
        if kept:
            right, taken = sum(kept) / len(kept), len(kept) / len(predictions)
            found.append(Cut(confidence=cut, n=len(kept), taken=taken, right=right))
    return found


def _cut_words(cuts: Sequence[Cut]) -> str:
    """The gentlest cut that halves the mistakes, as the offer that it is."""
    wrong = 1 - cuts[0].right if cuts else 0.0
    half = next((cut for cut in cuts[1:] if wrong and 1 - cut.right <= wrong / 2), None)
    if half is None or half.taken < 0.5:  # nobody looks at more pictures than the model answers
        return ""
    return (
        f"If a person looks at every answer under {words.percent(half.confidence)} confidence, that is "
        f"{words.percent(1 - half.taken)} of the pictures, and of the rest {words.percent(half.right)} are right."
    )
