"""YOLO: a text file a picture with lines of class, middle and size in shares; darknet's obj.data, data.yaml, or neither."""

from __future__ import annotations

import math
import posixpath
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from peel.errors import PeelError
from peel.sources.album import Album, Finder, stem
from peel.sources.documents import broken, read_lines, read_yaml
from peel.sources.faults import Faults
from peel.sources.lookup import leads_out, normal
from peel.sources.marking import Gathered, Marking
from peel.sources.numbers import around, centred, number, paired, scaled
from peel.sources.parts import part_of
from peel.sources.source import Terms
from peel.types.marks import Box, Mark, Marked

IS_TABLE = False
NAME, WORDS = "yolo", "YOLO annotations"

_NUMBER = r"(?:[-+.,\deE]+|[-+]?(?:nan|inf))"
_LINE = re.compile(rf"\d+(?:\.0*)?(?:[ \t]+{_NUMBER}){{4,}}[ \t]*", re.IGNORECASE)
_LISTS = ("train", "valid", "val", "test")
_NAMES = ("classes.txt", "labels.txt", "obj.names.txt", "_darknet.labels")
_FEW = 200
# Of a path on another machine, so many folders at its end are looked for here.
_ENDS = 8


class _Known(NamedTuple):
    """What stands beside the lines: names by number, files that are no labels, the part of listed pictures."""

    names: dict[int, str]
    others: set[str]
    listed: dict[str, str]
    has_points: bool
    faults: Faults


