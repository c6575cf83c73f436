"""Films in, shots out: a table on the screen, and in a folder a CSV and a sheet of pictures for each film."""

from __future__ import annotations

import contextlib
import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from peel.errors import PeelError
from peel.events import track
from peel.files import write_bytes, write_text
from peel.films.cuts import Told, compare, read_cuts
from peel.films.film import Film, Frame, open_film
from peel.films.sheet import MOST, clock, draw_sheet, told
from peel.films.shots import SMALL, Shot, find_shots
from peel.project.screen import say, say_columns
from peel.text import printable, to_csv
from peel.writers.fresh import fresh_folder, refuse_existing, refuse_without_parent

_SCORES = ("film", "found", "wrong", "missed", "f1")
_COLUMNS = ("film", "shot", "first_frame", "last_frame", "start_s", "end_s")


def cut_films(films: Sequence[Path], out: Path | None, *, truth: Path | None = None) -> int:
    """Tell the shots of each film, or with `truth` how right they are; with `out` write both there too.

    1 where a film could not be read, which the others survive. Raises P299 for a truth that does not fit.
    """
    if out is not None:
        refuse_existing(out)
        refuse_without_parent(out)
    found: dict[Path, list[Shot]] = {}
    for path in films:
        with _told(), open_film(path, SMALL) as film:
            found[path] = find_shots(_tracked(film), fps=film.fps)
    right = _compared(found, truth) if truth and found else []
    heading = ("film", "shot", "begins", "ends", "frames")
    if right:
        say_columns([_SCORES, *(tuple(map(printable, row)) for row in right)])
    elif found:
        say_columns([heading, *(_line(name, n, shot=shot) for name, n, shot in _rows(found))])
    if out is not None and found:
        with fresh_folder(out) as folder:
            _write(folder, found)
            if right:
                write_text(folder / "scores.csv", to_csv(_SCORES, right))
        scores = ", scores.csv" if right else ""
        say(f"In {printable(str(out))}: shots.csv{scores}, and what each shot looks like.")
        say_left_out(found)
    return int(len(found) < len(set(films)))


def _compared(
    found: Mapping[Path, Sequence[Shot]], truth: Path
) -> list[tuple[str, int, int, int, float]]:
    """How right the cuts of each film are, and of all together where there are several."""
    true = read_cuts(truth, [(path.name, shots[-1].last + 1) for path, shots in found.items()])
    told = {
        str(path): compare(true[path.name], [shot.first for shot in shots[1:]])
        for path, shots in found.items()
    }
    if len(told) > 1:
        told["all films"] = Told(*map(sum, zip(*told.values(), strict=True)))
    return [(printable(name), *one, round(one.f1, 4)) for name, one in told.items()]


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """A refusal of one film is told, and the next one follows."""
    try:
        yield
    except PeelError as error:
        say(f"error: {error}", stream=sys.stderr)


def _tracked(film: Film) -> Iterator[Frame]:
    return track(film, total=film.stated, name="shots")


def say_left_out(found: Mapping[Path, Sequence[Shot]]) -> None:
    """Say of each film whose sheet has not all shots how many it shows."""
    for path, shots in found.items():
        if len(shots) > MOST:
            say(f"The sheet of {printable(str(path))} shows {told(shots)}; all are in shots.csv.")


def _rows(found: Mapping[Path, Sequence[Shot]]) -> Iterator[tuple[str, int, Shot]]:
    for path, shots in found.items():
        for number, shot in enumerate(shots, 1):
            yield str(path), number, shot


def _line(name: str, number: int, *, shot: Shot) -> tuple[str, ...]:
    begins, ends = clock(shot.start_s), clock(shot.end_s)
    return printable(name), str(number), begins, ends, f"{shot.first} to {shot.last}"


def _write(folder: Path, found: Mapping[Path, Sequence[Shot]]) -> None:
    lines = [
        (
            printable(name),
            number,
            shot.first,
            shot.last,
            round(shot.start_s, 3),
            round(shot.end_s, 3),
        )
        for name, number, shot in _rows(found)
    ]
    write_text(folder / "shots.csv", to_csv(_COLUMNS, lines))
    for number, (path, shots) in enumerate(found.items(), 1):
        with open_film(path) as film:
            sheet = draw_sheet(shots, film, name=printable(path.name))
        write_bytes(folder / f"{number:03d}-{plain(path.stem)}.jpg", sheet)


def plain(stem: str) -> str:
    """A name that every file system takes: letters and digits of any script.

    >>> plain("Urlaub: Meer äöü")
    'Urlaub-Meer-äöü'
    """
    return re.sub(r"[^\w-]+", "-", unicodedata.normalize("NFC", stem))[:50]
