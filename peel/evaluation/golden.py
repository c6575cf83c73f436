"""The golden batch of a file: cuts of test pictures whose answers are clear."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from peel.bundle import golden
from peel.evaluation import parity
from peel.problem import Outputs

_GOLDEN, _TRIED, _CLEAR = 8, 4, 0.1


class Cut(NamedTuple):
    """A cut of a test picture, what the file answers to it, and how clear that is."""

    image: NDArray[np.uint8]
    outputs: Outputs
    clearness: float


def cut_to(picture: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """`picture` cut to one of eight odd sizes."""
    return parity.odd(picture, size=(171 - 16 * size, 233 - 9 * size))


def clear_cuts(n: int, cut: Callable[[int, int], Cut]) -> list[Cut]:
    """Of each of eight stretches of `n` pictures the first of four cuts that is clear.

    `cut(place, size)` cuts the picture at `place` to one of eight sizes. An odd cut may be unclear where the whole
    picture is none. Where less than a third of the stretches have a clear one (of many labels one is nearly always near
    its threshold), the clearest cut of each: what the file answers there is compared as a near tie is.
    """
    found = [
        _of_stretch(range(s * n // _GOLDEN, (s + 1) * n // _GOLDEN), s, cut=cut)
        for s in range(_GOLDEN)
    ]
    tried = [each for each in found if each]
    clear = [each for each in tried if each.clearness > _CLEAR]
    return clear if 3 * len(clear) >= len(tried) else tried


def _of_stretch(stretch: range, size: int, *, cut: Callable[[int, int], Cut]) -> Cut | None:
    """The first clear cut, else the clearest; None of a stretch without a picture."""
    best, tried = None, min(len(stretch), _TRIED)
    for number in range(tried):
        found = cut(stretch[number * len(stretch) // tried], size)
        if best is None or found.clearness > best.clearness:
            best = found
        if found.clearness > _CLEAR:
            return found
    return best


def pack(cuts: list[Cut]) -> bytes:
    """golden.npz with these cuts."""
    outputs = parity.join([each.outputs for each in cuts])
    return golden.pack(golden.Golden(tuple(each.image for each in cuts), outputs))
