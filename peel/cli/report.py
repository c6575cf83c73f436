"""`peel report`."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer


def report(
    *,
    show: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Say where the report of the last build lies.

    Example: peel report --open
    """
    from peel.project import place, result

    path = result.report(place.find(Path.cwd())).resolve()
    print(path)
    if show:
        webbrowser.open(path.as_uri())
