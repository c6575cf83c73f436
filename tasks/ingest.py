"""Stage ingest: rows with digests, and the pictures in tar shards."""

from pathlib import Path

from peel.manifest.build import ingest
from peel.params.load import load
from tasks.stage import run


def main() -> str:
    """Write data/ingest: the manifest, the shards, and what was left out."""
    how = load().ingest
    told = ingest(Path(how.source), Path("data/ingest"), cache=Path(".peel/scan.json"), how=how)
    return f"{told.n_items} pictures of {len(told.classes)} classes in {told.n_shards} shards; left out: {len(told.skipped)}"


if __name__ == "__main__":
    run("ingest", main)
