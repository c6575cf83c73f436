"""The two walks of CONTRIBUTING.md, line by line, in a copy of the checkout."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from peel.process.environment import child_environment

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("benchmarks", "docs", "examples", "flows", "peel", "tasks", "tests")
FILES = (".ci/run", ".dvc/.gitignore", ".dvc/config", ".dvcignore", ".gitignore")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """All that a person has after `make setup`; caches of Python stay behind."""
    folder = tmp_path / "peel"
    for name in COPIED:
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules")
        )
    for name in (*FILES, *(path.name for path in ROOT.iterdir() if path.is_file())):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(Path(sys.executable).parents[1])
    return folder


def walk(title: str) -> str:
    """The lines of all blocks under a heading, stopped by the first that fails."""
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    part = page.partition(f"\n## {title}\n")[2]
    part = re.split(r"^#{1,2} ", part, maxsplit=1, flags=re.MULTILINE)[0]
    return "set -eux\n" + "".join(re.findall(r"^```sh\n(.*?)^```$", part, re.MULTILINE | re.DOTALL))


def run(title: str, folder: Path) -> subprocess.CompletedProcess[str]:
    env = child_environment({"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"})
    return subprocess.run(
        ["bash", "-c", walk(title)],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.e2e
def test_new_kind_is_one_folder(checkout: Path) -> None:
    done = run("A new kind of problem", checkout)
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-2000:]
    said = [line.replace('"', "") for line in done.stdout.splitlines()]
    rows = said[said.index("source,parity,share,error") + 1 :]
    assert {row.split(",")[1] for row in rows} <= {"even", "odd"}
    assert len(rows) > 5


@pytest.mark.e2e
def test_new_head_is_one_file(checkout: Path) -> None:
    done = run("A new closed form", checkout)
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-2000:]
    assert "nearest" in done.stdout.splitlines()[-1]
