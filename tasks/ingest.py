"""Stage ingest: rows with digests, and the pictures in tar shards."""

from pathlib import Path

from peel.params.load import load
from peel.problem import find
from peel.sources.ingest import ingest
from peel.sources.source import Terms
from tasks.stage import run


def main() -> str:
    """Write data/ingest: the manifest, the shards, and what was left out."""
    params = load()
    terms = Terms(params.ingest, find(params.problem.kind))
    told = ingest(
        Path("data/ingest"),
        cache=Path(".peel/scan.json"),
        terms=terms,
        scanned=Path("data/scan/source.json"),
    )
    return f"{told.n_items} pictures of {len(told.classes)} classes in {told.n_shards} shards; left out: {len(told.skipped)}"


if __name__ == "__main__":
    run("ingest", main)
