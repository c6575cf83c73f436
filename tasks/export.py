"""Stage export: the proven file -> a bundle, or a refusal."""

from __future__ import annotations

from pathlib import Path

from peel import files
from peel.export.bundle import export_into
from peel.params.load import load
from peel.types.model import Choice
from tasks.stage import run


def main() -> str:
    """Refuse a file that differs from its model; else write the bundle."""
    params = load()
    trained = Path("data/train")
    facts = files.read_json(trained / "train.json")
    card = export_into(
        trained,
        Path("data/evaluate"),
        Choice.read(Path("data/search/choice.json")),
        Path("data/export"),
        name="peel",
        kind=params.problem.kind,
        licences=facts["licences"],
        data_digest=facts["data_digest"],
        params=params.model_dump(mode="json", by_alias=True),
    )
    return f"bundle with verdict {card.verdict.verdict}"


if __name__ == "__main__":
    run("export", main)
