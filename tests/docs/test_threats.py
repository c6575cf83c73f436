"""docs/threats.md: every threat has its row, and every test that a row names exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "threats.md").read_text("utf-8")
ROWS = [line for line in PAGE.splitlines() if re.match(r"\| \d+ [STRIDE] ", line)]


def named(row: str) -> set[str]:
    return set(re.findall(r"`([\w/]+\.py::test_\w+)`", row))


def exists(name: str) -> bool:
    path, _, test = name.partition("::")
    file = ROOT / "tests" / path
    return file.is_file() and test in {
        node.name
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_every_named_test_exists() -> None:
    assert sorted(name for name in named(PAGE) if not exists(name)) == []


def test_every_threat_has_its_proof() -> None:
    assert [int(row.split()[1]) for row in ROWS] == list(range(1, 26))
    assert [row for row in ROWS if not named(row)] == []
