"""`peel promote`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def promote(
    model: Annotated[
        str | None,
        typer.Argument(
            metavar="[MODEL]",
            help="A model that waits, by the beginning of its digest as peel models shows it; without one the last build.",
        ),
    ] = None,
    *,
    override: Annotated[
        str,
        typer.Option(
            metavar="REASON",
            help="Let it take over although it did not pass, or is not proven better. The reason is logged and shown.",
        ),
    ] = "",
) -> None:
    """Let a model take over as the champion, which is what the server answers with.

    The first one must have passed its threshold. It gets a version, and a tag in git where the build is committed.

    Examples: peel promote · peel promote --override "the old camera is gone"
    """
    from peel import clock
    from peel.process.environment import user
    from peel.project import place, result
    from peel.project.command import typed
    from peel.project.screen import say
    from peel.registry import git
    from peel.registry.promote import offer
    from peel.registry.promote import promote as let_take_over
    from peel.registry.registry import Decision, Origin, open_registry, pick

    project, now = place.find(Path.cwd()), clock.now()
    registry = open_registry(project)
    if model is None:
        origin = Origin(commit=git.holds(project))
        chosen = offer(registry, result.candidate(project), origin=origin, now=now)
    else:
        chosen = pick(registry.store, model)
    pointer = let_take_over(
        registry, chosen, decision=Decision(by=user(), now=now, override=override)
    )
    say(f"{pointer.version} is the champion: {pointer.digest[:12]}, in bundle/")
    if not git.is_tagged(project, pointer.name, version=pointer.version):
        say(
            typed(
                f"no tag in git: {result.to_commit(project) or 'this folder is in no git'}; then: peel models"
            )
        )
