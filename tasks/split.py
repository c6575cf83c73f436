"""Stage split: the good items -> training and the sealed test part."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from peel.params.load import load
from peel.problem import find
from peel.runners.place import Place
from peel.runners.sight import look
from peel.split.given import Rule
from peel.split.split import How, split
from tasks.stage import run


def main() -> str:
    """Seal the test part; parts of earlier runs stay as they are."""
    params = load()
    how = How(
        rule=Rule(params.problem.seed, **params.split.model_dump()),
        labels=find(params.problem.kind),
        look=partial(look, place=Place.of(params.weights, project=Path())),
    )
    told = split(Path("data/validate/manifest.parquet"), Path("data/split"), how=how)
    return f"{told.n_train} items to train on, {told.n_test} sealed for the test"


if __name__ == "__main__":
    run("split", main)
