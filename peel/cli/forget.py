"""`peel forget`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from peel.types.care import Forgotten


def forget(
    *,
    item: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DIGEST|FILE",
            help="A picture: its SHA-256, as answers give it, or the file itself; may stand more than once.",
        ),
    ] = None,
    source: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="All that came from this source (or key), and the key's labels."
        ),
    ] = "",
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Then build a model without them.")
    ] = False,
) -> None:
    """Erase pictures, or a source, from answers, data, models, caches and remotes, so that nothing here holds them.

    It says what went, what has to be built anew, and which places only you can reach: your own files, backups, remotes
    elsewhere. There is no way back.

    Examples: peel forget --item photo.jpg --rebuild · peel forget --source camera-7
    """
    from peel import clock
    from peel.care.forget import Asked
    from peel.care.forget import forget as erase
    from peel.care.home import home_of
    from peel.cli.backup import installation

    asked = Asked(tuple(map(_digest, item or ())), source)
    _refuse_nothing(asked.items, source)
    _tell(erase(home_of(installation()), asked, now=clock.now()))
    if rebuild:
        _rebuild()


def _digest(given: str) -> str:
    """The SHA-256 that was given, or that of the file."""
    from peel.errors import PeelError
    from peel.images.digest import of_file

    if len(given) == 64 and not set(given) - set("0123456789abcdef"):
        return given
    if Path(given).is_file():
        return of_file(Path(given))
    raise PeelError(
        "P936",
        "cannot tell which picture is meant",
        got=given,
        allowed="64 digits from 0-9 and a-f, or a file that is there",
        do="copy `item` from an answer, or give the picture's file",
    )


def _refuse_nothing(items: tuple[str, ...], source: str) -> None:
    if bool(items) == bool(source):
        given = "both --item and --source" if items else "neither --item nor --source"
        raise typer.BadParameter(f"{given}; one of them is needed")


def _tell(done: Forgotten) -> None:
    from peel.project.screen import say, say_columns

    say(f"Forgotten: {done.pictures} pictures.")
    if done.shared:
        say(
            f"{done.shared} pictures of that source are also your own or came from others: they stay."
        )
    if done.gone:
        say_columns(done.gone)
    for line in done.told:
        say(f"Not reached: {line}.", indent=13)
    for line in done.rebuild:
        say(f"To do: {line}", indent=7)


def _rebuild() -> None:
    from peel.care import objects
    from peel.process import dvc
    from peel.project import place, run, show

    project = place.find(Path.cwd())
    with show.showing() as on_event:
        code = run.run_flow(project, "flows.build", on_event=on_event)
    found = objects.places(project)
    if found.far or len(found.folders) > 1:  # the first one is the cache
        dvc.push(project)
    raise typer.Exit(code)
