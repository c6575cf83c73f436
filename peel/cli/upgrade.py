"""`peel upgrade`."""

from __future__ import annotations

from pathlib import Path


def upgrade() -> None:
    """Write the project's pipeline anew, as the installed Peel has it.

    A project keeps the flows, tasks and dvc.yaml of the Peel that made it; after an update of Peel they may not
    fit. What was there is kept as NAME.old, unless git has it. Your params.yaml and your data are not touched.

    Example: cd my-project && peel upgrade
    """
    from peel.project.command import typed
    from peel.project.screen import say, say_columns
    from peel.project.upgrade import upgrade as write_anew

    changes = write_anew(Path.cwd())
    if not changes:
        say("The pipeline is as this Peel writes it: nothing to do.")
        return
    say_columns([(change.state, change.name, change.words) for change in changes])
    if any(".old" in change.words for change in changes):
        say("Take over what you had changed yourself, then delete the .old files.")
    say(typed("next: peel build"))
