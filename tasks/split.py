"""Stage split: the good items -> training and the sealed test part."""

from __future__ import annotations

from pathlib import Path

from peel import events
from peel.files import new_folder, write_text
from peel.manifest.given import Rule, from_text, to_text
from peel.manifest.split import split
from peel.manifest.table import read_table, write_table
from peel.params.load import load
from peel.problem import find
from tasks.stage import run

OUT = Path("data/split")


def main() -> str:
    """Seal the test part; parts of earlier runs stay as they are."""
    params = load()
    table = read_table(Path("data/validate/manifest.parquet"))
    past = OUT / "given.csv"
    rule = Rule(
        seed=params.problem.seed,
        test_share=params.split.test_share,
        near_duplicates=params.split.near_duplicates,
        max_test_items=params.split.max_test_items,
    )
    found = split(
        table,
        strata=find(params.problem.kind).strata(table["label"].to_pylist()),
        rule=rule,
        given=from_text(past.read_text(encoding="utf-8", errors="replace"))
        if past.exists()
        else None,
    )
    with new_folder(OUT) as folder:
        write_table(found.train, folder / "train.parquet")
        write_table(found.test, folder / "test.parquet")
        write_text(folder / "split.json", found.report.to_json())
        write_text(folder / "given.csv", to_text(found.given))
    for note in found.report.notes:
        events.emit("warning", message=note)
    return f"{found.report.n_train} items to train on, {found.report.n_test} sealed for the test"


if __name__ == "__main__":
    run("split", main)
