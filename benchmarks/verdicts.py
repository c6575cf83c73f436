"""Twenty easy and twenty hopeless sets of made pictures, each from its files to a verdict.

Run: python benchmarks/verdicts.py [--only WORDS]. Stages scan to export run in this process, in a project of their own. An
easy set may not fail, a hopeless one may not pass, and nothing may end in an error.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from threadpoolctl import threadpool_limits

from peel import files
from peel.errors import PeelError
from peel.project import prepare, template
from peel.project.run import stage_names
from peel.testing import synthetic
from peel.types.evaluation import Evaluation

*STAGES, _ = stage_names(Path(__file__).resolve().parents[1])  # all but the report


def build(one: synthetic.Set, folder: Path) -> str:
    """The cells of one set: verdict, test score, out-of-fold score, file against model, CPU seconds."""
    synthetic.write(one, folder / "pictures")
    project, start = folder / "project", time.process_time()
    template.make(project)
    prepare.prepare(project, template.Given(data=[str(folder / "pictures")]))
    with contextlib.chdir(project), open(os.devnull, "w") as nothing:
        try:
            for stage in STAGES:
                with contextlib.redirect_stdout(nothing), contextlib.redirect_stderr(nothing):
                    stages()[stage]()
        except PeelError as error:
            return f"{error.code} | | | | |"
        verdict = files.read_json(Path("data/evaluate/metrics.json"))
        parity = Evaluation.read(Path("data/evaluate/evaluation.json")).parity
        shown = files.read_json(Path("data/search/score.json"))["score"]
    seconds = time.process_time() - start
    return (
        f"{verdict['verdict']} | {verdict['score']:.2f} of {verdict['n_test']} | {shown:.2f} "
        f"| {parity.largest:.0e} | {parity.changed} | {seconds:.0f}"
    )


def stages() -> dict[str, Callable[[], str]]:
    """The functions of the stages."""
    return {name: importlib.import_module(f"tasks.{name}").main for name in STAGES}


def main() -> None:
    """Print the table; exit code 1 when a verdict is not what the set deserves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="part of a set's name")
    only = parser.parse_args().only
    threadpool_limits(1)
    print(
        "| set | pictures | verdict | test score | out-of-fold | file against model | other answers | CPU s |"
    )
    print("|---|---|---|---|---|---|---|---|", flush=True)
    wrong = 0
    for kind, sets, bad in (
        ("easy", synthetic.easy(), "fail"),
        ("hopeless", synthetic.hopeless(), "pass"),
    ):
        for one in (one for one in sets if only in one.name):
            with tempfile.TemporaryDirectory() as folder:
                cells = build(one, Path(folder))
            wrong += cells.startswith(("P", bad))
            counts = " + ".join(str(n) for n in one.counts)
            print(f"| {kind}: {one.name} | {counts} | {cells} |", flush=True)
    raise SystemExit(int(wrong > 0))


if __name__ == "__main__":
    main()
