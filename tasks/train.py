"""Stage train: the choice on all training items -> one ONNX file."""

from __future__ import annotations

from pathlib import Path

from peel.params.load import load
from peel.problem import find, find_learner
from peel.runners.place import Place
from peel.split.items import read_items
from peel.training import given
from peel.training.train import Given
from peel.types.model import Choice
from tasks.stage import run


def main() -> str:
    """Fit what was chosen, cut the network, write the file."""
    params = load()
    choice = Choice.read(Path("data/search/choice.json"))
    own = Given(
        items=read_items(Path("data/split/train.parquet")),
        problem=find(params.problem.kind),
        learner=find_learner(params.problem.kind),
        place=Place.of(params.weights, project=Path()),
    )
    facts = given.run(choice, own, folder=Path("data/train"))
    depth = f", depth {facts.depth} of {facts.depth_full}" if facts.depth_full else ""
    return f"{facts.megabytes} MB{depth}"


if __name__ == "__main__":
    run("train", main)
