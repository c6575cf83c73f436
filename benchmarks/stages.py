"""What a first build costs, stage by stage, in CPU seconds.

    python benchmarks/stages.py [--set signdigits] [--pictures 80 500]

Prints a Markdown table. A stage's seconds are those of its whole process, imports included; the rest is DVC, Prefect, the flow and
the command. Wall time says nothing on a shared machine. Needs ../shared/datasets beside the checkout.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from sets import FOLDER, Item, read

from peel import events
from peel.project.run import stage_names
from peel.types.event import Ended

BIN = Path(sys.executable).parent
ENV = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
STAGES = stage_names(Path(__file__).resolve().parents[1])
REST, SUM = "DVC, Prefect, flow, command", "all"


def taken(items: list[Item], n: int) -> list[Item]:
    """`n` pictures, as many of each class as of another."""
    place: Counter[str] = Counter()
    ranked = []
    for item in items:
        ranked.append((place[item.label], item.label, item))
        place[item.label] += 1
    return [item for _, _, item in sorted(ranked, key=lambda row: row[:2])][:n]


def costs(items: list[Item], work: Path) -> dict[str, float]:
    """CPU seconds by stage of a first build of `items`."""
    for item in items:
        path = work / "pictures" / item.label / item.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(item.data)
    quiet: dict[str, Any] = {
        "env": ENV,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.STDOUT,
        "text": True,
    }
    subprocess.run(["peel", "init", "project"], cwd=work, check=True, **quiet)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = ["peel", "build", "--data", "../pictures"]
    done = subprocess.run(command, cwd=work / "project", check=False, **quiet)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    whole_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    told = sorted((work / "project" / ".peel" / "events").glob("*.jsonl"))[-1]
    found = {e.stage: e.cpu_s for e in events.read(told)[0] if isinstance(e, Ended)}
    if done.returncode not in (0, 1, 3) or "report" not in found:
        raise SystemExit(f"peel build ended with {done.returncode}:\n{done.stdout}")
    return {**found, REST: whole_s - sum(found.values()), SUM: whole_s}


def main() -> None:
    """Build each number of pictures once, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--set", default="signdigits")
    parser.add_argument("--pictures", type=int, nargs="+", default=[80, 500])
    chosen = parser.parse_args()
    if not (FOLDER / f"{chosen.set}.zip").is_file():
        sys.exit("SKIPPED: no ../shared/datasets beside this checkout, so nothing was measured")
    items = read(chosen.set)
    columns = []
    for n in chosen.pictures:
        with tempfile.TemporaryDirectory() as name:
            columns.append(costs(taken(items, n), Path(name)))
    print(f"| {chosen.set} | " + " | ".join(f"{n} pictures" for n in chosen.pictures) + " |")
    print("|---|" + "---|" * len(columns))
    for row in (*STAGES, REST, SUM):
        print(f"| {row} | " + " | ".join(f"{column[row]:.1f}" for column in columns) + " |")


if __name__ == "__main__":
    main()
