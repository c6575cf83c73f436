"""The leaderboard: the best heads, and how many more were scored."""

from __future__ import annotations

from dataclasses import dataclass

from peel.html import words
from peel.report.facts import Facts
from peel.types.search import LeaderboardRow

FIRST, MOST = 20, 500


@dataclass(frozen=True, kw_only=True)
class Line:
    """One trial and whether it is part of the model."""

    trial: LeaderboardRow
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class View:
    """The first lines, the others, and how many are only in the file; heads of vectors have a log loss, features and a shrinkage."""

    sentence: str
    first: tuple[Line, ...]
    others: tuple[Line, ...]
    hidden: int
    has_many_networks: bool
    has_vectors: bool
    metric: str


def view(facts: Facts) -> View:
    """Ranked as the search ranked them."""
    trials = facts.leaderboard
    lines = [Line(trial=t, is_chosen=t.is_of(facts.choice)) for t in trials[:MOST]]
    return View(
        sentence=_sentence(facts),
        first=tuple(lines[:FIRST]),
        others=tuple(lines[FIRST:]),
        hidden=max(0, len(trials) - MOST),
        has_many_networks=len({trial.branch for trial in trials}) > 1,
        has_vectors=facts.choice.log_loss is not None,
        metric=words.plain(facts.choice.metric),
    )


def _sentence(facts: Facts) -> str:
    choice, n = facts.choice, len(facts.leaderboard)
    pictures = words.count(choice.n_items, "training picture")
    reaches = f"{words.percent(choice.score)} ({words.interval(choice.low, choice.high)})"
    if choice.log_loss is None:
        luck = " That flatters a little, for it was chosen by the same score; the sealed test does not."
        return (
            f"{_were(n, 'model')} scored on {pictures}, each picture by one that had not seen it, and ranked by that score. Of those that are "
            f"within a standard error of the best, the one with the least work was taken; it reaches {reaches}.{luck if n > 1 else ''}"
        )
    return (
        f"{_were(n, 'head')} scored on {pictures}, each picture by a head that had not seen it, and ranked by log loss, which also asks how sure "
        f"an answer was. The model of the chosen ones reaches {reaches} with the luck of being chosen taken off."
    )


def _were(n: int, what: str) -> str:
    return f"One {what} was" if n == 1 else f"{n:,} {what}s were"
