"""Boxes that people draw on a picture, as the kind of the model writes them: each lies in the picture, and has an area and a known name."""

from __future__ import annotations

from collections.abc import Sequence

from peel.errors import PeelError
from peel.types.marks import Mark, MarkRules

# So far a mark may go beyond the picture's edge: who draws on a screen meets it by a fraction of a pixel.
EDGE_PX, _LEAST = 1.0, 0.01
# Where only the ticket knows how large its picture is; none is larger than the server takes them.
NOT_KNOWN = (0, 0)
_LARGEST = (16_384, 16_384)


def state(marks: Sequence[Mark], rules: MarkRules, *, size: tuple[int, int]) -> str:
    """The label of a picture of this width and height; raises P865 for marks that cannot be in it."""
    size = size if all(size) else _LARGEST
    for place, mark in enumerate(marks):
        left, top, right, bottom = mark.box or (0.0, 0.0, 0.0, 0.0)
        if min(left, top) < -EDGE_PX or is_outside((right, bottom), size):
            raise outside(f"{_shown(mark)} (boxes.{place})")
        if left >= right or top >= bottom:
            raise refused(
                f"{_shown(mark)} (boxes.{place})",
                "left, top, right, bottom: left before right, and top before bottom",
            )
        if max(right, bottom) <= 1 or (right - left) * (bottom - top) < 1:
            raise refused(
                f"{_shown(mark)} (boxes.{place}), less than a pixel",
                "left, top, right, bottom in pixels of the picture, not in shares of its sides",
            )
    try:
        return rules.state_marks(marks, size=size)
    except PeelError as error:
        raise refused(f"{error.what}: {error.got}", str(error.allowed)) from error


def reach(marks: Sequence[Mark]) -> tuple[float, float]:
    """How far right and down they go, in pixels; one that begins at the edge, and so holds nothing of the picture, goes too far.

    >>> reach([Mark("cat", (0, 0, 5, 2)), Mark("dog", (1, 1, 3, 9))]), reach([Mark("cat", (640.2, 0, 640.9, 9))])
    ((5.0, 9.0), (641.21, 9.0))
    """
    boxes = [mark.box for mark in marks if mark.box]
    far = [(_far(box[0], box[2]), _far(box[1], box[3])) for box in boxes]
    right, bottom = (max((each[i] for each in far), default=0.0) for i in (0, 1))
    return round(right, 2), round(bottom, 2)


def _far(near: float, far: float) -> float:
    """Where a side ends; at least a pixel and the last digit of a box behind its begin."""
    return float(max(far, near + EDGE_PX + _LEAST))


def is_outside(far: tuple[float, float], size: tuple[int, int]) -> bool:
    """Whether marks that go so far lie more than a pixel beyond the picture; of one whose size is not known nobody can say.

    >>> is_outside((640.4, 9), (640, 480)), is_outside((642, 9), (640, 480)), is_outside((642, 9), (0, 0))
    (False, True, False)
    """
    return all(size) and any(at > end + EDGE_PX for at, end in zip(far, size, strict=True))


def outside(got: str) -> PeelError:
    """P865: marks that do not lie in the picture."""
    where = "boxes within the picture, in its pixels as it is shown: left, top, right, bottom"
    return refused(got, where)


def refused(got: str, allowed: str) -> PeelError:
    """P865: marks that cannot be of this picture."""
    do = "draw them on the picture as it was sent, and send the label again"
    return _not_taken("boxes cannot be of this picture", got, allowed=allowed, do=do)


def unknown(got: str, allowed: str) -> PeelError:
    """P865: a name that no model knows."""
    do = "correct the name, and send the label again; a new one comes with peel feedback import --new-names"
    return _not_taken("box has a name that the model does not know", got, allowed=allowed, do=do)


def _not_taken(what: str, got: str, *, allowed: str, do: str) -> PeelError:
    return PeelError("P865", what, got=got, allowed=allowed, do=do)


def _shown(mark: Mark) -> str:
    return f"{mark.name} at {', '.join(f'{at:g}' for at in mark.box or ())}"
