"""Whether the file answers as the model that was trained: measured on pictures, by one rule.

The same top answer wherever the model's margin exceeds MARGIN, and no probability further off than TOLERANCE. Both are
one number: a difference that could turn no clear answer is none that matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel.evaluation import forms
from peel.evaluation.twin import Twin
from peel.images.decode import decode
from peel.runners.local import Eye
from peel.runtime.library import ort
from peel.runtime.session import run, run_outputs

MARGIN = TOLERANCE = 2e-3
NAMES = ["probabilities", "distance"]
BATCHES = (2, 16)  # of 64 the maps alone take 400 MB
CUTS = 32
_ODD_PX = (171, 233)

Probabilities = NDArray[np.floating[Any]]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """How far the file is from its model on n pictures."""

    n: int
    largest: float
    top1: int

    @property
    def is_small(self) -> bool:
        """Whether the rule holds."""
        return self.largest <= TOLERANCE and self.top1 == 0


def difference(file: Probabilities, model: Probabilities) -> Difference:
    """The largest difference of a probability, and how many clear answers differ, of two (n, k). Pure.

    >>> difference(np.array([[0.9, 0.1]]), np.array([[0.8999, 0.1001]])).is_small
    True
    """
    ordered = np.sort(model, axis=1)
    clear = ordered[:, -1] - ordered[:, -2] > MARGIN
    other = file.argmax(1) != model.argmax(1)
    largest = float(np.abs(file - model).max()) if np.isfinite(file).all() else float("inf")
    return Difference(n=len(file), largest=largest, top1=int((clear & other).sum()))


def odd(picture: NDArray[np.uint8], *, size: tuple[int, int] = _ODD_PX) -> NDArray[np.uint8]:
    """`picture` repeated and cut to (h, w), so that pictures of all sizes fit one batch of an odd size."""
    h, w = size
    part = picture[:h, :w]
    times = (-(-h // part.shape[0]), -(-w // part.shape[1]), 1)
    return np.tile(part, times)[:h, :w]  # a copy, which does not keep the whole picture


def spread(n: int) -> list[int]:
    """At most CUTS places among n, evenly spread. Pure.

    >>> spread(5)
    [0, 1, 2, 3, 4]
    """
    most = min(n, CUTS)
    return [place * n // most for place in range(most)]


@dataclass(frozen=True, kw_only=True)
class Pair:
    """The file and its model, and the resize by which the model sees."""

    session: ort.InferenceSession
    twin: Twin
    eye: Eye

    def in_batches(self, pictures: Sequence[NDArray[np.uint8]]) -> dict[str, Difference]:
        """The difference at each batch size, on odd-sized cuts of the pictures."""
        stack = np.stack([odd(p) for p in pictures])
        wanted = np.concatenate([self.twin(self.eye.see(p)) for p in stack])
        result = {}
        for batch in BATCHES:
            starts = range(0, len(stack), batch)
            answers = [run(self.session, stack[i : i + batch]) for i in starts]
            result[f"batch {batch}"] = difference(np.concatenate(answers), wanted)
        return result

    def distances(self, pictures: Sequence[NDArray[np.uint8]]) -> float:
        """The largest difference of a distance between file and model on the pictures; 0 where the model has none."""
        if self.twin.heads.distance is None:
            return 0.0
        file = [run_outputs(self.session, p[None], names=NAMES)[1] for p in pictures]
        model = [self.twin.distances(self.eye.see(p)) for p in pictures]
        return float(np.abs(np.array(file) - np.array(model)).max())

    def in_forms(self, picture: NDArray[np.uint8]) -> dict[str, Difference]:
        """The difference on one picture in every form in which pictures come."""
        result = {}
        for name, data in forms.encoded(picture).items():
            pixels = decode(data).pixels
            wanted = self.twin(self.eye.see(pixels))
            result[name] = difference(run(self.session, pixels[None]), wanted)
        return result
