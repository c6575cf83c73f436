"""`peel rollback`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def rollback(
    version: Annotated[
        str | None,
        typer.Argument(
            metavar="[VERSION]", help="As v1.0.0; without one the champion before this one."
        ),
    ] = None,
) -> None:
    """Put the champion before this one back, in a second: nothing is built or compared.

    With a version also where the pointer is gone or was changed by somebody else.

    Examples: peel rollback · peel rollback v1.0.0
    """
    from peel import clock
    from peel.process.environment import user
    from peel.project import place
    from peel.project.command import typed
    from peel.project.screen import say
    from peel.registry.promote import rollback as put_back
    from peel.registry.registry import Decision, open_registry, pick

    registry = open_registry(place.find(Path.cwd()))
    decision = Decision(by=user(), now=clock.now())
    target = pick(registry.store, version) if version else ""
    pointer = put_back(registry, decision=decision, to=target)
    after = f"; before it was {pointer.previous_version}" if pointer.previous_version else ""
    where = f"{pointer.digest[:12]}, in bundle/"
    if pointer.at == decision.now:
        say(f"{pointer.version} is the champion again: {where}{after}")
    elif version:
        say(f"{pointer.version} is the champion already: {where}; nothing was changed")
    else:
        say(
            f"{pointer.version} is the champion: {where}; a change to it had been cut short, and is finished now{after}"
        )
        say(typed(f"To put {pointer.previous_version or 'another one'} back: peel rollback"))
