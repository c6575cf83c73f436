"""`peel shots`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def shots(
    films: Annotated[list[Path], typer.Argument(metavar="FILM|FOLDER...", help="What to cut.")],
    *,
    out: Annotated[
        Path | None,
        typer.Option(help="A new folder: shots.csv, and a sheet of pictures for each film."),
    ] = None,
    truth: Annotated[
        Path | None,
        typer.Option(
            help="Where the films were cut: the first frame of each new shot, from 0, one a line or in a CSV. Tells how right the shots are: F1."
        ),
    ] = None,
) -> None:
    """Find where films were cut; nothing is trained for it.

    Examples: peel shots holiday.mp4 · peel shots *.mp4 --out shots
    """
    from peel.project import extra

    extra.need_build_extra()
    from peel.bundle.pictures import films_in
    from peel.cli.cutting import cut_films

    found = [film for place in films for film in films_in([place]) or [place]]
    raise typer.Exit(cut_films(found, out, truth=truth))
