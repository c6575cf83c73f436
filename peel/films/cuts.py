"""Cuts that were found beside the true ones: how many are right, and the file that says where a film was cut."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from peel.errors import PeelError
from peel.text import brief, named, printable

TOLERANCE = 2
_MOST_BYTES = 16 * 2**20
_FILMS, _CUTS = ("film", "file", "video"), ("cut", "first_frame", "frame")


class Told(NamedTuple):
    """Cuts that were found, that are none, and that were missed.

    >>> compare([30, 76], [29, 50]), compare([30, 76], [29, 50]).f1
    (Told(found=1, wrong=1, missed=1), 0.5)
    """

    found: int
    wrong: int
    missed: int

    @property
    def f1(self) -> float:
        """How right it is, 0 to 1; 1 where no cut is there, and none was found."""
        every = 2 * self.found + self.wrong + self.missed
        return 2 * self.found / every if every else 1.0


def compare(truth: Sequence[int], found: Sequence[int]) -> Told:
    """Each true cut is found once, by the first of the `found` ones that is at most TOLERANCE frames away."""
    left, wrong = sorted(truth), 0
    for cut in sorted(found):
        near = [at for at in left if abs(at - cut) <= TOLERANCE]
        wrong += not near
        left = [at for at in left if at not in near[:1]]
    return Told(len(truth) - len(left), wrong, len(left))


def read_cuts(path: Path, films: Sequence[tuple[str, int]]) -> dict[str, list[int]]:
    """By the name of each film (with how many frames it has) the first frames, from 0, of its shots, without that of the first one.

    A frame a line, or a CSV with a column cut, first_frame or frame, and one of the films where there are several: those that no line names
    have no cut. Raises P299, also where no line is of any of them.
    """
    try:
        rows = list(csv.reader(_read(path)))
    except csv.Error as error:
        raise _unread(path, "it is no CSV") from error
    column, film = _columns(rows[0] if rows else [])
    _refuse_others(path, rows, column=column)
    lengths, cuts = dict(films), {name: set[int]() for name, _ in films}
    if len(films) > 1 and (film is None or len(lengths) < len(films)):
        why = "no column film" if film is None else "films of one name"
        raise _unread(path, f"{why}, and {len(films)} films are asked about")
    is_told = film is None
    for at, row in enumerate(rows, start=1):
        is_head = at == 1 and column is not None
        name = films[0][0] if film is None else Path("".join(row[film : film + 1]).strip()).name
        if any(cell.strip() for cell in row) and not is_head and name in cuts:
            first = _cut(path, row[column or 0 :][:1], at=at, n_frames=lengths[name])
            cuts[name].add(first)
            is_told = True
    if not is_told:
        raise _unread(path, f"no line of {named([name for name, _ in films])}")
    return {name: sorted(one - {0}) for name, one in cuts.items()}


def _refuse_others(path: Path, rows: Sequence[Sequence[str]], *, column: int | None) -> None:
    """Raise P299 for what is no list of cuts: nothing at all, or lines of several numbers that no head explains, such as tracks."""
    filled = [(at, sum(bool(cell.strip()) for cell in row)) for at, row in enumerate(rows, 1)]
    if not any(cells for _, cells in filled):
        raise _unread(path, "no line in it (a line 0 alone says that there is no cut)")
    for at, cells in filled:
        if column is None and cells > 1:
            raise _unread(path, f"line {at}: {cells} values, and no head says which is the cut")


def _columns(first: Sequence[str]) -> tuple[int | None, int | None]:
    """Where the cuts and the films stand, if the first line says so."""
    heads = [head.strip().lower() for head in first]
    cut = next((heads.index(head) for head in _CUTS if head in heads), None)
    film = next((heads.index(head) for head in _FILMS if head in heads), None)
    return cut, None if cut is None else film


def _cut(path: Path, cell: Sequence[str], *, at: int, n_frames: int) -> int:
    words = "".join(cell).strip()
    if not (words.isascii() and words.isdigit() and len(words) < 10 and int(words) < n_frames):
        raise _unread(path, f"line {at}: {brief(words)}", n_frames=n_frames)
    return int(words)


def _read(path: Path) -> Iterator[str]:
    try:
        with open(path, "rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        why = "it is a folder" if path.is_dir() else "it cannot be opened"
        raise _unread(path, why) from error
    if len(data) > _MOST_BYTES:
        raise _unread(path, f"more than {_MOST_BYTES // 2**20} MiB")
    yield from data.decode("utf-8-sig", errors="replace").splitlines()


def _unread(path: Path, got: str, *, n_frames: int = 0) -> PeelError:
    last = f", below {n_frames:,}, as many as the film has" if n_frames else ""
    return PeelError(
        "P299",
        "true cuts cannot be read",
        got=f"{printable(str(path))}: {printable(got)}",
        allowed=f"the first frame of each new shot, from 0{last}: one a line, or in a column cut of a CSV",
        do="correct the line, and name the film and the file that belong together",
    )
