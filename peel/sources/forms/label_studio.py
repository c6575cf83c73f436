"""Label Studio's JSON: a list of tasks, in full or as JSON-MIN."""

from __future__ import annotations

import contextlib
import math
import posixpath
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from peel.errors import PeelError
from peel.sources.album import Album, Finder
from peel.sources.documents import read_json
from peel.sources.faults import NO_BOX, Faults
from peel.sources.lookup import normal
from peel.sources.marking import Gathered, Marking
from peel.sources.numbers import around, around_ellipse, cos_sin, number, size_of
from peel.sources.parts import part_of
from peel.sources.source import Terms
from peel.types.marks import Box, Mark, Marked

IS_TABLE = False
NAME, WORDS = "label_studio", "Label Studio annotations"

_TASK = re.compile(r'"data"\s*:\s*\{|"(?:annotation_id|lead_time|[a-z]+labels)"\s*:')
# What is taken out of the name of a file that is sent to it, after blanks became _.
_ODD = re.compile(r"[^-\w.]")
_UPLOADED = re.compile(r"^[0-9a-f]{8}-")
_SHAPES = (
    "rectanglelabels",
    "polygonlabels",
    "ellipselabels",
    "brushlabels",
    "keypointlabels",
    "labels",
)
_NAMES = ("choices", *_SHAPES)


def recognises(album: Album) -> bool:
    """Whether a JSON file begins as a list of tasks."""
    return any(_is_tasks(album, path) for path in album.files(".json"))


def read(album: Album, terms: Terms) -> Marking:  # noqa: ARG001
    """The boxes of all tasks; raises P262 where a file is broken. Of several annotations of a task the last whole one counts."""
    found, uploaded = Gathered(), _uploaded(album)
    for path in album.files(".json"):
        if _is_tasks(album, path):
            find, part = Finder(album, path), part_of(path)
            for line, task in enumerate(_dicts(read_json(album.tree, path)), start=1):
                try:
                    picture = partial(_picture, find=find, uploaded=uploaded)
                    marked = _task(task, picture, faults=found.faults, path=path)
                except PeelError as error:
                    found.refuse(error, path, line=line)
                    continue
                if marked:
                    found.add(marked._replace(part=part))
    return found.marking()


def _is_tasks(album: Album, path: str) -> bool:
    words = album.beginning(path).lstrip()
    return words.startswith("[") and bool(_TASK.search(words))


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _task(
    task: dict[str, Any],
    picture_of: Callable[[dict[str, Any]], str],
    *,
    faults: Faults,
    path: str,
) -> Marked | None:
    """What a person said of a picture; None where nobody has yet."""
    results = _results(task)
    if results is None:
        return None
    data = task["data"] if isinstance(task.get("data"), dict) else task
    picture = picture_of(data)
    sizes = [size_of(each.get("original_width"), each.get("original_height")) for each in results]
    named = {str(each.get("id")) for each in results if _names(each)[0] in _SHAPES}
    told = [each for each in results if not _is_aside(each, named)]
    marks = [mark for each in told for mark in _marks(each, faults=faults, path=path)]
    return Marked(picture, next(filter(None, sizes), None), tuple(marks))


def _results(task: dict[str, Any]) -> list[dict[str, Any]] | None:
    """What a person said of a task; None where nobody has yet."""
    if "data" not in task:  # JSON-MIN
        lists = [_dicts(value) for value in task.values() if isinstance(value, list)]
        choices = [
            {"value": {"choices": [v]}}
            for k, v in task.items()
            if k == "choice" and isinstance(v, str)
        ]
        return [*(each for some in lists for each in some), *choices]
    said = _dicts(task.get("annotations")) or _dicts(task.get("completions"))
    whole = [each for each in said if not each.get("was_cancelled")]
    if not whole:
        return None
    best = [each for each in whole if each.get("ground_truth") is True] or whole
    return _dicts(best[-1].get("result"))


def _picture(data: dict[str, Any], find: Finder, *, uploaded: Mapping[str, str]) -> str:
    """The picture that the first text in a task's data names which is one; `uploaded`: by the names that Label Studio gives."""
    texts = [
        v for k, v in data.items() if isinstance(v, str) and k not in ("updated_at", "created_at")
    ]
    texts = sorted(texts, key=lambda words: not ("/" in words or "." in words))
    names = [name for words in texts for name in _readings(words)]
    for name in names:
        with contextlib.suppress(PeelError):
            return find(name)
    known = next((uploaded[name] for name in names if uploaded.get(name)), None)
    is_here = names and names[0].startswith("/data/")
    return known or find(names[-1 if is_here else 0] if names else "")


