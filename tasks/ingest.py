"""Stage ingest: rows with digests, and the pictures in tar shards."""

from pathlib import Path

from peel.params.load import load
from peel.problem import find, find_report
from peel.sources.ingest import ingest
from peel.sources.source import Terms
from peel.text import counted
from peel.types.report import Wording
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
    report = find_report(params.problem.kind)
    words = report.wording if report else Wording()
    names = counted(len(told.classes), words.one, many=words.many)
    pictures = f"{counted(told.n_items, 'picture')} {words.within} {names}"
    return f"{pictures}, {counted(told.n_shards, 'shard')}; left out: {len(told.skipped)}"


if __name__ == "__main__":
    run("ingest", main)
