"""Stage scan: digest the source and the code, so that a plain `dvc repro` sees what changed."""

from pathlib import Path

from peel.params.load import load
from peel.process import dvc
from peel.sources.scan import scan
from tasks.stage import run


def main() -> str:
    """Write data/scan: the state of the source, and of the code of each stage."""
    params = load()
    if Path(".dvc").is_dir():
        dvc.settle(Path())  # git may have come since the last run, and DVC must know
    told = scan(
        params.ingest,
        Path("data/scan"),
        cache=Path(".peel/scan.json"),
        kind=params.problem.kind,
    )
    return f"{told.n_files} pictures ({told.form}), state {told.digest[:12]}"


if __name__ == "__main__":
    run("scan", main)
