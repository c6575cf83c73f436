"""Stage ingest: rows with digests, and the pictures in tar shards."""

from pathlib import Path

from peel import events
from peel.params.load import load
from peel.sources.ingest import ingest
from peel.types.source import Scanned
from tasks.stage import run

CHANGED = (
    "the source changed after it was scanned: it was taken as it is now; run the same command again"
)


def main() -> str:
    """Write data/ingest: the manifest, the shards, and what was left out."""
    how = load().ingest
    told = ingest(Path(how.source), Path("data/ingest"), cache=Path(".peel/scan.json"), how=how)
    if told.digest != Scanned.read(Path("data/scan/source.json")).digest:
        events.emit("warning", message=CHANGED)
    return f"{told.n_items} pictures of {len(told.classes)} classes in {told.n_shards} shards; left out: {len(told.skipped)}"


if __name__ == "__main__":
    run("ingest", main)
