"""Where a film was cut: frames whose colours, block by block, differ from the one before far more than their neighbours do.

A difference is the share of a frame's pixels that would have to change their colour bin (8 levels of each channel in 4 x 4
blocks; a level between two counts for both, so that rounding moves nothing), 0 to 1. A cut is a difference over LEAST
that is RATIO times the median of those within WINDOW frames, the largest within GAP frames, and at least half as large
FLASH frames later: a flash goes, a shot stays. It finds hard cuts; a slow dissolve has none.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from peel.films.film import Frame, Wanted

Colours = NDArray[np.float64]
# Frames of this size are enough, whatever the film's own is.
SMALL = Wanted(96, 64)
BLOCKS, LEVELS = 4, 8
RATIO, LEAST, WINDOW, GAP, FLASH = 4.0, 0.1, 12, 8, 3


class Shot(NamedTuple):
    """Frames `first` to `last` (both of it), from `start_s` to `end_s` seconds, where the next one begins."""

    first: int
    last: int
    start_s: float
    end_s: float


class Change(NamedTuple):
    """From one frame to the next, and from that one to the frame FLASH later (or the last one)."""

    now: float
    later: float


def find_shots(frames: Iterable[Frame], *, fps: float = 0.0) -> list[Shot]:
    """The shots of a film, in order, from its frames in the size of SMALL; none of a film without frames.

    `fps` says how long a film of one frame lasts (0: unknown); in longer ones the frames' times do.
    """
    times: list[float] = []

    def colours() -> Iterator[Colours]:
        for frame in frames:
            times.append(frame.seconds)
            yield _colours(frame.pixels)

    changes = list(_changes(colours()))
    if not times:
        return []
    starts = [0, *find_cuts(changes)]
    step = (times[-1] - times[0]) / (len(times) - 1) if len(times) > 1 else 1 / fps if fps else 0.0
    ends = [*times, times[-1] + step]
    return [
        Shot(first, after - 1, times[first], ends[after])
        for first, after in zip(starts, [*starts[1:], len(times)], strict=True)
    ]


def find_cuts(changes: Sequence[Change]) -> list[int]:
    """The first frames of new shots; `changes` are those of frames 0 and 1, 1 and 2, ..."""
    values = np.array([change.now for change in changes])
    found = []
    for at in map(int, np.flatnonzero(values > LEAST)):
        low = max(0, at - WINDOW)
        around = np.delete(values[low : at + WINDOW + 1], at - low)
        quiet = float(np.median(around)) if len(around) else 0.0
        is_peak = values[at] == values[max(0, at - GAP) : at + GAP + 1].max()
        if is_peak and values[at] > RATIO * quiet and changes[at].later >= values[at] / 2:
            found.append(at + 1)
    return found


def _changes(colours: Iterable[Colours]) -> Iterator[Change]:
    """All changes; no more than FLASH + 2 frames are held."""
    held: deque[Colours] = deque()
    for one in colours:
        held.append(one)
        if len(held) == FLASH + 2:
            yield _change(held)
    while len(held) > 1:
        yield _change(held)


def _change(held: deque[Colours]) -> Change:
    first = held.popleft()
    return Change(_apart(first, held[0]), _apart(first, held[-1]))


def _apart(a: Colours, b: Colours) -> float:
    return float(np.abs(a - b).sum() / 2)


def _colours(pixels: NDArray[np.uint8]) -> Colours:
    """(3, BLOCKS * BLOCKS * LEVELS) the share of pixels in each block and level, summing to 1."""
    h, w, _ = pixels.shape
    block = (np.arange(h) * BLOCKS // h)[:, None] * BLOCKS + np.arange(w) * BLOCKS // w
    level = np.clip(pixels / (256 / LEVELS) - 0.5, 0, LEVELS - 1)
    low = np.minimum(level.astype(np.int64), LEVELS - 2)
    upper = level - low
    bins = block[..., None] * LEVELS + low
    n = BLOCKS * BLOCKS * LEVELS
    counts = np.zeros((3, n))
    for channel in range(3):
        at, share = bins[..., channel].ravel(), upper[..., channel].ravel()
        counts[channel] += np.bincount(at, 1 - share, minlength=n)
        counts[channel] += np.bincount(at + 1, share, minlength=n)
    shares: Colours = counts / (3.0 * h * w)
    return shares
