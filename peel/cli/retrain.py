"""`peel retrain`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

# How it ends beside 0: no better model came of it, an error, no need.
_CODES = {"promoted": 0, "waiting": 0, "shadow": 0, "refused": 1, "failed": 1}
_NO_NEED = 3


def retrain(
    *,
    anyway: Annotated[
        bool,
        typer.Option("--anyway", help="Also with fewer new labels than retrain.min_labels."),
    ] = False,
) -> None:
    """Train a better model now, on the labels that came back from use, and compare it with the one that is served.

    Works in a clone of what is committed: your files, your branch and your DVC cache are not touched. What comes of it is a new branch
    peel/retrain/..., and a model that takes over, or waits for peel promote, where it is better. One that was killed goes on.

    Exit code 0: a better model, or one that is still being compared; 1: none; 3: there is no need; 2: an error.

    Examples: peel retrain · peel retrain --anyway
    """
    from peel import clock
    from peel.project import extra, place, show
    from peel.project.command import typed
    from peel.project.screen import say
    from peel.retraining.pipeline import repro
    from peel.retraining.place import Tools, place_of
    from peel.retraining.run import retrain as retrain_now
    from peel.types.retraining import Need

    extra.need_build_extra()
    with show.showing() as on_event:
        tools = Tools(repro=repro(on_event), now=clock.now, say=say)
        here = place_of(place.find(Path.cwd()), tools)
        done = retrain_now(here, "person", least=1 if anyway else None)
    if isinstance(done, Need):
        say(typed(f"no retraining: {done.words}"))
        if not anyway and done.labels:
            say(typed("To begin with what there is: peel retrain --anyway"))
        raise typer.Exit(_NO_NEED)
    say(typed(f"{done.outcome}: {done.words}"))
    raise typer.Exit(_CODES[done.outcome])