def _uploaded(album: Album) -> dict[str, str]:
    """The pictures by their names without the letters that Label Studio takes out of them; "" where two become one."""
    found: dict[str, str] = {}
    for path in album.pictures:
        name = _ODD.sub("", normal(posixpath.basename(path)).strip().replace(" ", "_"))
        found[name] = "" if name in found else path
    return found


def _readings(words: str) -> Iterator[str]:
    """An uploaded file and one of local storage have addresses of their own; of any other the last part may lie here."""
    yield words
    if words.startswith("data:"):
        return
    try:
        address = urlsplit(words)
    except ValueError:
        return
    local = parse_qs(address.query).get("d", [""])[0]
    name = posixpath.basename(unquote(local or address.path))
    if local:
        yield local
    if address.scheme or local or words.startswith("/data/"):
        yield name
        yield _UPLOADED.sub("", name)


def _marks(result: dict[str, Any], *, faults: Faults, path: str) -> Iterator[Mark]:
    """One for each name of a region; the figures lie in `value`, or are the result itself in JSON-MIN."""
    value = _value(result)
    key, names = _names(result)
    if not key or (key == "choices" and not _is_region(value)):
        yield from map(Mark, names)
        return
    size = size_of(result.get("original_width"), result.get("original_height"))
    is_plain = "x" in value and "width" in value and not number(value.get("rotation") or 0)
    faults.add("shape", path, n=int(not is_plain and key != "keypointlabels"))
    yield from (Mark(name, _box(value, size)) for name in names)


def _value(result: dict[str, Any]) -> dict[str, Any]:
    stated = result.get("value")
    return stated if isinstance(stated, dict) else result


def _names(result: dict[str, Any]) -> tuple[str, list[str]]:
    """The key under which the names stand, and these; "" where there are none."""
    value = _value(result)
    key = next((each for each in _NAMES if isinstance(value.get(each), list)), "")
    return key, [str(name) for name in value[key]] if key else []


def _is_region(value: dict[str, Any]) -> bool:
    return "x" in value or "points" in value


def _is_aside(result: dict[str, Any], named: Collection[str]) -> bool:
    """Whether it is a choice about a region that has a name: no name of the region, nor of the picture."""
    is_choice = _names(result)[0] == "choices" and _is_region(_value(result))
    return is_choice and str(result.get("id")) in named


def _box(value: dict[str, Any], size: tuple[int, int] | None) -> Box:
    """The corners in pixels of the size that is stated: figures are in hundredths of the picture."""
    if size is None:
        return (math.nan,) * 4
    points = value.get("points")
    if isinstance(points, list):
        pairs = [p if isinstance(p, list) and len(p) == 2 else (None, None) for p in points]
        return _sized(around((number(x), number(y)) for x, y in pairs), size)
    left, top = number(value.get("x")), number(value.get("y"))
    if "radiusX" in value:
        middle = left * size[0] / 100, top * size[1] / 100
        radii = (
            number(value["radiusX"]) * size[0] / 100,
            number(value.get("radiusY")) * size[1] / 100,
        )
        return around_ellipse(middle, radii, degrees=number(value.get("rotation") or 0))
    if "width" not in value:
        return NO_BOX
    wide, high = number(value["width"]), number(value.get("height"))
    degrees = number(value.get("rotation") or 0)
    corners = _turned([(0, 0), (wide, 0), (wide, high), (0, high)], degrees, size=size)
    return _sized(around((left + x, top + y) for x, y in corners), size)


def _turned(
    corners: Sequence[tuple[float, float]], degrees: float, *, size: tuple[int, int]
) -> Iterator[tuple[float, float]]:
    """Label Studio turns a box about its left top corner, in pixels, clockwise."""
    cos, sin = cos_sin(degrees)
    for across, down in corners:
        x, y = across * size[0], down * size[1]
        yield (x * cos - y * sin) / size[0], (x * sin + y * cos) / size[1]


def _sized(box: Box, size: tuple[int, int]) -> Box:
    return (
        box[0] * size[0] / 100,
        box[1] * size[1] / 100,
        box[2] * size[0] / 100,
        box[3] * size[1] / 100,
    )