def recognises(album: Album) -> bool:
    """Whether darknet's or Ultralytics' own file is there, or text files that are called like pictures hold such lines."""
    if _yamls(album) or any(posixpath.basename(p) == "obj.data" for p in album.files(".data")):
        return True
    texts = album.files(".txt")
    return any(_is_label(album, path) for path in texts[:: max(len(texts) // _FEW, 1)])


def read(album: Album, terms: Terms) -> Marking:  # noqa: ARG001
    """The boxes of every text file that belongs to a picture; a picture that is listed and has none has nothing on it."""
    found = Gathered()
    known = _known(album, found.faults)
    found.stated.update(dict.fromkeys(known.names.values()))
    labelled, strange = set[str](), dict[str, str]()
    for path in album.files(".txt"):
        if path in known.others:
            continue
        try:
            picture = Finder(album, path)(stem(path))
        except PeelError as error:
            if _is_label(album, path, has_picture=False):
                found.refuse(error, path)
            continue
        if _is_label(album, path, has_picture=True):
            labelled.add(picture)
            extent = album.extent(picture)
            marks = _marks(album, path, size=extent.shown if extent else (1, 1), known=known)
            part = known.listed.get(picture) or part_of(path) or _own_part(picture)
            found.add(Marked(picture, None, marks, part))
        else:
            strange[picture] = path
    if not labelled:
        found.notes.append("no text file with lines of class, middle and size belongs to a picture")
    else:
        _refuse(strange, labelled, found=found)
        rest = known.listed.keys() - labelled - strange.keys()
        found.marked += [
            Marked(path, None, (), known.listed[path] or _own_part(path)) for path in sorted(rest)
        ]
    if labelled and not known.names:
        found.notes.append("no list of names lies beside the YOLO files: the numbers are the names")
    return found.marking()


def _own_part(picture: str) -> str:
    return part_of(posixpath.dirname(picture))


def _refuse(strange: Mapping[str, str], labelled: Collection[str], *, found: Gathered) -> None:
    """A text of a picture that holds no boxes is told: nobody said that nothing is there."""
    for picture, path in strange.items():
        if picture not in labelled:
            found.refuse(broken(path, "no line of class, middle and size"), path)


def _is_label(album: Album, path: str, *, has_picture: bool | None = None) -> bool:
    """Whether the first line of a text file is one of YOLO's; beside its picture any line, or none at all."""
    words = album.beginning(path).strip()
    if has_picture is None:
        has_picture = album.index.is_known(stem(path))
    if not words:
        return has_picture
    lines = words.splitlines()
    if has_picture:
        return any(_LINE.fullmatch(line.strip()) for line in lines)
    return bool(_LINE.fullmatch(lines[0].strip())) and "label" in path.lower()


def _marks(album: Album, path: str, *, size: tuple[int, int], known: _Known) -> tuple[Mark, ...]:
    marks = []
    for line in read_lines(album.tree, path):
        cells = line.split()
        if cells:
            is_answer = len(cells) == 6 and not known.has_points
            is_shape = len(cells) > 6 and not known.has_points
            box = _box([number(cell) for cell in cells[1:]], is_shape=is_shape)
            confidence = number(cells[5]) if is_answer else None
            marks.append(
                Mark(_name(cells[0], known.names), scaled(box, size), confidence=confidence)
            )
            known.faults.add("shape", path, n=int(is_shape))
            known.faults.add("answer", path, n=int(is_answer))
    return tuple(marks)


def _box(values: Sequence[float], *, is_shape: bool) -> Box:
    """The corners in shares: of middle and size, whatever comes behind them; or around a polygon."""
    if not is_shape:
        return centred(values[:4])
    points = paired(values)
    return around(points) if len(points) > 2 else (math.nan,) * 4


def _name(cell: str, names: dict[int, str]) -> str:
    place = number(cell)
    if not place.is_integer() or not 0 <= place < 1e9:
        return ""
    return names.get(int(place), "") if names else str(int(place))


def _known(album: Album, faults: Faults) -> _Known:
    yamls = {path: read_yaml(album.tree, path) for path in _yamls(album)}
    settings = [*_settings(album)]
    settings += [(k, v) for each in yamls.values() for k in _LISTS for v in _texts(each.get(k))]
    named = album.files(".names", *_NAMES)
    lists = list(_lists(album, {value for _, value in settings}))
    numbered = [_numbered(each.get("names")) for each in yamls.values()]
    numbered += [dict(enumerate(filter(None, read_lines(album.tree, path)))) for path in named]
    return _Known(
        names=next(filter(None, numbered), {}),
        others={*named, *lists},
        listed=_listed(album, lists, settings=settings),
        has_points=any("kpt_shape" in each for each in yamls.values()),
        faults=faults,
    )


def _yamls(album: Album) -> list[str]:
    return [path for path in album.files(".yaml", ".yml") if _is_ultralytics(album, path)]


def _is_ultralytics(album: Album, path: str) -> bool:
    words = album.beginning(path)
    return bool(
        re.search(r"(?m)^names\s*:", words) and re.search(r"(?m)^(train|val|nc)\s*:", words)
    )


def _settings(album: Album) -> Iterator[tuple[str, str]]:
    """Darknet's own: `train = data/train.txt`."""
    for path in album.files(".data"):
        for line in read_lines(album.tree, path):
            key, _, value = (each.strip() for each in line.partition("="))
            if key in _LISTS:
                yield key, value


def _listed(
    album: Album, lists: Sequence[str], *, settings: Sequence[tuple[str, str]]
) -> dict[str, str]:
    """The part of each picture that a list names, or that lies in or below a folder which data.yaml names."""
    found = {p: part_of(stem(path)) for path in lists for p in _pictures(album, path)}
    places = [*{(place, part_of(key)) for key, value in settings for place in _places(value)}]
    of_folder: dict[str, str | None] = {}
    for picture in album.pictures:
        folder = posixpath.dirname(picture)
        if folder not in of_folder:
            of_folder[folder] = _part_in(f"/{folder}/", places)
        part = of_folder[folder]
        if part is not None:
            found.setdefault(picture, part)
    return found


def _places(value: str) -> list[str]:
    """The folder that is named; of one on the machine where the set was made also the ends of its path."""
    plain = normal(value)
    names = [name for name in plain.split("/") if name not in ("", ".", "..")]
    is_elsewhere = leads_out(plain) and not plain.startswith("..")
    if not is_elsewhere:
        return ["/".join(names)] if names else []
    return ["/".join(names[-n:]) for n in range(1, min(len(names), _ENDS) + 1)]


def _part_in(folder: str, places: Sequence[tuple[str, str]]) -> str | None:
    """The part whose folder this is or lies in, by the longest name; "" where it is that of several, None of none."""
    held = [(len(place), part) for place, part in places if f"/{place}/" in folder]
    longest = max((length for length, _ in held), default=0)
    parts = {part for length, part in held if length == longest}
    return None if not parts else parts.pop() if len(parts) == 1 else ""


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str) and "://" not in each]


def _numbered(value: object) -> dict[int, str]:
    pairs = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    names = [(number(k), v) for k, v in pairs if isinstance(v, str | int | float)]
    return {int(place): str(name) for place, name in names if place.is_integer()}


def _lists(album: Album, values: set[str]) -> Iterator[str]:
    """Text files that list pictures: those that are named, and those that are called train.txt and so on."""
    named = {posixpath.basename(value).lower() for value in values if value.endswith(".txt")}
    for path in album.files(".txt"):
        last = posixpath.basename(path).lower()
        first = album.beginning(path).partition("\n")[0].strip()
        if (last in named or stem(last) in _LISTS) and not _LINE.fullmatch(first):
            yield path


def _pictures(album: Album, path: str) -> Iterator[str]:
    find = Finder(album, path, hints=[part_of(path)])
    for line in read_lines(album.tree, path):
        try:
            yield find(line, is_loose=True)
        except PeelError:  # told where it has a label; else it is only not here
            continue
