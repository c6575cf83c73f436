"""The most memory that each stage holds, for many items, and its CPU seconds.

    python benchmarks/memory.py [--items 5000 50000] [--tested 400]

120 small drawn pictures are built as far as search. Then a project with so many drawn pictures goes through every stage up to evaluate, but
for the pass: its features are those of the first pictures with noise, put where the pass would have put them, so that everything that grows
with the number of items is there in minutes. Search and train with one head (`search.mean_of: 1`). Peak resident memory of the stage's process,
mapped files included.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from peel.cache import Cache
from peel.files import read_json
from peel.tables import read_table

BIN = Path(sys.executable).parent
ENV = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
CLASSES, FIRST, SIDE = ("bars", "disc", "field"), 120, 40


def draw(folder: Path, n: int) -> None:
    """`n` pictures of 40 x 40 in three class folders, hard enough that the search has something to do."""
    rng = np.random.default_rng(0)
    rows, columns = np.mgrid[:SIDE, :SIDE]
    forms = (np.sin(rows / 2), np.sin(np.hypot(rows - 20, columns - 20) / 2), np.ones((SIDE, SIDE)))
    for name in CLASSES:
        (folder / name).mkdir(parents=True)
    for number in range(n):
        noise = rng.normal(scale=60, size=(SIDE, SIDE, 3))
        pixels = 128 + 12 * forms[number % 3][..., None] + noise + rng.normal(scale=20, size=3)
        picture = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
        picture.save(folder / CLASSES[number % 3] / f"{number:06d}.jpg", quality=80)


def make(project: Path, n: int, *, tested: int) -> None:
    """A project with `n` drawn pictures and one head."""
    subprocess.run(["peel", "init", project], env=ENV, check=True, stdout=subprocess.DEVNULL)
    path = project / "params.yaml"
    text = re.sub(r"mean_of: \d+", "mean_of: 1", path.read_text("utf-8"))
    text = re.sub(r"max_test_items: \d+", f"max_test_items: {tested}", text)
    path.write_text(text, "utf-8")
    draw(project / "data" / "raw", n)


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


def pixels(project: Path) -> list[str]:
    """The digests under which features are kept."""
    digests: list[str] = read_table(project / "data/validate/manifest.parquet")[
        "pixels"
    ].to_pylist()
    return digests


def fill(project: Path, first: Path) -> None:
    """Features for every picture of `project`, made from those of the project `first`."""
    source, target = (Cache(each / ".peel" / "cache") for each in (first, project))
    key = read_json(first / "data" / "search" / "choice.json")["branches"][0]["key"]
    found = (source.get(key, digest) for digest in pixels(first))
    known = [one for one in found if one is not None]
    width = len(known[0])
    rng = np.random.default_rng(0)
    noise = rng.normal(scale=0.1, size=2 * width).astype(np.float16)
    for place, digest in enumerate(pixels(project)):
        at = int(rng.integers(width))
        target.put(key, digest, array=known[place % len(known)] + noise[at : at + width])


def measure(project: Path, *, first: Path, n: int) -> None:
    """Print a line for each stage."""
    for name in ("scan", "ingest", "validate", "split", "search", "train", "evaluate"):
        if name == "split":
            fill(project, first)
        gb, cpu_s = stage(project, name)
        print(f"| {name} | {n} | {gb:.2f} | {cpu_s:.0f} |", flush=True)


def main() -> None:
    """Build the first pictures, then measure each number of items."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, nargs="+", default=[5000, 50_000])
    parser.add_argument("--tested", type=int, default=400)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        first = Path(name) / "first"
        make(first, FIRST, tested=chosen.tested)
        for one in ("scan", "ingest", "validate", "split", "search"):
            stage(first, one)
        print("| stage | items | peak GB | CPU s |\n|---|---|---|---|", flush=True)
        for n in chosen.items:
            with tempfile.TemporaryDirectory() as work:
                make(Path(work) / "project", n, tested=chosen.tested)
                measure(Path(work) / "project", first=first, n=n)


if __name__ == "__main__":
    main()
