"""`peel predict`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Form(StrEnum):
    """How answers are written."""

    table = "table"
    json = "json"
    csv = "csv"


def predict(  # noqa: PLR0913 (an option each)
    pictures: Annotated[
        list[Path], typer.Argument(metavar="IMAGE|FOLDER|FILM...", help="What to ask.")
    ],
    *,
    bundle: Annotated[Path, typer.Option(help="Folder or zip with the model.")] = Path("bundle"),
    form: Annotated[Form, typer.Option("--format", help="How to answer.")] = Form.table,
    top: Annotated[
        int, typer.Option(min=1, help="Pictures: how many names a line of the table gives.")
    ] = 1,
    out: Annotated[
        Path | None, typer.Option(help="Films: a new folder for what is said of them.")
    ] = None,
    per_second: Annotated[
        float | None,
        typer.Option(min=0.01, help="Films: how many frames of a second are asked about."),
    ] = None,
    window: Annotated[
        float | None,
        typer.Option(min=0.1, help="Films, model of clips: seconds that one answer is about."),
    ] = None,
    truth: Annotated[
        Path | None,
        typer.Option(
            help="One film, model that finds things: its true tracks (MOT's gt.txt). Tells how right the tracks are: MOTA, IDF1, HOTA."
        ),
    ] = None,
) -> None:
    """Ask the model about images or films; exit code 1 when one of them could not be read.

    Examples: peel predict cat.jpg --top 3 · peel predict photos/ --format csv > answers.csv · peel predict film.mp4
    """
    from peel import events
    from peel.bundle import load
    from peel.bundle import pictures as places
    from peel.cli import answers

    films = places.find_films(pictures)
    if films:
        from peel.project import extra

        extra.need_build_extra()
        from peel.cli.watching import Way, watch_films
        from peel.films.reel import Watching

        _refuse("films", {"--top": top > 1})
        if truth and len(films) > 1:
            words = f"they are of one film, and {len(films)} are asked about"
            raise typer.BadParameter(words, param_hint="--truth")
        how, way = Watching(per_second, window, truth), Way(form.value, out)
        raise typer.Exit(watch_films(films, load.load(bundle), how=how, way=way))
    given = {"--out": out, "--per-second": per_second, "--window": window, "--truth": truth}
    _refuse("pictures", {name: value is not None for name, value in given.items()})
    model, found = load.load(bundle), places.find_pictures(pictures)
    _tell_of_films(places.films_in(pictures))
    told = list(events.track(model.answers(found), total=len(found), name="predict"))
    answers.print_answers(told, form.value, problem=model.problem, top=top)
    raise typer.Exit(int(any(answer.error for answer in told)))


def _refuse(what: str, options: Mapping[str, bool]) -> None:
    """An option that would change nothing is refused, for whoever gives it expects something."""
    for option, is_given in options.items():
        if is_given:
            raise typer.BadParameter(
                f"it says nothing where {what} are asked about", param_hint=option
            )


def _tell_of_films(films: Sequence[Path]) -> None:
    from peel.project.screen import say
    from peel.text import counted, printable

    if films:
        say(
            f"Not asked about: {counted(len(films), 'film')} beside the pictures, such as {printable(str(films[0]))}; "
            "name films alone, or a folder of films alone, to ask about them.",
            stream=sys.stderr,
        )
