"""What a change of colour says to people: what, since when, how sure, on what evidence, what is being done, what waiting costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from peel import text
from peel.clock import iso
from peel.params.sections import Watch
from peel.text import counted
from peel.types.watch import OVERALL, Change, Colour
from peel.watch.outbox import Level, Message
from peel.watch.words import percent

_LEVEL: dict[str, Level] = {
    "red": "failure",
    "amber": "warning",
    "grey": "warning",
    "green": "success",
}
_DOING = {
    "red": "Where `peel up` runs a better model is looked for by itself, as soon as there are enough new labels; `peel retrain` begins it by hand. "
    "The model goes on answering.",
    "amber": "More answers are audited, so that it is known sooner. Nothing is retrained.",
    "grey": "Nothing: only true labels can tell. `peel feedback queue OUT` exports pictures that wait for one.",
    "green": "Nothing is needed.",
}


class About(NamedTuple):
    """The model in words, the colour of its whole watch now, and the settings."""

    model: str
    whole: Colour
    settings: Watch


def messages(changes: Sequence[Change], about: About) -> list[Message]:
    """What is to be told of the changes of one turn.

    Of names only red is told: with the message about everything, or else all of them in one, and not at all where everything
    is red already. The first green of a model is no news.
    """
    whole = [one for one in changes if one.now.name == OVERALL and _is_news(one)]
    reds = [one for one in changes if one.now.name != OVERALL and one.now.colour == "red"]
    if whole:
        names = text.printable(text.named([one.now.name for one in reds]))
        more = f"\nRed by themselves too: {names}." if reds else ""
        return [_message(whole[0], about.model, words=body(whole[0], about.settings) + more)]
    if not reds or about.whole == "red":
        return []
    what = f"{about.model}, {text.printable(text.named([one.now.name for one in reds]))}"
    told = "\n\n".join(body(one, about.settings) for one in reds)
    return [_message(reds[0], what, words=told)]


def _is_news(change: Change) -> bool:
    return not (change.now.colour == "green" and change.before == "grey")


def _message(change: Change, what: str, *, words: str) -> Message:
    watched = change.now
    dedup = f"watch {watched.epoch} {watched.colour} {change.at:.0f} {watched.name}"[:180]
    return Message(dedup, _LEVEL[watched.colour], f"{what}: {watched.colour}", words)


def body(change: Change, settings: Watch) -> str:
    """The text of the message, a line a question."""
    watched = change.now
    lines = [
        watched.words,
        f"Since: {iso(watched.since)} (it was {change.before} before).",
        f"How sure: {_sureness(change, settings)}",
        f"Evidence: {counted(watched.n, 'label')}; {max(watched.run, watched.start):.3g} times what red needs.",
        f"What is being done: {_DOING[watched.colour]}",
    ]
    if watched.colour == "red" and watched.recent is not None:
        lines.append(f"What waiting costs: {_cost(watched.recent, watched.tau)}")
    return "\n".join(lines)


def _sureness(change: Change, settings: Watch) -> str:
    if change.now.colour != "red":
        return "not sure; this is no alarm."
    return (
        f"of models that hold their threshold at most {percent(settings.false_alarm)} are called red "
        f"within {settings.labels:,} labels, however often one looks."
    )


def _cost(recent: float, tau: float) -> str:
    missed = max(0.0, tau - recent)
    if not missed:
        return f"about {percent(1 - recent)} of the answers are wrong."
    return (
        f"about {percent(1 - recent)} of the answers are wrong, {percent(missed)} more than the threshold allows: "
        f"of 1,000 pictures {1000 * missed:.0f}."
    )
