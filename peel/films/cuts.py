"""Cuts that were found beside the true ones: how many are right, and the file that says where a film was cut."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from peel.errors import PeelError
from peel.text import brief, printable

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


def read_cuts(path: Path, *, name: str, n_frames: int) -> list[int]:
    """The first frames (from 0) of the shots of the film called `name`, without that of its first one.

    A frame a line, or a CSV with a column cut, first_frame or frame, and one of the films where there are several. Raises P299.
    """
    try:
        rows = list(csv.reader(_read(path)))
    except csv.Error as error:
        raise _unread(path, "it is no CSV") from error
    heads = [head.strip().lower() for head in rows[0]] if rows else []
    has_heads = any(head in _CUTS for head in heads)
    column = next((heads.index(head) for head in _CUTS if head in heads), 0)
    film = next((heads.index(head) for head in _FILMS if has_heads and head in heads), -1)
    cuts = set[int]()
    for at, row in enumerate(rows, start=1):
        is_told = any(cell.strip() for cell in row) and not (has_heads and at == 1)
        if is_told and (film < 0 or _is_of(row, film, name=name)):
            cuts.add(_cut(path, row[column : column + 1], at=at, n_frames=n_frames))
    return sorted(cuts - {0})


def _is_of(row: Sequence[str], column: int, *, name: str) -> bool:
    return Path("".join(row[column : column + 1]).strip()).name == name


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
        raise _unread(path, "it cannot be opened") from error
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
