"""`peel models`."""

from __future__ import annotations

from pathlib import Path

import typer


def models() -> None:
    """List the registered models and those that wait: version, score, since when, by whom.

    Example: peel models
    """
    from peel.project import place
    from peel.project.command import typed
    from peel.project.screen import say, say_columns
    from peel.registry import listing
    from peel.registry.promote import settled
    from peel.registry.registry import has_any, open_registry

    project = place.find(Path.cwd())
    rows: list[tuple[str, ...]] = []
    if has_any(project):
        registry = open_registry(project)
        standing = settled(registry)
        rows = listing.rows(registry, standing)
    if not rows:
        say(
            typed(
                "no model is registered yet: peel promote makes the last build the first champion"
            )
        )
        raise typer.Exit
    say_columns([listing.HEAD, *rows])
    for line in listing.notes(registry, standing):
        say(typed(line))
