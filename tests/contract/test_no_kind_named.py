"""A problem kind is found, never named: no file outside peel/problems holds the name of one."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KINDS = {
    path.name for path in (ROOT / "peel" / "problems").iterdir() if (path / "__init__.py").exists()
}
# The default of problem.kind is a value that a person sets.
FREE = ("peel/problems/", "peel/params/sections.py")


def _literals(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value in KINDS
    }


def test_there_is_a_kind() -> None:
    assert KINDS


def test_no_kind_is_named_outside() -> None:
    files = [path for room in ("peel", "tasks", "flows") for path in (ROOT / room).rglob("*.py")]
    named = {path.relative_to(ROOT).as_posix(): sorted(_literals(path)) for path in files}
    assert {
        name: kinds for name, kinds in named.items() if kinds and not name.startswith(FREE)
    } == {}
