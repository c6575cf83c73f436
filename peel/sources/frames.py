"""Boxes in the pixels of a picture as it is shown, whatever size its annotation states."""

from __future__ import annotations

from collections.abc import Callable

from peel.errors import PeelError
from peel.images.decode import Extent
from peel.sources.faults import NO_BOX, Faults
from peel.types.marks import Box, Mark, Marked

OTHER_SIZE = "P268"

# From pixels as the file stores them to those that EXIF shows, for a stored picture of width w and height h.
_TURNS: dict[int, Callable[[Box, float, float], Box]] = {
    5: lambda b, _w, _h: (b[1], b[0], b[3], b[2]),
    6: lambda b, _w, h: (h - b[3], b[0], h - b[1], b[2]),
    7: lambda b, w, h: (h - b[3], w - b[2], h - b[1], w - b[0]),
    8: lambda b, w, _h: (b[1], w - b[2], b[3], w - b[0]),
}


def fit(marked: Marked, extent: Extent, *, faults: Faults) -> tuple[Mark, ...]:
    """The marks in pixels of the picture as it is shown.

    Where the annotation states the size as the file stores it and EXIF turns the picture, the boxes turn with it; where
    it states another size of the same shape, the picture was resized, and they with it. Raises P268 for any other size.
    """
    stated, shown = marked.size, extent.shown
    boxes = [mark for mark in marked.marks if mark.box is not None]
    if stated is None or min(stated) < 1 or stated == shown or not boxes:
        return marked.marks
    if stated == (extent.width, extent.height) and extent.turn in _TURNS:
        turn = _TURNS[extent.turn]
        faults.add("turned", marked.path, n=len(boxes))
        return _moved(marked.marks, lambda box: turn(box, *stated))
    across, down = shown[0] / stated[0], shown[1] / stated[1]
    if abs(shown[0] - stated[0] * down) > 1 and abs(shown[1] - stated[1] * across) > 1:
        raise _other_size(stated, shown)
    faults.add("resized", marked.path, n=len(boxes))
    return _moved(marked.marks, lambda b: (b[0] * across, b[1] * down, b[2] * across, b[3] * down))


def _moved(marks: tuple[Mark, ...], move: Callable[[Box], Box]) -> tuple[Mark, ...]:
    return tuple(
        mark if mark.box is None or mark.box == NO_BOX else mark._replace(box=move(mark.box))
        for mark in marks
    )


def _other_size(stated: tuple[int, int], shown: tuple[int, int]) -> PeelError:
    return PeelError(
        OTHER_SIZE,
        "annotation is of a picture of another size",
        got=f"{stated[0]} x {stated[1]} stated, the picture has {shown[0]} x {shown[1]} pixels",
        allowed="the same size, or the same shape where the picture was resized",
        do="put back the picture that was annotated, or correct its size in the annotation",
    )
