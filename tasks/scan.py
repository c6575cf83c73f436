"""Stage scan: digest the sources and the code, so that a plain `dvc repro` sees what changed."""

import time
from importlib import import_module
from pathlib import Path

from peel.process import dvc
from peel.sources import standing
from tasks.stage import run


def main() -> str:
    """Write data/scan: the state of the sources, and of the code of each stage; nothing where it stands as it was."""
    if Path(".dvc").is_dir():
        dvc.settle(Path())  # git may have come since the last run, and DVC must know
    return standing.told(Path()) or _scan()


def _scan() -> str:
    """What this needs (pydantic, ruamel, numpy) is not loaded before: a no-op would cost three times as much."""
    start_ns = time.time_ns()
    library = import_module("peel.sources.scan")
    params = import_module("peel.params.load").load()
    labels = import_module("peel.problem").find(params.problem.kind)
    told = library.scan(
        library.Terms(params.ingest, labels),
        Path("data/scan"),
        cache=Path(".peel/scan.json"),
        kind=params.problem.kind,
    )
    words = f"{told.n_files} pictures ({told.form}), state {told.digest[:12]}"
    reading = library.reading(params.ingest, kind=params.problem.kind)
    standing.remember(Path(), words, reading=reading, since_ns=start_ns)
    return words


if __name__ == "__main__":
    run("scan", main)
