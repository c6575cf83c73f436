"""Stage evaluate: the file on the sealed test part -> scores and verdict."""

from __future__ import annotations

from pathlib import Path

from peel.evaluation.evaluate import Exam, evaluate
from peel.params.load import FILE, load, old_words
from peel.problem import find, find_learner
from peel.runners.place import Place
from peel.split.items import read_items
from peel.types.model import Choice
from tasks.stage import run


def main() -> str:
    """Score the file and judge it."""
    params = load()
    exam = Exam(
        problem=find(params.problem.kind),
        learner=find_learner(params.problem.kind),
        choice=Choice.read(Path("data/search/choice.json")),
        items=read_items(Path("data/split/test.parquet")),
        trained=Path("data/train"),
        gate=params.gate,
        place=Place.of(params.weights, project=Path()),
        state=Path(".peel"),
        notes=old_words(FILE.read_text(encoding="utf-8")),
    )
    return evaluate(exam, Path("data/evaluate")).words


if __name__ == "__main__":
    run("evaluate", main)
