"""First of all: is it good enough, in words, with the score, its interval and the threshold on a scale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from peel.html import names, words
from peel.html.charts import scale
from peel.report.facts import Facts, n_films
from peel.types.report import Wording
from peel.types.score import Verdict

_BADGES = {"pass": "Passed", "fail": "Not reached", "undecided": "Undecided"}


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
    verdict, wording = facts.verdict, facts.report.wording
    return View(
        state=verdict.verdict,
        badge=_BADGES[verdict.verdict],
        headline=_headline(verdict, facts.split.n_test, wording=wording),
        sentences=tuple(_sentences(verdict, _looked_at(facts), wording=wording)),
        chart=scale.draw(verdict),
        verdict=verdict,
        tiles=tuple(_tiles(facts)),
    )


def _headline(verdict: Verdict, n_test: int, *, wording: Wording) -> str:
    if verdict.verdict == "pass":
        if verdict.threshold <= verdict.low:
            return "The model is good enough"
        return f"Good enough, as far as {words.count(n_test, 'test picture')} can tell"
    if verdict.reason == "constant":
        return f"It is {_beside_constant(verdict)} {wording.constant}"
    if verdict.reason == "untested":
        return f"Not every {wording.one} was tested"
    return _reserve(verdict)


def _beside_constant(verdict: Verdict) -> str:
    if verdict.verdict == "undecided":
        return "not surely better than"
    return "worse than" if verdict.is_worse_than_constant else "no better than"


def _reserve(verdict: Verdict) -> str:
    """What the threshold denied: the score, or only the proof of it."""
    asked, is_fail = words.percent(verdict.threshold), verdict.verdict == "fail"
    if verdict.reaches and verdict.threshold == 1:
        return f"No mistake, but no test can show {asked}"
    if verdict.reaches and verdict.score == 1:
        return f"No mistake, but too few pictures to show {asked}"
    if verdict.reaches and is_fail:
        return f"It reaches {asked}, but on too few pictures to show it"
    return "The model is not good enough yet" if is_fail else "It is too close to call"


def _looked_at(facts: Facts) -> str:
    """Frames of one film look alike, so their number alone says too much."""
    n, films = words.count(facts.split.n_test, "picture"), n_films(facts)
    return f"{n}, frames of {words.count(films, 'film')}," if films else n


def _sentences(verdict: Verdict, looked_at: str, *, wording: Wording) -> Iterator[str]:
    yield (
        f"On {looked_at} that it had never seen, its {words.plain(verdict.metric)} is "
        f"{words.beside(verdict.score, verdict.threshold)}; {words.percent(verdict.threshold)} was asked for."
    )
    yield _sureness(verdict)
    if verdict.constant is not None and verdict.reason == "constant":
        level = words.beside(verdict.constant, verdict.score)
        yield f"Who {wording.constantly} gets {level} on these pictures."
    if verdict.untested:
        yield f"No test picture shows {names.listed(verdict.untested)}, so nothing is known of that."
    if verdict.more_test_items:
        more = words.count(verdict.more_test_items, "more labelled test picture")
        of = f" of {names.listed(verdict.more_of)}" if verdict.more_of else ""
        yield f"About {more}{of} would decide it."


def _sureness(verdict: Verdict) -> str:
    """The chance is the gate's own, by Jeffreys' prior; before the test every share is thought possible."""
    return (
        "If the pictures to come are like these, the chance that it really reaches "
        f"{words.percent(verdict.threshold)} is {words.percent(min(max(verdict.probability, 1e-6), 1 - 1e-6))}; "
        f"a pass asks for {words.percent(verdict.chance)}."
    )


def _tiles(facts: Facts) -> list[tuple[str, str]]:
    constant = facts.search.chance if facts.verdict.constant is None else facts.verdict.constant
    tiles = [(words.count(facts.split.n_test, "picture"), "in the sealed test part")]
    if constant is not None:
        best = f"is what the best constant answer scores: {facts.report.wording.constant_answer}"
        tiles.append((words.percent(constant), best))
    work = words.percent(facts.train.macs / facts.train.macs_full)
    tiles += [
        (
            words.megabytes(1e6 * facts.train.megabytes),
            "in one ONNX file, from raw pixels to the answer",
        ),
        (words.big(facts.train.macs), f"multiply-adds a picture, {work} of the network"),
    ]
    return tiles
