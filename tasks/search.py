"""Stage search: the training items -> leaderboard and choice."""

from __future__ import annotations

from pathlib import Path

from peel.params.load import load
from peel.problem import find, find_learner
from peel.runners.place import Place
from peel.search.request import request
from peel.search.search import search
from peel.split.items import read_items
from tasks.stage import run


def main() -> str:
    """Search for the best mean of heads on one network."""
    params = load()
    items = read_items(Path("data/split/train.parquet"))
    place = Place.of(params.weights, project=Path())
    problem, learner = find(params.problem.kind), find_learner(params.problem.kind)
    asked = request(items, (problem, learner), how=params.search, place=place)
    choice = search(asked, Path("data/search"))
    return f"{choice.backbones} to depth {choice.depth()}, {choice.heads}, {choice.score:.3f}"


if __name__ == "__main__":
    run("search", main)
