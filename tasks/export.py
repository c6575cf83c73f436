"""Stage export: the proven file -> a bundle, or a refusal."""

from __future__ import annotations

from pathlib import Path

from peel.export.export import Proven, export
from peel.params.load import load
from peel.problem import find
from peel.tables import read_table
from peel.types.model import Choice
from tasks.stage import run


def main() -> str:
    """Refuse a file that differs from its model; else write the bundle."""
    params = load()
    sections = params.model_dump(mode="json", include={"problem", "split", "search", "gate"})
    proven = Proven(
        trained=Path("data/train"),
        evaluated=Path("data/evaluate"),
        choice=Choice.read(Path("data/search/choice.json")),
        problem=find(params.problem.kind),
        trained_on=read_table(Path("data/split/train.parquet"))["pixels"].to_pylist(),
        params=sections,
    )
    card = export(proven, Path("data/export"))
    return f"bundle with verdict {card.verdict.verdict}"


if __name__ == "__main__":
    run("export", main)
