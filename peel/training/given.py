"""Which of the two ways makes the file: heads on vectors of pictures, or a detector on maps."""

from __future__ import annotations

from pathlib import Path

from peel.backbones import registry
from peel.problem import Finder
from peel.training.train import Given, material, train
from peel.types.model import Choice
from peel.types.training import Training


def run(choice: Choice, given: Given, *, folder: Path) -> Training:
    """Write candidate.onnx, heads.npz and train.json of the choice into `folder`; raises P601."""
    if not isinstance(given.learner, Finder):
        kind = given.problem, given.learner
        taken = material(given.items, kind, choice=choice, place=given.place)
        return train(choice, taken, folder=folder)
    try:
        from peel.training import finding
    except ImportError as error:
        raise registry.cannot_build(error) from error
    return finding.train(choice, given, folder=folder)
