"""Whether the file answers as the model that was trained: measured on pictures, by one rule.

The same top answer wherever the model's margin exceeds MARGIN, and no probability further off than TOLERANCE. Both are
one number: a difference that could turn no clear answer is none that matters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from peel.evaluation import forms
from peel.images.decode import decode
from peel.problem import Outputs, Problem
from peel.runtime.library import ort
from peel.runtime.session import run
from peel.types.difference import Difference
from peel.types.evaluation import Parity
from peel.types.label_space import LabelSpace
from peel.types.output import Output

MARGIN = TOLERANCE = 2e-3
BATCHES = (2, 16)  # of 64 the maps alone take 400 MB
CUTS = 32
_ODD_PX = (171, 233)


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


def join(outputs: Sequence[Outputs]) -> dict[str, NDArray[Any]]:
    """Outputs of several batches as those of one."""
    return {name: np.concatenate([one[name] for one in outputs]) for name in outputs[0]}


class Original(Protocol):
    """The model before it was exported: what each branch sees of one picture in, outputs out."""

    outputs: tuple[Output, ...]

    def __call__(self, pixels: Mapping[str, NDArray[Any]], /) -> dict[str, NDArray[Any]]:
        """The outputs by name."""
        ...


class Sees(Protocol):
    """What a branch sees of a picture."""

    def see(self, picture: NDArray[np.uint8]) -> NDArray[Any]:
        """Of a picture (h, w, 3)."""
        ...


@dataclass(frozen=True, kw_only=True)
class Pair:
    """The file and its model, by what each branch sees; `problem` and `space` say what of an answer matters."""

    session: ort.InferenceSession
    original: Original
    resizers: Mapping[str, Sees]
    problem: Problem
    space: LabelSpace
    most: int = BATCHES[-1]  # pictures at once, in a batch or side by side, that fit the memory

    def see(self, picture: NDArray[np.uint8]) -> dict[str, NDArray[Any]]:
        """The resized pixels of each branch."""
        return {name: resizer.see(picture) for name, resizer in self.resizers.items()}

    def answer(self, batch: NDArray[np.uint8]) -> dict[str, NDArray[Any]]:
        """What the file says of pictures (n, h, w, 3)."""
        return run(self.session, batch, outputs=self.original.outputs)

    def difference(self, file: Outputs, model: Outputs) -> Difference:
        """By the kind's own measure."""
        return self.problem.difference(file, model, space=self.space)

    def in_batches(self, pictures: Sequence[NDArray[np.uint8]]) -> dict[str, Difference]:
        """The difference at each batch size, on odd-sized cuts of the pictures."""
        stack = np.stack([odd(p) for p in pictures])
        wanted = join([self.original(self.see(p)) for p in stack])
        result = {}
        for batch in sorted({min(batch, self.most) for batch in BATCHES}):
            starts = range(0, len(stack), batch)
            answers = [self.answer(stack[i : i + batch]) for i in starts]
            result[f"batch {batch}"] = self.difference(join(answers), wanted)
        return result

    def in_forms(self, picture: NDArray[np.uint8]) -> dict[str, Difference]:
        """The difference on one picture in every form in which pictures come."""
        result = {}
        for name, data in forms.encoded(picture).items():
            pixels = decode(data).pixels
            file, model = self.answer(pixels[None]), self.original(self.see(pixels))
            result[name] = self.difference(file, model)
        return result

    def of_further_outputs(self, pictures: Sequence[NDArray[np.uint8]]) -> dict[str, float]:
        """The largest difference of every output that the kind's own measure says nothing of."""
        further = _further(self.original.outputs)
        if not further:
            return {}
        file = join([self.answer(p[None]) for p in pictures])
        model = join([self.original(self.see(p)) for p in pictures])
        return {o.name: float(np.abs(file[o.name] - model[o.name]).max()) for o in further}

    @property
    def tolerance(self) -> float:
        """How far an answer may be off, in the kind's own measure."""
        return max(TOLERANCE, self.original.outputs[0].tolerance)

    def parity(
        self, forms: Mapping[str, Difference], pictures: Sequence[NDArray[np.uint8]]
    ) -> Parity:
        """What was measured in all `forms`, with the further outputs on `pictures`, and whether it is little enough."""
        apart = self.of_further_outputs(pictures)
        near = all(
            apart[output.name] <= output.tolerance for output in _further(self.original.outputs)
        )
        return Parity(
            n=forms["batch 1"].n,
            tolerance=self.tolerance,
            margin=MARGIN,
            forms=dict(forms),
            outputs=apart,
            same=near and all(found.is_within(self.tolerance) for found in forms.values()),
        )


def _further(outputs: Sequence[Output]) -> list[Output]:
    """The first one is the kind's, and so are all that have any number of rows an item."""
    return [output for output in outputs[1:] if not output.rows_of]
