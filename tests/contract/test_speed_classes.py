"""A timed test is no test: what a test took is told in the summary and never fails a run."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HASTY = """
import time

def test_takes_too_long():
    while time.process_time() < LONG:
        pass

LONG = time.process_time() + 1.1
"""


@pytest.mark.slow
def test_slow_test_is_named_and_passes(tmp_path: Path) -> None:
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_hasty.py").write_text(HASTY)
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert "over its limit of CPU time: test_hasty.py::test_takes_too_long" in told.stdout
    assert told.returncode == 0
