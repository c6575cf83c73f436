"""MOT: a folder a film with its frames by number, and a text with a line for each thing on each frame."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from peel.types.marks import Marked
from peel.writers.figures import figure, put_lines
from peel.writers.holds import Holds
from peel.writers.names import file_name, own_names
from peel.writers.writer import Placed, Sheet, Writer

_PARTS = {"": "train", "train": "train", "val": "val", "test": "test"}
_NO_GROUP = "pictures"
_NO_TRACK = -1


def _places(marked: Sequence[Marked]) -> list[str]:
    """Frames in the order of their paths; of each film and part they count from 1."""
    films = own_names(each.group or _NO_GROUP for each in marked)
    count: dict[str, int] = defaultdict(int)
    paths = {}
    for each in sorted(marked, key=lambda each: each.path):
        folder = f"{_PARTS[each.part]}/{films[each.group or _NO_GROUP]}/img1"
        count[folder] += 1
        ending = posixpath.splitext(each.path)[1]
        paths[each.path] = f"{folder}/{file_name(f'{count[folder]:06d}{ending}')}"
    return [paths[each.path] for each in marked]


def _annotate(sheet: Sheet, folder: Path) -> None:
    numbers = {name: number for number, name in enumerate(sheet.names, start=1)}
    films: dict[str, list[Placed]] = defaultdict(list)
    for each in sheet.pictures:
        films[posixpath.dirname(posixpath.dirname(each.path))].append(each)
    for film, frames in films.items():
        frames.sort(key=lambda each: each.path)
        put_lines(folder / film / "gt" / "gt.txt", _lines(frames, numbers))
        put_lines(folder / film / "gt" / "labels.txt", sheet.names)
        put_lines(folder / film / "seqinfo.ini", _about(film, frames))


def _lines(frames: Sequence[Placed], numbers: dict[str, int]) -> Iterator[str]:
    for frame, each in enumerate(frames, start=1):
        for mark in each.marks:
            if mark.box:
                left, top, right, bottom = mark.box
                track = _NO_TRACK if mark.track is None else mark.track
                box = map(figure, (left, top, right - left, bottom - top))
                told = (frame, track, *box, int(not mark.is_difficult), numbers[mark.name], 1)
                yield ",".join(map(str, told))


def _about(film: str, frames: Sequence[Placed]) -> Iterator[str]:
    width, height = frames[0].size
    yield "[Sequence]"
    yield f"name={posixpath.basename(film)}"
    yield "imDir=img1"
    yield "frameRate=25"
    yield f"seqLength={len(frames)}"
    yield f"imWidth={width}"
    yield f"imHeight={height}"
    yield f"imExt={posixpath.splitext(frames[0].path)[1]}"


WRITER = Writer(
    name="mot",
    title="MOT (gt.txt, a folder a film)",
    holds=Holds(difficult=True, tracks=True, groups=True, single=False, mixed=False),
    places=_places,
    annotate=_annotate,
)
