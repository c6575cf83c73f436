"""docs/errors.md has one heading for each error code, and each code is raised at one place."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def raised() -> dict[str, list[str]]:
    """Where each code stands as a literal string in the product."""
    places = defaultdict(list)
    for room in ("peel", "tasks", "flows"):
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and re.fullmatch(r"P\d{3}", str(node.value)):
                    places[node.value].append(f"{path.relative_to(ROOT)}:{node.lineno}")
    return places


def headings() -> list[str]:
    return re.findall(
        r"^## (P\d{3}) \S", (ROOT / "docs" / "errors.md").read_text("utf-8"), re.MULTILINE
    )


def test_every_code_has_a_heading() -> None:
    assert {code: at for code, at in raised().items() if code not in headings()} == {}


def test_every_heading_has_a_code() -> None:
    assert sorted(set(headings()) - set(raised())) == []


def test_headings_stand_in_order_once() -> None:
    assert headings() == sorted(set(headings()))


def test_every_code_has_one_place() -> None:
    assert {code: at for code, at in raised().items() if len(at) > 1} == {}
