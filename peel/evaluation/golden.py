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
    """Of each of eight stretches of `n` pictures the first of four cuts that is clear; the clearest of all if none is.

    `cut(place, size)` cuts the picture at `place` to one of eight sizes. On another processor a near tie may fall to
    the other side, and an odd cut may be one where the whole picture is none.
    """
    found = []
    for size in range(_GOLDEN):
        stretch = np.arange(size * n // _GOLDEN, (size + 1) * n // _GOLDEN)
        tried = min(len(stretch), _TRIED)
        for place in stretch[np.arange(tried) * len(stretch) // max(tried, 1)]:
            found.append(cut(int(place), size))
            if found[-1].clearness > _CLEAR:
                break
    clear = [each for each in found if each.clearness > _CLEAR]
    return clear or [max(found, key=lambda each: each.clearness)]


def pack(cuts: list[Cut]) -> bytes:
    """golden.npz with these cuts."""
    outputs = parity.join([each.outputs for each in cuts])
    return golden.pack(golden.Golden(tuple(each.image for each in cuts), outputs))
