"""The most memory that search, train and evaluate hold, for many items.

    python benchmarks/memory.py [--items 5000 20000] [--tested 100 400]

A project with 120 drawn photographs is made and searched; then its rows are repeated under new digests, whose features are those of the
first ones with noise, put where the pass would have put them. So nothing is passed through the network again, and everything that
grows with the number of items is there. Peak resident memory of each stage's process, mapped files included; and its CPU seconds.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
from PIL import Image

from peel.cache import Cache
from peel.files import read_json
from peel.tables import read_table, write_table

BIN = Path(sys.executable).parent
ENV = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
CLASSES, EACH, SIZE = ("bars", "disc", "field"), 40, (480, 640)


def draw(folder: Path) -> None:
    """120 pictures of 640 x 480 in three class folders, hard enough that the search has something to do."""
    rng = np.random.default_rng(0)
    rows, columns = np.mgrid[: SIZE[0], : SIZE[1]]
    forms = (np.sin(rows / 9), np.sin(np.hypot(rows - 240, columns - 320) / 9), np.ones(SIZE))
    for name, form in zip(CLASSES, forms, strict=True):
        (folder / name).mkdir(parents=True)
        for number in range(EACH):
            noise = rng.normal(scale=60, size=(*SIZE, 3))
            pixels = 128 + 12 * form[..., None] + noise + rng.normal(scale=20, size=3)
            picture = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
            picture.save(folder / name / f"{number:03d}.jpg", quality=80)


def stage(project: Path, name: str) -> tuple[float, float]:
    """Peak resident memory in GB and CPU seconds of one stage of the project."""
    command = [sys.executable, "-m", f"tasks.{name}"]
    running = subprocess.Popen(command, cwd=project, env=ENV, stderr=subprocess.PIPE, text=True)
    said = running.stderr.read() if running.stderr else ""
    _, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise SystemExit(f"{name} ended with {running.returncode}:\n{said}")
    return used.ru_maxrss / 2**20, used.ru_utime + used.ru_stime


def repeated(table: pa.Table, n: int) -> pa.Table:
    """`n` rows that repeat those of `table`, each an item and a family of its own, with pixels of its own digest."""
    result = table.take(pa.array(np.arange(n) % len(table)))
    digests = [hashlib.sha256(f"{place}".encode()).hexdigest() for place in range(n)]
    new = {"pixels": digests, "family": digests, "path": [f"{d}.jpg" for d in digests]}
    for name, values in new.items():
        place = result.schema.get_field_index(name)
        result = result.set_column(place, name, pa.array(values, result.schema.field(name).type))
    return result


def fill(project: Path, table: pa.Table, *, old: pa.Table) -> None:
    """Features for the pixels of `table`, made from those of `old`."""
    cache = Cache(project / ".peel" / "cache")
    key = read_json(project / "data" / "search" / "choice.json")["backbone_key"]
    known = [cache.get(key, pixels) for pixels in old["pixels"].to_pylist()]
    rng = np.random.default_rng(0)
    noise = rng.normal(scale=0.1, size=2 * len(known[0])).astype(np.float16)
    for place, pixels in enumerate(table["pixels"].to_pylist()):
        first = int(rng.integers(len(known[0])))
        array = known[place % len(known)] + noise[first : first + len(known[0])]
        cache.put(key, pixels, array=array)


def main() -> None:
    """Make the project, then measure each number of items."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, nargs="+", default=[5000, 20_000])
    parser.add_argument("--tested", type=int, nargs="+", default=[100, 400])
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        project = Path(name) / "project"
        subprocess.run(["peel", "init", project], env=ENV, check=True, stdout=subprocess.DEVNULL)
        draw(project / "data" / "raw")
        for first in ("scan", "ingest", "validate", "split", "search"):
            stage(project, first)
        parts = {part: project / "data" / "split" / f"{part}.parquet" for part in ("train", "test")}
        tables = {part: read_table(path) for part, path in parts.items()}
        print("| stage | items | peak GB | CPU s |\n|---|---|---|---|", flush=True)
        for n in chosen.items:
            table = repeated(tables["train"], n)
            fill(project, table, old=tables["train"])
            write_table(table, parts["train"])
            for one in ("search", "train"):
                print(
                    "| {} | {} | {:.2f} | {:.0f} |".format(one, n, *stage(project, one)), flush=True
                )
        for n in chosen.tested:
            write_table(
                tables["test"].take(pa.array(np.arange(n) % len(tables["test"]))), parts["test"]
            )
            print(
                "| evaluate | {} | {:.2f} | {:.0f} |".format(n, *stage(project, "evaluate")),
                flush=True,
            )


if __name__ == "__main__":
    main()
