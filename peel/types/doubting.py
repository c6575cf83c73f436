"""A kind whose labels say more than names: it says itself how probable one is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

from numpy.typing import NDArray

from peel.types.label_space import LabelSpace


@runtime_checkable
class Doubting(Protocol):
    """Of any other kind the shares of its names tell."""

    def chance(
        self, outputs: Mapping[str, NDArray[Any]], label: str, *, space: LabelSpace
    ) -> float:
        """How probable the label was to the model that gave `outputs` (of length 1), 0 to 1; raises for one that it cannot be asked about."""
        ...
