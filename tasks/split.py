"""Stage split: the good items -> training and the sealed test part."""

from __future__ import annotations

from pathlib import Path

from peel import events
from peel.backbones.network import Weighing
from peel.cache import Cache
from peel.files import new_folder, write_text
from peel.params.environment import weights_dir
from peel.params.load import load
from peel.problem import find
from peel.runners.sight import look
from peel.split.given import Rule, from_text, to_text
from peel.split.siblings import method
from peel.split.split import Items, split
from peel.tables import read_table, write_table
from peel.types.sample import Sample
from tasks.stage import run

OUT, GIVEN = Path("data/split"), Path("data/split/given.csv")


def main() -> str:
    """Seal the test part; parts of earlier runs stay as they are."""
    params = load()
    table = read_table(Path("data/validate/manifest.parquet"))
    sight = None
    if params.split.near_duplicates != "ignore":
        sight = look(
            [Sample(**row) for row in table.select(list(Sample._fields)).to_pylist()],
            shards=Path("data/ingest/shards"),
            cache=Cache(Path(".peel/cache")),
            weighing=Weighing(folder=weights_dir(params.weights.dir)),
        )
    strata = [name for (name,) in find(params.problem.kind).strata(table["label"].to_pylist())]
    rule = Rule(
        params.problem.seed,
        **params.split.model_dump(),
        method=method(sight.network) if sight else "",
    )
    past = GIVEN.read_text(encoding="utf-8", errors="replace") if GIVEN.exists() else None
    items = Items(table, strata, sight.vectors if sight else None)
    found = split(items, rule=rule, given=None if past is None else from_text(past))
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
