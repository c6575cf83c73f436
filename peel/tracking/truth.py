"""The true tracks of a film from a file in the form of MOT: which things are on which frame."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from peel.errors import PeelError
from peel.sources.forms.mot import CLASSES, has_class, mark_of
from peel.sources.numbers import number
from peel.text import brief, counted, named, printable
from peel.tracking.fair import Scene, seen_of
from peel.types.marks import Box, Mark

Told = tuple[int, Box, int]
_LABELS = "labels.txt"
_CORRECT = "correct the line; peel convert --to mot writes such a file from other forms"
# As much as a film of half a million frames has room for.
_MOST_BYTES = 512 * 2**20


class TrueTracks(NamedTuple):
    """What is on each frame that is asked, every `step`th of the film, and names that the model does not know, with their boxes."""

    scenes: list[Scene]
    step: int
    unknown: Counter[str]


class _Line(NamedTuple):
    """A line of the file: where it stands, its frame from 1, and what it says; whether it says a class."""

    at: int
    frame: int
    mark: Mark
    has_class: bool


def read_truth(
    path: Path, names: Sequence[str], *, n_frames: int, size: tuple[int, int]
) -> TrueTracks:
    """The tracks of a film of so many frames, of this width and height, as far as they are of a model's `names`.

    Frames without a line have nothing on them; where all lines are of every k-th frame, only such frames are asked. Lines whose seventh
    number is 0 count for nothing. Raises P294 for a file that is none, P295 for another film's, P296 where no name is the model's.
    """
    lines = list(_lines(path))
    if not lines:
        raise _unread(path, "no line in it")
    last = max(lines, key=lambda line: line.frame)
    if last.frame > n_frames:
        words, has = f"frame {last.frame}", f"frames 1 to {n_frames}, as many as the film has"
        raise _other_film(path, f", line {last.at}: {words}", allowed=has)
    _refuse_beyond(path, lines, size=size)
    known, unknown = _known(path, lines, names=names)
    step = math.gcd(*(line.frame - lines[0].frame for line in lines)) or n_frames
    by_frame: dict[int, list[tuple[_Line, int]]] = defaultdict(list)
    for line, label in known:
        by_frame[line.frame].append((line, label))
    first = (lines[0].frame - 1) % step + 1
    asked = range(first, n_frames + 1, step)
    return TrueTracks([_scene(path, n, here=by_frame[n]) for n in asked], step, unknown)


def _lines(path: Path) -> Iterator[_Line]:
    names = _names(path)
    for at, words in enumerate(_read(path), start=1):
        if not words.strip():
            continue
        cells = [number(cell.strip()) for cell in words.split(",")]
        wrong = _wrong(cells, words)
        mark = None if wrong else mark_of(cells, names or CLASSES)
        if mark is None or (mark.track is None and not mark.is_difficult):
            why = wrong or "its thing has no number"
            raise _unread(path, f"line {at}: {why}: {brief(words.strip())}")
        yield _Line(at, int(cells[0]), mark, has_class(cells))


def _wrong(cells: Sequence[float], words: str) -> str:
    """What is wrong with the numbers of a line; nothing where they can be right."""
    if len(cells) < 6:
        is_other = any(mark in words for mark in ";\t")
        return "no commas between its numbers" if is_other else "fewer than six numbers"
    if not all(map(math.isfinite, cells)):
        return "something in it is no number"
    if not cells[0].is_integer() or cells[0] < 1:
        return "its frame is no whole number from 1 on"
    return "its box has no width or no height" if min(cells[4:6]) <= 0 else ""


def _refuse_beyond(path: Path, lines: Sequence[_Line], *, size: tuple[int, int]) -> None:
    """Raise P295 where most of the boxes lie wholly outside of the picture; some do where a thing walks out of it."""
    beyond = [line for line in lines if line.mark.box and _is_beyond(line.mark.box, size)]
    if 2 * len(beyond) > len(lines):
        words = f": {len(beyond):,} of {counted(len(lines), 'box', many='boxes')} outside of the picture, the first in line {beyond[0].at}"
        left, top, right, bottom = beyond[0].mark.box or (0, 0, 0, 0)
        where = f", from {left:g}, {top:g} to {right:g}, {bottom:g}"
        has = f"boxes in a picture of {size[0]} x {size[1]} pixels, which the film has"
        raise _other_film(path, f"{words}{where}", allowed=has)


def _is_beyond(box: Box, size: tuple[int, int]) -> bool:
    left, top, right, bottom = box
    return left >= size[0] or top >= size[1] or right <= 0 or bottom <= 0


def _read(path: Path) -> list[str]:
    if not path.is_file():
        why = "it is a folder" if path.is_dir() else "no file is there"
        raise _unread(path, why, do="name the file with the lines, such as gt/gt.txt")
    try:
        with open(path, "rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise _unread(path, "it cannot be opened") from error
    if len(data) > _MOST_BYTES:
        raise _unread(path, f"more than {_MOST_BYTES // 2**20} MiB")
    return data.decode("utf-8-sig", errors="replace").splitlines()


def _names(path: Path) -> list[str]:
    """The names in labels.txt beside the file; none where none lies there."""
    beside = path.parent / _LABELS
    return [line.strip() for line in _read(beside) if line.strip()] if beside.is_file() else []


def _known(
    path: Path, lines: Sequence[_Line], *, names: Sequence[str]
) -> tuple[list[tuple[_Line, int]], Counter[str]]:
    """The lines of things that the model knows, with their classes, and the names of the others.

    A model of one name takes lines that say no class for that name.
    """
    places = {name: place for place, name in enumerate(names)}
    known, unknown = list[tuple[_Line, int]](), Counter[str]()
    for line in lines:
        name = line.mark.name
        if name not in places and not line.has_class and len(names) == 1:
            name = names[0]
        if name in places:
            known.append((line, places[name]))
        else:
            unknown[name or "a class without a name"] += 1
    if not known:
        raise _other_names(path, unknown, names=names)
    return known, unknown


def _scene(path: Path, frame: int, *, here: Sequence[tuple[_Line, int]]) -> Scene:
    tracks = Counter(line.mark.track for line, _ in here if not line.mark.is_difficult)
    sides: tuple[list[Told], list[Told]] = [], []
    for (at, _, mark, _), label in here:
        assert mark.box is not None
        sides[mark.is_difficult].append((mark.track or 0, mark.box, label))
        if not mark.is_difficult and tracks[mark.track] > 1:
            words = f"thing {mark.track} is on frame {frame} more than once"
            raise _unread(path, f"line {at}: {words}")
    things, others = map(seen_of, sides)
    return Scene(frame - 1, things, others)


def _unread(path: Path, got: str, *, do: str = _CORRECT) -> PeelError:
    return PeelError(
        "P294",
        "true tracks cannot be read",
        got=f"{printable(str(path))}: {printable(got)}",
        allowed="a text in the form of MOT, a line for each thing on each frame: frame (from 1), number of the thing, left, top, width, height, "
        "and then, where it is known, 1 (0: counts for nothing), class, share that is seen",
        do=do,
    )


def _other_film(path: Path, got: str, *, allowed: str) -> PeelError:
    return PeelError(
        "P295",
        "true tracks are not of this film",
        got=f"{printable(str(path))}{got}",
        allowed=allowed,
        do="name the film and the file that belong together, and check that the film is whole",
    )


def _other_names(path: Path, unknown: Counter[str], *, names: Sequence[str]) -> PeelError:
    beside = (path.parent / _LABELS).is_file()
    whence = "" if beside else f"; no {_LABELS} beside it, so classes are called as in MOT16"
    return PeelError(
        "P296",
        "true tracks are of nothing that the model knows",
        got=f"{printable(str(path))}: {named([printable(name) for name in unknown])}{whence}",
        allowed=named(list(names)),
        do=f"put a file {_LABELS} beside it with the names of its classes, a line each, spelled as the model has them",
    )
