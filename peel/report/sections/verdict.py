"""First of all: is it good enough, in words, with the score, its interval and the threshold on a scale."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from peel.report import words
from peel.report.charts import scale
from peel.report.facts import Facts
from peel.types.score import Verdict

_HEADLINES = {
    "pass": ("Passed", "The model is good enough"),
    "fail": ("Not reached", "The model is not good enough yet"),
    "undecided": ("Undecided", "It is too close to call"),
}


@dataclass(frozen=True, kw_only=True)
class View:
    """The verdict and the few figures that a person remembers."""

    state: str
    badge: str
    headline: str
    sentences: tuple[str, ...]
    chart: Markup
    verdict: Verdict
    tiles: tuple[tuple[str, str], ...]


def view(facts: Facts) -> View:
    """What the gate said, in words."""
    verdict = facts.verdict
    badge, headline = _HEADLINES[verdict.verdict]
    if verdict.verdict == "pass" and verdict.low < verdict.threshold:
        seen = words.count(facts.split.n_test, "test picture")
        headline = f"Good enough, as far as {seen} can tell"
    return View(
        state=verdict.verdict,
        badge=badge,
        headline=headline,
        sentences=(_measured(verdict, facts.split.n_test), _sureness(verdict), *_more(verdict)),
        chart=scale.draw(verdict),
        verdict=verdict,
        tiles=tuple(_tiles(facts)),
    )


def _measured(verdict: Verdict, n_test: int) -> str:
    seen = words.count(n_test, "picture")
    return (
        f"On {seen} that it had never seen, its {words.plain(verdict.metric)} is "
        f"{words.beside(verdict.score, verdict.threshold)}; {words.percent(verdict.threshold)} was asked for."
    )


def _sureness(verdict: Verdict) -> str:
    """Where the threshold lies in the interval decides how the result is to be read."""
    chance = f"the chance that it really reaches {words.percent(verdict.threshold)}"
    chance = (
        f"If the pictures to come are like these, {chance} is {words.percent(verdict.probability)}."
    )
    if verdict.threshold <= verdict.low:
        return f"Even the lower end of the interval lies above the threshold. {chance}"
    if verdict.threshold > verdict.high:
        return f"Even the upper end of the interval lies below the threshold. {chance}"
    if verdict.verdict == "pass":
        return f"The lower end of the interval lies below the threshold, so this is no certainty. {chance}"
    return f"The threshold lies inside the interval: more test pictures could turn the answer. {chance}"


def _more(verdict: Verdict) -> list[str]:
    if verdict.verdict != "undecided" or not verdict.more_test_items:
        return []
    more = words.count(verdict.more_test_items, "more labelled test picture")
    return [f"About {more} would decide it."]


def _tiles(facts: Facts) -> list[tuple[str, str]]:
    chance = "would be right if the largest class were named every time"
    tiles = [
        (words.count(facts.split.n_test, "picture"), "in the sealed test part"),
        (words.percent(facts.search["chance"]), chance),
        (f"{facts.train['megabytes']:.1f} MB", "in one ONNX file, from raw pixels to the answer"),
    ]
    work = words.percent(facts.train["macs"] / facts.train["macs_full"])
    tiles.append(
        (words.big(facts.train["macs"]), f"multiply-adds a picture, {work} of the network")
    )
    return tiles
