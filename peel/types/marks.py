"""What a form of annotation says of a picture: boxes with names, or names of the whole picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol, runtime_checkable

from peel.types.labels import LabelRules

# Left, top, right, bottom in pixels of the picture as it is shown, that is after EXIF orientation.
Box = tuple[float, float, float, float]


class Mark(NamedTuple):
    """A thing with a name; without a `box` the name is that of the whole picture.

    A crowd is a region of many things of one name, none of which is marked by itself. `confidence` is of detections
    only; `track` is the number of one thing on several frames; `is_truncated`: it reaches beyond its box, such as out of the picture.
    """

    name: str
    box: Box | None = None
    is_crowd: bool = False
    is_difficult: bool = False
    confidence: float | None = None
    track: int | None = None
    is_truncated: bool = False


class Marked(NamedTuple):
    """A picture at `path` in the source's tree, and all that the form says of it; without marks, nothing is on it.

    `size` is the width and height that the form states; `part` is train, val, test or ''; `line` is where a table
    names it, else 0.
    """

    path: str
    size: tuple[int, int] | None
    marks: tuple[Mark, ...]
    part: str = ""
    group: str = ""
    line: int = 0


@runtime_checkable
class MarkRules(LabelRules, Protocol):
    """A kind whose labels say where things are: it writes marks itself."""

    def state_marks(self, marks: Sequence[Mark], *, size: tuple[int, int]) -> str:
        """The label of a picture of this width and height with these marks; none is a label too: nothing is on it."""
        ...

    def marks_of(self, label: str) -> tuple[Mark, ...]:
        """The marks that the label says; raises PeelError or ValueError for a text that `state_marks` never wrote."""
        ...
