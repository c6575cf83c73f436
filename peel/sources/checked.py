"""What a form of annotation says, checked against the pictures: each once, under its true size, with marks as they count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from peel.errors import PeelError
from peel.sources.album import Album
from peel.sources.faults import Faults, Frame, clean
from peel.sources.frames import fit
from peel.sources.marking import Marking
from peel.sources.source import skip
from peel.types.marks import Marked

UNREADABLE, TWO_PARTS, NO_BOX_LEFT = "P269", "P270", "P272"


def check(album: Album, marking: Marking) -> Marking:
    """The marking with each picture once and under its true size, and each mark as it counts."""
    by_path: dict[str, list[Marked]] = {}
    for each in marking.marked:
        by_path.setdefault(each.path, []).append(each)
    marked, skipped = list[Marked](), list(marking.skipped)
    for path in sorted(by_path):
        try:
            marked.append(_one(album, by_path[path], faults=marking.faults))
        except PeelError as error:
            skipped.append(skip(error, path, line=by_path[path][0].line))
    return replace(
        marking,
        marked=tuple(marked),
        skipped=tuple(skipped),
        notes=(*marking.notes, *marking.faults.notes()),
        faults=Faults(),
    )


def _one(album: Album, same: Sequence[Marked], *, faults: Faults) -> Marked:
    """What is said of one picture in one place or several."""
    path = same[0].path
    extent = album.extent(path)
    if extent is None:
        raise _unreadable()
    parts = sorted({each.part for each in same} - {""})
    if len(parts) > 1:
        raise _two_parts(parts)
    said = [mark for each in same for mark in fit(each, extent, faults=faults)]
    marks = clean(said, Frame(path, *extent.shown), faults=faults)
    if said and not marks:
        raise _none_left(len(said))
    group = next((each.group for each in same if each.group), "")
    return Marked(path, extent.shown, marks, "".join(parts), group, same[0].line)


def _unreadable() -> PeelError:
    return PeelError(
        UNREADABLE,
        "size of the annotated picture cannot be read",
        got="a file that is broken or no picture",
        allowed="a whole picture",
        do="fetch the file again, or delete it with its annotation",
    )


def _two_parts(parts: Sequence[str]) -> PeelError:
    return PeelError(
        TWO_PARTS,
        "picture is in several parts of the given split",
        got=", ".join(parts),
        allowed="one part for each picture",
        do="take it out of all but one of the lists",
    )


def _none_left(n: int) -> PeelError:
    return PeelError(
        NO_BOX_LEFT,
        "none of the picture's marks is usable",
        got=f"{n} without a name, without area, outside of the picture or no box at all",
        allowed="boxes with a name and corners within the picture, or none where nothing is on it",
        do="draw them again, or delete them when nothing is on the picture",
    )
