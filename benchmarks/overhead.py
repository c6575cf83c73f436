"""What Peel costs when there is nothing to do: imports, help, a no-op `dvc repro`, a `peel build` with nothing to do.

    python benchmarks/overhead.py [--rounds 5] [--project DIR]

Prints a Markdown table. CPU seconds (user and system, of the command and all that it waited for) are what
compares: wall time on a shared machine does not. The runs are interleaved, a round at a time. Without
`--project` (a project that was built) a small one is built first from 200 of scikit-learn's digits.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image
from sklearn.datasets import load_digits

BIN = Path(sys.executable).parent
ENV = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "DVC_NO_ANALYTICS": "1"}
BASE = "`dvc repro`, no-op, of nine empty stages (DVC itself)"


class Case(NamedTuple):
    """A command, the folder it runs in, and the exit code that it should have."""

    name: str
    command: list[str]
    folder: Path
    code: int = 0


class Run(NamedTuple):
    """Seconds of one run."""

    cpu_s: float
    wall_s: float


def run(case: Case) -> Run:
    """One run; stops the benchmark when it ends otherwise than it should."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        case.command, cwd=case.folder, env=ENV, capture_output=True, text=True, check=False
    )
    wall_s, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != case.code:
        raise SystemExit(f"{case.name} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return Run(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall_s)


def empty_pipeline(folder: Path) -> Path:
    """A DVC project with nine stages in a row that have run."""
    folder.mkdir()
    stages = [
        f"  s{n}:\n    cmd: touch out{n}\n    deps: [out{n - 1}]\n    outs: [out{n}]\n"
        for n in range(1, 10)
    ]
    (folder / "out0").touch()
    (folder / "dvc.yaml").write_text("stages:\n" + "".join(stages))
    for command in (["dvc", "init", "--no-scm", "-q"], ["dvc", "repro", "-q"]):
        subprocess.run(command, cwd=folder, env=ENV, check=True, stdout=subprocess.DEVNULL)
    return folder


def built_project(folder: Path) -> Path:
    """A project that was built from 200 digits, twenty of each class."""
    digits = load_digits()
    for label in range(10):
        (folder / "pictures" / str(label)).mkdir(parents=True)
        for number in np.flatnonzero(digits.target == label)[:20]:
            picture = (
                np.rint(digits.images[number] * (255 / 16))
                .astype(np.uint8)
                .repeat(8, 0)
                .repeat(8, 1)
            )
            Image.fromarray(picture).save(folder / "pictures" / str(label) / f"{number:04d}.png")
    project = folder / "project"
    run(Case("peel init", ["peel", "init", str(project)], folder))
    data = ["--data", str(folder / "pictures"), "--threshold", "0.5"]
    subprocess.run(
        ["peel", "build", *data], cwd=project, env=ENV, check=False, stdout=subprocess.DEVNULL
    )
    return project


def cases(work: Path, project: Path) -> Iterator[Case]:
    """What is measured, the base first."""
    python = str(BIN / "python")
    wrong = work / "wrong"
    run(Case("peel init", ["peel", "init", str(wrong)], work))
    text = (wrong / "params.yaml").read_text()
    (wrong / "params.yaml").write_text(text.replace("threshold:", "limit:"))
    yield Case(BASE, ["dvc", "repro"], empty_pipeline(work / "empty"))
    yield Case("`dvc repro`, no-op, of a whole project (runs scan only)", ["dvc", "repro"], project)
    yield Case("`peel build` with nothing to do", ["peel", "build"], project)
    yield Case("`python -c pass`", [python, "-c", "pass"], work)
    yield Case("`import peel`", [python, "-c", "import peel"], work)
    yield Case(
        "`import peel; peel.load` (numpy, ONNX Runtime)",
        [python, "-c", "import peel; peel.load"],
        work,
    )
    yield Case("`peel --help`", ["peel", "--help"], work)
    yield Case("`peel build` with an unknown parameter", ["peel", "build"], wrong, 2)


def table(runs: dict[str, list[Run]]) -> str:
    """Minimum and median of the CPU seconds, minimum of the wall seconds, ratio to DVC's own no-op."""
    lines = [
        "| what | CPU s, min | median | wall s, min | to DVC's no-op |",
        "|---|---|---|---|---|",
    ]
    base = min(run.cpu_s for run in runs[BASE])
    for name, those in runs.items():
        cpu = [run.cpu_s for run in those]
        wall = min(run.wall_s for run in those)
        ratio = f"{min(cpu) / base:.2f}"
        lines.append(
            f"| {name} | {min(cpu):.2f} | {statistics.median(cpu):.2f} | {wall:.2f} | {ratio} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Build what is missing, run every case in every round, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--project", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        project = (chosen.project or built_project(work)).resolve()
        measured = list(cases(work, project))
        runs: dict[str, list[Run]] = {case.name: [] for case in measured}
        for case in measured * chosen.rounds:
            runs[case.name].append(run(case))
    print(table(runs))


if __name__ == "__main__":
    main()
