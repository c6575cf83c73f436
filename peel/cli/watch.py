"""`peel watch`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from peel.types.watch import Watched


def watch(
    *,
    acknowledge: Annotated[
        bool,
        typer.Option(
            "--acknowledge",
            help="Say that you know of the dip: the watch of the same model begins anew.",
        ),
    ] = False,
) -> None:
    """Show whether the score holds its threshold, on what evidence, and who could not be told.

    Exit code 1 when something is red.

    Examples: peel watch · peel watch --acknowledge
    """
    from peel import clock
    from peel.feedback.store import open_store
    from peel.params.load import load
    from peel.process.environment import user
    from peel.project import place
    from peel.project.screen import say
    from peel.project.state import state_of
    from peel.watch import alerts, signals, turn
    from peel.watch.acknowledge import acknowledge as acknowledge_red
    from peel.watch.others import others
    from peel.watch.words import percent

    project, now = place.find(Path.cwd()), clock.now()
    state, params = state_of(project), load(project / "params.yaml")
    store = open_store(state)
    if acknowledge:
        acknowledge_red(store, user(), now=now)
    turn.turn(store, params.watch, now=now)
    watched, unsent = turn.standing(store), alerts.undelivered(store)
    _show(watched)
    for shift in signals.look(store, now=now):
        say(
            f"Looks other than the test: {shift.what}, {percent(shift.test)} then and {percent(shift.now)} in the last week. "
            "That is no score; only labels tell."
        )
    said = others(store, days=params.watch.blind_days, now=now)
    if said:
        say(
            f"Labels of others in {params.watch.blind_days} days: {said.n:,}, of which {percent(said.wrong)} say that the answer was wrong. "
            "They are kept, and turn nothing red."
        )
    for one in unsent:
        say(f"not sent: {one.title}: {one.error}")
    if not alerts.targets(state):
        say(
            "Nobody is told of a dip: put addresses into .peel/loop/secrets/alerts, one a line (mode 600), then: peel alert test"
        )
    raise typer.Exit(int(bool(unsent) or any(one.colour == "red" for one in watched)))


def _show(watched: Sequence[Watched]) -> None:
    from peel import clock
    from peel.project.screen import say, say_columns
    from peel.watch.words import percent

    if not watched:
        say("Nothing is watched yet: no model has answered. Start one with: peel serve")
        return
    heads = ("of", "state", "since", "labels", "threshold", "last labels", "evidence")
    rows = [
        (
            one.name or "everything",
            one.colour,
            clock.iso(one.since)[:16].replace("T", " "),
            f"{one.n}",
            percent(one.tau),
            "-" if one.recent is None else percent(one.recent),
            f"{100 * max(one.run, one.start):.3g} % of red" if one.n else "-",
        )
        for one in watched
    ]
    say_columns([heads, *rows], right=(3, 4, 5))
    for one in watched:
        if not one.name or one.colour == "red":
            say(one.words)
    if watched[0].pessimistic is not None:
        least = percent(watched[0].pessimistic)
        say(f"If every answer of the audit without a label were wrong, the score would be {least}.")
    if watched[0].colour in ("grey", "amber"):
        say("True labels decide: peel feedback queue OUT exports pictures that wait for one.")
