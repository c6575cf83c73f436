"""Films in, what a model says of them out: a table on the screen, and in a folder a CSV and whatever else the kind writes."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import typer

from peel.bundle.predict import Model
from peel.cli.cutting import plain
from peel.errors import PeelError
from peel.files import write_text
from peel.films.reel import Eye, Seen, Watching, find_reel
from peel.problem import Viewer, find_viewer, known
from peel.project.screen import say, say_columns
from peel.text import named, printable, to_csv, to_json
from peel.writers.fresh import fresh_folder, refuse_existing, refuse_without_parent

SCORES = "scores.csv"


class Way(NamedTuple):
    """How answers come: the form on the screen (table, json, csv), and a new folder for files, or none."""

    form: str
    out: Path | None


def watch_films(films: Sequence[Path], model: Model, *, how: Watching, way: Way) -> int:
    """Tell what the model says of each film; 1 where one could not be read, which the others survive. Raises P690."""
    if way.out is not None:
        refuse_existing(way.out)
        refuse_without_parent(way.out)
    viewer = _viewer(model.card.kind)
    image = model.card.branches[0].image
    _refuse_idle(how, model)
    eye = Eye(model.run, model.card.space, frames=image.frames, seconds=image.seconds)
    found: dict[Path, Seen] = {}
    for path in dict.fromkeys(films):
        try:
            found[path] = viewer.watch(find_reel(path), eye, how=how)
        except PeelError as error:
            say(f"error: {error}", stream=sys.stderr)
    if found:
        _say(list(found.values()), way.form)
    if way.out is not None and found:
        _write(way.out, found)
    return int(len(found) < len(set(films)))


def _refuse_idle(how: Watching, model: Model) -> None:
    """Raise P107 for an option that this model has no use for."""
    of_clips = model.card.branches[0].image.frames > 1
    idle = "--per-second" if of_clips and how.per_second else ""
    idle = "--window" if how.window_s and not of_clips else idle
    if idle:
        words = f"a model of {'clips' if of_clips else 'pictures'} has no use for it"
        raise typer.BadParameter(words, param_hint=idle)


def _viewer(kind: str) -> Viewer:
    viewer = find_viewer(kind)
    if viewer is None:
        raise PeelError(
            "P690",
            "model cannot be asked about films",
            got=f"a model of the kind {kind}",
            allowed=", ".join(kind for kind in known() if find_viewer(kind)),
            do="ask it about pictures; peel shots FILM shows where the film was cut",
        )
    return viewer


def _say(seen: Sequence[Seen], form: str) -> None:
    """The rows, or where a truth was given how right they are."""
    columns, rows = seen[0].columns, [row for one in seen for row in one.rows]
    if seen[0].scores:
        columns, rows = tuple(seen[0].scores), [tuple(one.scores.values()) for one in seen]
    if form == "table":
        say_columns([columns, *(tuple(_shown(cell) for cell in row) for row in rows)])
    elif form == "csv":
        print(to_csv(columns, rows), end="")
    else:
        print(to_json([dict(zip(columns, row, strict=True)) for row in rows]), end="")
    for one in seen:
        if one.words:
            say(one.words, stream=sys.stderr)


def _shown(cell: object) -> str:
    return "" if cell is None else printable(cell)


def _write(out: Path, found: Mapping[Path, Seen]) -> None:
    first, more = next(iter(found.values())), list[str]()
    name = f"{first.table}.csv"
    with fresh_folder(out) as folder:
        if first.scores:
            more.append(SCORES)
            rows = [tuple(seen.scores.values()) for seen in found.values()]
            write_text(folder / SCORES, to_csv(first.scores, rows))
        rows = [row for seen in found.values() for row in seen.rows]
        write_text(folder / name, to_csv(first.columns, rows))
        for number, (path, seen) in enumerate(found.items(), 1):
            for end, write in seen.files.items():
                more.append(f"{number:03d}-{plain(path.stem)}-{end}")
                write(folder / more[-1])
    say(f"In {printable(str(out))}: {named([name, *more])}", stream=sys.stderr)
