"""docs/errors.md has one heading for each error code, and each code is raised at one place."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _sources() -> Iterator[tuple[str, ast.AST]]:
    """The nodes of each file in which a code stands; it is many times faster to look for one than to parse."""
    for room in ("peel", "tasks", "flows"):
        for path in sorted((ROOT / room).rglob("*.py")):
            name, text = path.relative_to(ROOT).as_posix(), path.read_text("utf-8")
            if re.search(r"[\"']P\d{3}[\"']", text):
                yield from ((name, node) for node in ast.walk(ast.parse(text)))


def named() -> set[str]:
    """Every code that stands as a literal string in the product."""
    constants = {str(node.value) for _, node in _sources() if isinstance(node, ast.Constant)}
    return {text for text in constants if re.fullmatch(r"P\d{3}", text)}


def raised() -> dict[str, list[str]]:
    """Where each code becomes an error: the first argument of PeelError(...)."""
    places = defaultdict(list)
    for name, node in _sources():
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "PeelError" and node.args:
            code = getattr(node.args[0], "value", None)
            places[code] += [f"{name}:{node.lineno}"] if code else []
    return places


def headings() -> list[str]:
    return re.findall(
        r"^## (P\d{3}) \S", (ROOT / "docs" / "errors.md").read_text("utf-8"), re.MULTILINE
    )


def test_every_code_has_a_heading() -> None:
    assert sorted(named() - set(headings())) == []


def test_every_heading_has_a_code() -> None:
    assert sorted(set(headings()) - named()) == []


def test_headings_stand_in_order_once() -> None:
    assert headings() == sorted(set(headings()))


def test_every_code_has_one_place() -> None:
    assert {code: at for code, at in raised().items() if len(at) > 1} == {}
