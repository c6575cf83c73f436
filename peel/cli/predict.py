"""`peel predict`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Form(StrEnum):
    """How answers are written."""

    table = "table"
    json = "json"
    csv = "csv"


def predict(
    pictures: Annotated[list[Path], typer.Argument(metavar="IMAGE|FOLDER...", help="What to ask.")],
    *,
    bundle: Annotated[Path, typer.Option(help="Folder or zip with the model.")] = Path("bundle"),
    form: Annotated[Form, typer.Option("--format", help="How to answer.")] = Form.table,
    top: Annotated[int, typer.Option(min=1, help="How many names a line of the table gives.")] = 1,
) -> None:
    """Ask the model about images; exit code 1 when one of them could not be read.

    Examples: peel predict cat.jpg --top 3 · peel predict photos/ --format csv > answers.csv
    """
    from peel import events
    from peel.bundle import load
    from peel.bundle import pictures as places
    from peel.cli import answers

    model, found = load.load(bundle), places.find_pictures(pictures)
    told = list(events.track(model.answers(found), total=len(found), name="predict"))
    answers.print_answers(told, form.value, problem=model.problem, top=top)
    raise typer.Exit(int(any(answer.error for answer in told)))
