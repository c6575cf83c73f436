"""The import contracts of pyproject.toml hold, and they name every room that is there."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
CONTRACTS = {contract["name"]: contract for contract in SETTINGS["contracts"]}
ROOMS = {path.stem for path in (ROOT / "peel").iterdir() if path.suffix == ".py" or path.is_dir()}
DEPLOYED = {
    "runtime", "bundle", "serving", "pages", "actions", "feedback", "watch", "advice", "labelling", "report",
    "registry", "metrics", "problem",
}  # fmt: skip


@pytest.mark.slow
def test_import_contracts_are_kept() -> None:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_rooms_that_stand_are_required() -> None:
    """A layer is optional, in parentheses, only while its room has not been built."""
    layers = " ".join(CONTRACTS["layers inside peel, none forgotten"]["layers"])
    assert set(re.findall(r"\((\w+)\)", layers)) & ROOMS == set()


def test_deployed_rooms_are_all_guarded() -> None:
    guarded = CONTRACTS["what is deployed needs no torch"]["source_modules"]
    assert {f"peel.{room}" for room in DEPLOYED & ROOMS} <= set(guarded)
    assert "peel.problems.*.decode" in guarded


def test_git_and_dvc_start_in_one_room() -> None:
    """They are commands, and each stands behind one file that knows its traps."""
    allowed = ("peel/process/", "peel/registry/git.py", "flows/stages.py")
    found = []
    for path in sorted(
        path for room in ("peel", "tasks", "flows") for path in (ROOT / room).rglob("*.py")
    ):
        lists = [
            node
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.List)
        ]
        words = {getattr(item, "value", None) for node in lists for item in node.elts[:3]}
        if words & {"git", "dvc"} and not path.relative_to(ROOT).as_posix().startswith(allowed):
            found.append(path.relative_to(ROOT).as_posix())
    assert found == []
