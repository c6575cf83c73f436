"""Nobody runs the benchmarks every day: what they import has to be there all the same."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted(
    path for room in ("benchmarks", "examples") for path in (ROOT / room).rglob("*.py")
)
IMPORT = "import importlib, sys; [importlib.import_module(name) for name in sys.argv[1:]]"


def _module(path: Path) -> str:
    """Its name from the folder on: processes.load."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts[1:])


@pytest.mark.slow
def test_scripts_can_be_imported() -> None:
    path = os.pathsep.join(str(path) for path in (ROOT / "benchmarks", ROOT / "examples", ROOT))
    done = subprocess.run(
        [sys.executable, "-c", IMPORT, *map(_module, SCRIPTS)],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
