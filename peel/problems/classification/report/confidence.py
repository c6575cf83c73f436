"""Whether a confidence can be believed, and what happens when only sure answers are taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from peel.html import words
from peel.html.charts import reliability
from peel.metrics.details import CalibrationBin
from peel.metrics.wilson import wilson
from peel.types.report import Findings

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
    """A chart of confidence against being right, and the table of cuts."""

    bins: tuple[reliability.Bin, ...]
    chart: Markup
    cuts: tuple[Cut, ...]
    cut_words: str


def view(findings: Findings) -> View:
    """The bins that evaluate made, and cuts of all answers."""
    bins = [_bin(one) for one in findings.details["calibration"]]
    cuts = _cuts(findings)
    label = f"How often answers of each confidence were right, in {len(bins)} groups of answers"
    return View(
        bins=tuple(bins),
        chart=reliability.draw(bins, findings.predictions["confidence"], label=label),
        cuts=tuple(cuts),
        cut_words=_cut_words(cuts),
    )


def _bin(one: CalibrationBin) -> reliability.Bin:
    low, high = wilson(one["accuracy"] * one["n"], one["n"])
    return reliability.Bin(
        start=one["low"],
        end=one["high"],
        n=one["n"],
        confidence=one["confidence"],
        right=one["accuracy"],
        low=low,
        high=high,
    )


def is_right(findings: Findings) -> list[bool]:
    """Of each test picture, whether its answer was its label."""
    told = findings.predictions
    return [label == answer for label, answer in zip(told["label"], told["answer"], strict=True)]


def _cuts(findings: Findings) -> list[Cut]:
    """Only cuts that keep an answer."""
    rows = list(zip(is_right(findings), findings.predictions["confidence"], strict=True))
    found = []
    for cut in _CUTS:
        kept = [right for right, confidence in rows if confidence >= cut]
        if kept:
            right, taken = sum(kept) / len(kept), len(kept) / len(rows)
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
