"""What is told of files that were left out."""

from __future__ import annotations

from peel.sources.notes import skipped
from peel.types.source import Skipped


def one(path: str, code: str) -> Skipped:
    return Skipped(path=path, code=code, reason="gone", do="add it")


def test_each_rule_is_told_once() -> None:
    told = skipped([one("a.jpg", "P223"), one("b.jpg", "P223"), one("c.jpg", "P215")])
    assert told == [
        "P215 left out: c.jpg: gone; do: add it",
        "P223 left out: a.jpg and 1 more: gone; do: add it",
    ]


def test_what_nobody_misses_is_quiet() -> None:
    assert skipped([one("notes.txt", "P210"), one(".a.jpg", "P211"), one("a.jpg", "P227")]) == []
