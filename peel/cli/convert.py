"""`peel convert`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from peel.writers.convert import Converted


def convert(  # noqa: PLR0913 (an option each)
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="A folder, zip or CSV.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The new folder.")],
    *,
    to: Annotated[
        str, typer.Option(metavar="FORM", help="The form to write: coco, voc, yolo, ...")
    ],
    form: Annotated[
        str,
        typer.Option("--from", metavar="FORM", help="The form of SOURCE, if it is not recognised."),
    ] = "auto",
    link: Annotated[
        bool, typer.Option("--link", help="Share the pictures' files where the disk can do that.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse, if the form cannot hold everything.")
    ] = False,
) -> None:
    """Write labelled pictures in the form of another program; SOURCE is only read, an OUT that exists is refused.

    Pictures keep their bytes, and so do films, which folders and csv hold. What the form cannot hold is told. With --link a program that changes a picture in OUT
    changes yours.

    Forms: folders, csv, csv_columns, csv_boxes, coco, voc, yolo, darknet, cvat, labelme, label_studio, open_images, mot.

    Examples: peel convert photos.zip out --to coco · peel convert annotated/ out --from voc --to yolo --strict
    """
    from peel.writers.convert import Asked
    from peel.writers.convert import convert as write

    _tell(write(Asked(source, out, to, form, link, strict)), out)


def _tell(done: Converted, out: Path) -> None:
    from peel.project.screen import say
    from peel.text import counted

    say(f"Read as {done.form}.")
    for line in done.told:
        say(f"Note: {line}", indent=6)
    for line in done.lost:
        say(f"Not kept: {line}", indent=10)
    boxes = f", {counted(done.boxes, 'box', many='boxes')}" if done.boxes else ""
    pictures = done.pictures - done.films
    kinds = {"picture": pictures, "film": done.films}
    items = " and ".join(counted(n, one) for one, n in kinds.items() if n)
    say(f"{out}: {items}{boxes}, {counted(done.names, 'name')} as {done.title}")
