"""A user without a name, without a home, on a terminal of ASCII: the real commands, in a child process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NUMBER = 54321  # no entry anywhere
# Root's right to read stays, for the Python of these tests may lie where only root can look.
READ = "+dac_override,+dac_read_search"
AS_NUMBER = [
    "setpriv",
    f"--reuid={NUMBER}",
    f"--regid={NUMBER}",
    "--clear-groups",
    f"--inh-caps={READ}",
    f"--ambient-caps={READ}",
]
STATUS = """
from pathlib import Path
from peel.process import dvc
print(sorted(dvc.changed_stages(Path()))[:1])
"""


def _may_change_user() -> bool:
    if os.geteuid() or shutil.which("setpriv") is None:
        return False
    return subprocess.run([*AS_NUMBER, "true"], capture_output=True).returncode == 0


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    around = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "PYTHONPATH": str(ROOT)}
    around |= {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    return subprocess.run(
        [*AS_NUMBER, sys.executable, *command],
        cwd=folder,
        env=around,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
@pytest.mark.skipif(not _may_change_user(), reason="only root can become somebody else")
def test_user_without_name_can_work(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    assert run(tmp_path, "-m", "peel.cli.main", "init", "Bär").returncode == 0
    project = tmp_path / "Bär"
    assert project.stat().st_uid == NUMBER
    done = run(project, "-c", STATUS)
    assert done.stdout == "['evaluate']\n", done.stderr
    doctor = run(project, "-m", "peel.cli.main", "doctor")
    assert "Traceback" not in doctor.stderr, doctor.stderr
    assert "clock" in doctor.stdout
