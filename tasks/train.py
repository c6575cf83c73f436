"""Stage train: the choice on all training items -> one ONNX file."""

from __future__ import annotations

from pathlib import Path

from peel.params.load import load
from peel.problem import find, find_learner
from peel.runners.place import Place
from peel.split.items import read_items
from peel.training.train import material, train
from peel.types.model import Choice
from tasks.stage import run


def main() -> str:
    """Fit the chosen heads, cut the network, write the file."""
    params = load()
    choice = Choice.read(Path("data/search/choice.json"))
    items = read_items(Path("data/split/train.parquet"))
    place = Place.of(params.weights, project=Path())
    kind = find(params.problem.kind), find_learner(params.problem.kind)
    given = material(items, kind, choice=choice, place=place)
    facts = train(choice, given, folder=Path("data/train"))
    return f"{facts.megabytes} MB, depth {facts.depth} of {facts.depth_full}"


if __name__ == "__main__":
    run("train", main)
