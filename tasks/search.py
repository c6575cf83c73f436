"""Stage search: the training items -> leaderboard and choice."""

from __future__ import annotations

from pathlib import Path

from peel.params.load import load
from peel.problem import find, find_learner
from peel.runners.place import Place
from peel.search import asked
from peel.search.request import Asked
from peel.split.items import read_items
from tasks.stage import run


def main() -> str:
    """Search for the best model on one network."""
    params = load()
    wanted = Asked(
        items=read_items(Path("data/split/train.parquet")),
        problem=find(params.problem.kind),
        learner=find_learner(params.problem.kind),
        how=params.search,
        place=Place.of(params.weights, project=Path()),
    )
    choice = asked.run(wanted, Path("data/search"))
    return f"{choice.words}, {choice.score:.3f}"


if __name__ == "__main__":
    run("search", main)
