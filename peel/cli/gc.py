"""`peel gc`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def gc(
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would go; change nothing.")
    ] = False,
) -> None:
    """Remove what an installation can do without: old answers and pictures without a label, old models and branches.

    Answers outside the audit, and kept pictures, go when they are older than `serve.keep_days` and have no label; registered models
    and branches of retrainings after 30 days, unless something still leads to them. DVC's cache loses what no branch, tag
    or experiment names.

    Example: peel gc --dry-run
    """
    from peel import clock
    from peel.care import gc as care
    from peel.care.home import home_of
    from peel.cli.backup import installation
    from peel.params.load import FILE, load
    from peel.params.sections import Serve
    from peel.project.screen import say, say_columns

    home = home_of(installation())
    serve = load(home.project / FILE).serve if (home.project / FILE).is_file() else Serve()
    do = care.look if dry_run else care.sweep
    found = do(home, keep_days=serve.keep_days, now=clock.now())
    say("Would go:" if dry_run else "Gone:")
    say_columns(found.rows())
    if not dry_run and care.sweep_dvc(Path.cwd()):
        say("DVC's cache holds what the folder, branches, tags and experiments name, and no more.")
