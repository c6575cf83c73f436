"""`peel up`, `peel down` and `peel status`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def up(
    *,
    foreground: Annotated[
        bool,
        typer.Option("--foreground", help="Stay until Ctrl-C or TERM, as a service manager wants."),
    ] = False,
    local_remote: Annotated[
        bool,
        typer.Option(
            "--local-remote",
            help="Where DVC has no remote: make one on this machine, in .peel/loop, and push to it.",
        ),
    ] = False,
) -> None:
    """Start what makes the model look after itself: the model server, the watch, retraining.

    Everything runs on this machine and listens to it alone. It goes on after you log out, until `peel down`.

    Examples: peel up · peel up --local-remote
    """
    from peel.installation import begin, screen

    flags = {"--foreground": foreground, "--local-remote": local_remote}
    typed = " ".join(["peel up", *(flag for flag, is_given in flags.items() if is_given)])
    project = begin.prepare(Path.cwd(), typed=typed)
    if foreground:
        raise typer.Exit(begin.stay(project))
    screen.print_up(project, begin.begin(project, on_change=screen.progress()))


def down() -> None:
    """Stop what `peel up` started, and nothing else.

    Example: peel down
    """
    from peel.installation import running
    from peel.project.place import find
    from peel.project.screen import say
    from peel.project.state import state_of

    state = state_of(find(Path.cwd()).resolve())
    stopped = running.stop(state)
    left = running.by_hand(state)
    nothing = "Nothing that peel up started runs here." if left else "Nothing runs here."
    say("Stopped." if stopped else nothing)
    for words in left:
        say(f"Left alone: {words}.")


def status() -> None:
    """Show on one screen how the model stands, what runs, what comes next, and what lies on the disk.

    Example: peel status
    """
    from peel.installation.status import status as rows
    from peel.project.command import typed
    from peel.project.place import find
    from peel.project.screen import say_columns

    say_columns([(row.about, typed(row.words)) for row in rows(find(Path.cwd()))])
