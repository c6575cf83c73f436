"""What becomes of a challenger: the gate's word, and who says yes."""

from __future__ import annotations

from typing import NamedTuple

from peel.bundle import pointer
from peel.retraining.place import Place
from peel.retraining.workbench import Bench
from peel.types.retraining import Outcome, Run


class Told(NamedTuple):
    """What the gate says of a challenger: promote, shadow or refuse, and why."""

    verdict: str
    words: str


def champion(place: Place) -> str:
    """The digest of the model that is served; "" where none was promoted. Raises P870, P871."""
    standing = pointer.read(place.registry.state)
    return standing.digest if standing else ""


def judge(place: Place, model: str, *, bench: Bench) -> Told:  # noqa: ARG001
    """Compare the challenger with the champion."""
    return Told("shadow", "nobody has compared it yet")


def decide(place: Place, run: Run) -> tuple[Outcome, str]:  # noqa: ARG001
    """Act on what the gate said."""
    return "waiting", f"{run.notes['model'][:12]} waits: {run.notes['why']}"
