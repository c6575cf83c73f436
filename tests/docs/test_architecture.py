"""The tree in docs/architecture.md is the tree on disk."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# What a build leaves here for a person to commit.
MADE = {"data/", "dvc.lock"}
OPENED = ("peel/", "flows/", "tasks/", "docs/", "tests/")


def written() -> set[str]:
    """`peel/`, `peel/api.py`, ... as the tree in the page states them: two levels, two blanks a level."""
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    (tree,) = re.findall(r"^```text\n(README\.md.*?)^```", page, re.MULTILINE | re.DOTALL)
    paths, folder = set(), ""
    for line in tree.splitlines():
        names = re.match(r"( *)((?:[\w.-]+/? ?)+)", line)
        assert names, line
        if not names[1]:
            folder = ""
        for name in names[2].split():
            paths.add(folder + name)
        if not names[1] and names[2].split()[0].endswith("/"):
            folder = names[2].split()[0]
    return paths


def on_disk() -> set[str]:
    """Every file and folder at the top that git has or would take, and what lies in the folders that the page opens."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("no git checkout, so nothing says which files belong to the project")
    names = [name for name in listed.stdout.splitlines() if (ROOT / name).exists()]
    tops = {top + ("/" if rest else "") for top, _, rest in (name.partition("/") for name in names)}
    inner = {
        folder + first + ("/" if rest else "")
        for folder in OPENED
        for first, _, rest in (
            n.removeprefix(folder).partition("/") for n in names if n.startswith(folder)
        )
        if first != "__init__.py"
    }
    return tops | inner


def test_tree_is_the_one_on_disk() -> None:
    there, told = on_disk() - MADE, written() - MADE
    assert (sorted(there - told), sorted(told - there)) == ([], [])


def test_layers_are_those_of_the_contract() -> None:
    """Whoever may import whom is drawn once and enforced once: the two say the same, in one order."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    (layers,) = (c["layers"] for c in settings["contracts"] if c.get("exhaustive"))
    enforced = [
        sorted(name for name in re.split(r"\s*\|\s*", line) if not name.startswith("("))
        for line in layers
    ]
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    drawn = re.search(r"```text\n(cli\n.*?)```", text, flags=re.DOTALL)[1].splitlines()
    assert [sorted(line.split(" | ")) for line in drawn] == [line for line in enforced if line]
