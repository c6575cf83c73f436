"""MOT: sequences of frames in img1, or in a film, with tracks in gt/gt.txt."""

from __future__ import annotations

import math
import posixpath
import re
from collections import defaultdict
from collections.abc import Sequence

from peel.errors import PeelError
from peel.films.names import has_film_name
from peel.sources.album import Album
from peel.sources.documents import read_lines
from peel.sources.marking import Gathered, Marking
from peel.sources.numbers import cornered, number, track_of
from peel.sources.parts import part_of
from peel.sources.source import Terms, text
from peel.sources.stills import is_still
from peel.text import counted
from peel.types.marks import Mark, Marked

IS_TABLE = False
NAME, WORDS = "mot", "MOT tracks"

_LINE = re.compile(r"\s*\d+\s*,\s*-?\d+(?:\.\d+)?\s*(?:,\s*[-+.\deE]+\s*){4,}")
_LINES_ALONE = "{} of {}, such as {}, left out: gt.txt has no line for them, and nobody says that nothing is on them"
_NO_NAMES = (
    "no labels.txt in {}: its classes have the names of MOT16, where 1 is pedestrian and 3 car; put a labels.txt with a name a "
    "line there, if they are other things"
)
# What the numbers of classes mean in MOT16 and later, where no labels.txt lies beside.
CLASSES = (
    *("pedestrian", "person on vehicle", "car", "bicycle", "motorbike", "non motorized vehicle"),
    *(
        "static person",
        "distractor",
        "occluder",
        "occluder on the ground",
        "occluder full",
        "reflection",
    ),
)


def recognises(album: Album) -> bool:
    """Whether a file gt/gt.txt begins as MOT's do."""
    return any(_is_mot(album, path) for path in album.files("gt.txt"))


def read(album: Album, terms: Terms) -> Marking:  # noqa: ARG001
    """The boxes of every sequence; a picture that no line names has nothing on it. Each sequence is a group."""
    found = Gathered()
    for path in album.files("gt.txt"):
        if _is_mot(album, path):
            try:
                _sequence(album, path, found=found)
            except PeelError as error:
                found.refuse(error, path)
    _tell_of_names(album, found)
    _tell_of_frames(album, found)
    return found.marking()


def _tell_of_frames(album: Album, found: Gathered) -> None:
    """How many frames of films are left out, if any are."""
    films = {posixpath.dirname(each.path) for each in found.marked if is_still(each.path)}
    unsaid = {film: n for film, n in sorted(album.tree.unsaid.items()) if film in films}
    if unsaid:
        frames, n = counted(sum(unsaid.values()), "frame"), counted(len(unsaid), "film")
        found.notes.append(_LINES_ALONE.format(frames, n, text(min(unsaid))))


def _tell_of_names(album: Album, found: Gathered) -> None:
    """Whence the names of classes come that the source itself does not give."""
    tops = {posixpath.dirname(path) for path in album.files("gt.txt") if _is_mot(album, path)}
    bare = sorted(top for top in tops if f"{top}/labels.txt" not in album.tree.entries)
    if bare and any(mark.name in CLASSES for each in found.marked for mark in each.marks):
        found.notes.append(_NO_NAMES.format(text(bare[0])))


def _is_mot(album: Album, path: str) -> bool:
    is_there = f"/{path}".lower().endswith("/gt/gt.txt")
    words = album.beginning(path).strip() if is_there else ""
    return is_there and (
        not words or bool(_LINE.match(words))
    )  # on the frames of a film may be nothing


def _sequence(album: Album, path: str, *, found: Gathered) -> None:
    top = posixpath.dirname(posixpath.dirname(path))
    frames = _frames(album, top)
    names = _names(album, posixpath.join(posixpath.dirname(path), "labels.txt"))
    found.stated.update(dict.fromkeys(() if names is CLASSES else names))
    by_frame: dict[int, list[Mark]] = defaultdict(list)
    for line in read_lines(album.tree, path):
        cells = [number(cell.strip()) for cell in line.split(",")]
        is_whole = len(cells) >= 6
        is_of_frame = cells[0].is_integer() and (is_whole or int(cells[0]) in frames)
        if is_of_frame and len(cells) > 1:
            by_frame[int(cells[0])].append(mark_of(cells, names))
        else:
            found.faults.add("no number", path, n=int(bool(line)))
    gone = sorted(set(by_frame) - set(frames))
    if gone and _is_told(album, top):
        return
    if gone:
        raise _no_frames(path, gone, films=_films(album, top))
    part = part_of(posixpath.dirname(top))
    for number_, picture in frames.items():
        found.add(Marked(picture, None, tuple(by_frame[number_]), part, group=top or "sequence"))


def _frames(album: Album, top: str) -> dict[int, str]:
    """The pictures of a sequence by the number in their names."""
    start = f"{top}/" if top else ""
    found = {}
    for picture in album.pictures:
        if picture.startswith(start):
            plain = re.search(r"(\d{1,12})\.\w+$", picture)
            if plain:
                found[int(plain[1])] = picture
    return found


def _films(album: Album, top: str) -> list[str]:
    """The films in the folder of a sequence."""
    return [
        path
        for path in album.tree.entries
        if posixpath.dirname(path) == top and has_film_name(path)
    ]


def _is_told(album: Album, top: str) -> bool:
    """Whether the film of a sequence was left out already."""
    left = [each.path for each in album.tree.skipped if has_film_name(each.path)]
    return not _films(album, top) and text(top) in map(posixpath.dirname, left)


def _names(album: Album, path: str) -> Sequence[str]:
    if path in album.tree.entries:
        return [line for line in read_lines(album.tree, path) if line]
    return CLASSES


def has_class(cells: Sequence[float]) -> bool:
    """Whether a line says of what class its thing is; one of ten numbers, or of fewer than eight, does not."""
    return len(cells) in (8, 9)


def mark_of(cells: Sequence[float], names: Sequence[str]) -> Mark:
    """What a line says: frame, track, left, top, width, height, whether it counts, class from 1, how much is seen.

    A line of ten numbers is of MOT15, where three numbers say where in the world a pedestrian stands.
    """
    place = cells[7] if has_class(cells) else 1.0
    at = int(place) - 1 if place.is_integer() and place > 0 else 0
    name = names[at] if at < len(names) and not math.isnan(place) else ""
    is_left_out = len(cells) > 6 and cells[6] == 0
    track = track_of({"track_id": cells[1]})
    return Mark(name, cornered(list(cells[2:6])), is_difficult=is_left_out, track=track)


def _no_frames(path: str, gone: Sequence[int], *, films: Sequence[str]) -> PeelError:
    too_many = f"; beside gt are {len(films)} films" if len(films) > 1 else ""
    return PeelError(
        "P278",
        "tracks of frames that are no pictures in the source",
        got=f"{text(path)}: {counted(len(gone), 'frame')}, such as {gone[0]}{too_many}",
        allowed="a picture for each frame, such as img1/000001.jpg, or the one film of these frames beside gt",
        do="leave the one film of these frames beside gt, and give each other film a folder of its own"
        if too_many
        else "put the film beside gt, or its frames as pictures, numbered from 1, into img1 beside gt",
    )
