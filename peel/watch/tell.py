"""What a change of colour says to people: what, since when, how sure, on what evidence, what is being done, what waiting costs."""

from __future__ import annotations

from peel.clock import iso
from peel.params.sections import Watch
from peel.types.watch import OVERALL, Change
from peel.watch.outbox import Level, Message
from peel.watch.words import percent

_LEVEL: dict[str, Level] = {
    "red": "failure",
    "amber": "warning",
    "grey": "warning",
    "green": "success",
}
_DOING = {
    "red": "A better model is looked for by itself where `peel up` runs; `peel retrain` begins it by hand. "
    "The model goes on answering.",
    "amber": "More answers are audited, so that it is known sooner. Nothing is retrained.",
    "grey": "Nothing: only true labels can tell. `peel feedback queue OUT` exports pictures that wait for one.",
    "green": "Nothing is needed.",
}


def message(change: Change, model: str, *, settings: Watch) -> Message | None:
    """The message about a change; None for one that nobody needs to hear of: of names only red is told, and no first green."""
    watched = change.now
    is_first_green = watched.colour == "green" and change.before == "grey"
    if is_first_green or (watched.name != OVERALL and watched.colour != "red"):
        return None
    what = model if watched.name == OVERALL else f"{model}, {watched.name}"
    dedup = f"watch {watched.epoch} {watched.name} {watched.colour} {change.at:.0f}"
    title = f"{what}: {watched.colour}"
    return Message(dedup, _LEVEL[watched.colour], title, body(change, settings))


def body(change: Change, settings: Watch) -> str:
    """The text of the message, a line a question."""
    watched = change.now
    lines = [
        watched.words,
        f"Since: {iso(watched.since)} (it was {change.before} before).",
        f"How sure: {_sureness(change, settings)}",
        f"Evidence: {watched.n:,} labels; {max(watched.run, watched.start):.3g} times what red needs.",
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
