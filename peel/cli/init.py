"""`peel init`."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="New or empty folder.")],
    *,
    data: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SOURCE",
            help="Labelled pictures or clips of film: a folder of class folders or with annotations, a zip, a CSV; more than once for several.",
        ),
    ] = None,
    threshold: Annotated[
        float | None, typer.Option(help="The score that you need, 0 to 1.")
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            help="What is predicted: classification (one class a picture), multilabel (several labels a picture) or detection (things with their boxes)."
        ),
    ] = None,
) -> None:
    """Make a project: params.yaml to edit, the pipeline, nothing else.

    Works in and outside git and commits nothing.

    Example: peel init pets --data ~/pictures/pets --threshold 0.95
    """
    from peel.project import template
    from peel.project.command import command

    sources = [str(Path(each).absolute()) for each in data or []]  # as the project will see it
    given = template.Given(data=sources, threshold=threshold, kind=kind)
    written = template.make(folder, given)
    print(f"{folder} is a project{'' if written else ' already'}.")
    more = "" if data or not written else " --data FOLDER-OR-ZIP-OR-CSV"
    there = "" if folder.resolve() == Path.cwd().resolve() else f"cd {shlex.quote(str(folder))} && "
    print(f"next: {there}{command(folder=folder)} build{more}")
