"""What a bundle's card says of the distance to the training pictures."""

from __future__ import annotations

from peel.types.output import Output
from peel.types.record import Record


class Stranger(Record):
    """How well a class that was left out was told from the known ones, by the output `distance`.

    `auroc` is the chance that a picture of such a class is further away than a known one, a mean over `n_classes`
    classes that were left out in turn; beyond `limit` lay all but `share` of the known pictures that were not
    learnt from, and `found` of those of the classes left out. `tap` is the depth at which it is measured.
    """

    tap: int
    limit: float
    share: float
    auroc: float
    found: float
    n_classes: int

    @property
    def tolerance(self) -> float:
        """How far two runs of the file may be apart: a distance is a sum of thousands of products."""
        return max(1.0, abs(self.limit)) / 100

    @property
    def output(self) -> Output:
        """The output of the file that gives it."""
        return Output(
            name="distance",
            shape=("n",),
            meaning="how unlike the training pictures: the larger, the stranger",
            tolerance=self.tolerance,
        )
