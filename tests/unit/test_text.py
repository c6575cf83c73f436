"""Text from outside, made safe."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.text import cell, printable, to_csv

ACTING = [
    "\x1b[2J",
    "\n",
    "\r",
    "\x07",
    "\x9b2J",
    "\u202e",
    "\u2066",
    "\u2028",
    "\udce9",
    "\x7f",
    "\u200b",
]


@pytest.mark.parametrize("letters", ACTING)
def test_letters_that_act_are_spelled_out(letters: str) -> None:
    assert printable(letters).isascii()
    assert printable(f"a{letters}").isprintable()


def test_names_of_any_language_stay() -> None:
    assert printable("Käfer 甲虫 жук 🐞") == "Käfer 甲虫 жук 🐞"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", "  =", "\uff1d"])
def test_formula_becomes_text(start: str) -> None:
    assert cell(f"{start}cmd|' /C calc'!A0").startswith("'")


@pytest.mark.parametrize("value", [-1, -0.5, 0, None])
def test_numbers_stay_numbers(value: object) -> None:
    assert cell(value) is value


def test_table_is_read_back_by_lines() -> None:
    text = to_csv(["name", "n"], [["a\r\nb", -1], ['say "hi", you', 2.5]])
    assert text.count("\n") == 3
    assert list(csv.reader(io.StringIO(text)))[1:] == [["a\\r\\nb", "-1"], ['say "hi", you', "2.5"]]


def test_whole_error_is_one_line() -> None:
    error = PeelError("P000", "a\nb", got="c\x1b", allowed="d\u202e", do="e\r")
    assert str(error).isprintable()


def test_tables_are_written_in_one_place() -> None:
    """Every other writer of CSV would need the rule about formulas again."""
    root = Path(__file__).resolve().parents[2]
    found = [
        path.relative_to(root).as_posix()
        for room in ("peel", "tasks", "flows")
        for path in sorted((root / room).rglob("*.py"))
        if re.search(r"csv\.(writer|DictWriter)|to_csv\(.*index", path.read_text("utf-8"))
    ]
    assert found == ["peel/text.py"]
